"""What is made already, and is it made from today's inputs?

Everything expensive is a folder ``build/<name>-<digest of its inputs>``. It is made under another name and renamed
when it is whole, so an interruption leaves nothing half made, and changed inputs make a new one. Folders made from
other inputs are removed, but never one that a process uses.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
BUILD = CHECKOUT / "build"
DIGITS = "[0-9a-f]" * 12

Input = str | Path
"""A text, or a file whose content counts, or a folder whose files count."""


_used: dict[Path, int] = {}
"""The folders that this process uses, each with the open file whose shared lock (flock(2)) tells others so."""


def built(name: str, inputs: Iterable[Input], make: Callable[[Path], None]) -> Path:
    """Return the folder ``build/<name>-<digest>``, calling ``make(folder)`` only if it does not exist.

    ``make`` gets an empty folder. What is returned stays there as long as this process lives; folders of the same name
    made from other inputs, which no process uses, are removed afterwards.
    """
    final = BUILD / f"{name}-{digest(inputs)}"
    if use(final):
        return final
    with locked(name):
        if use(final):
            return final
        for leftover in BUILD.glob(f".{name}-*.part"):
            shutil.rmtree(leftover)
        part = BUILD / f".{final.name}.part"
        part.mkdir(parents=True)
        with step(f"make {name}"):
            make(part)
        part.rename(final)
        use(final)
        for old in BUILD.glob(f"{name}-{DIGITS}"):
            if old != final:
                remove_unused(old)
    return final


def use(folder: Path) -> bool:
    """Keep ``folder`` from being removed until this process ends; False if it does not exist."""
    if folder in _used and folder.exists():
        return True
    try:
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:
        return False
    fcntl.flock(lock, fcntl.LOCK_SH)
    # Whoever removes a folder renames it first: what was opened may not be there under this name any more.
    if not (folder.exists() and os.path.samestat(folder.stat(), os.fstat(lock))):
        os.close(lock)
        return False
    _used[folder] = lock
    return True


def remove_unused(folder: Path) -> bool:
    """Remove ``folder`` unless a process uses it; tell whether it was removed."""
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        gone = folder.rename(folder.with_name(f".{folder.name}.part"))
        shutil.rmtree(gone, ignore_errors=True)
        return True
    finally:
        os.close(lock)


def digest(inputs: Iterable[Input]) -> str:
    """Return twelve hex digits of the SHA-256 over the inputs, in their order."""
    total = hashlib.sha256()
    for item in inputs:
        if isinstance(item, str):
            total.update(b"text\0" + item.encode() + b"\0")
            continue
        files = sorted(p for p in item.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
        for file in files if item.is_dir() else [item]:
            name = str(file.relative_to(item)) if item.is_dir() else file.name
            total.update(b"file\0" + name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()[:12]


@contextlib.contextmanager
def locked(name: str) -> Iterator[None]:
    """Hold ``build/.<name>.lock``, so that two runs never make the same thing at once."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / f".{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def step(what: str) -> Iterator[None]:
    """Say what is being done and, at its end, how many seconds it took."""
    began = time.monotonic()
    print(f"{what} ...", file=sys.stderr, flush=True)
    yield
    print(f"{what}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
