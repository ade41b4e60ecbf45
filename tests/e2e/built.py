"""What is made already, and is it made from today's inputs?

Everything expensive is a folder ``build/<name>-<digest of its inputs>``. It is made under another name and renamed
when it is whole, so an interruption leaves nothing half made, and changed inputs make a new one.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
BUILD = CHECKOUT / "build"

Input = str | Path
"""A text, or a file whose content counts, or a folder whose files count."""


def built(name: str, inputs: Iterable[Input], make: Callable[[Path], None]) -> Path:
    """Return the folder ``build/<name>-<digest>``, calling ``make(folder)`` only if it does not exist.

    ``make`` gets an empty folder. Folders of the same name made from other inputs are removed afterwards.
    """
    final = BUILD / f"{name}-{digest(inputs)}"
    if final.exists():
        return final
    with locked(name):
        if final.exists():
            return final
        for leftover in BUILD.glob(f".{name}-*.part"):
            shutil.rmtree(leftover)
        part = BUILD / f".{final.name}.part"
        part.mkdir(parents=True)
        with step(f"make {name}"):
            make(part)
        part.rename(final)
        for old in BUILD.glob(f"{name}-*"):
            if old != final:
                shutil.rmtree(old, ignore_errors=True)
    return final


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
