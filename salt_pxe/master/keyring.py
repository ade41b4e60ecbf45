"""The keys that tokens are made with, in one file of the master that only its owner can read.

Made on first use, and never again by itself: a file that went after installs were asked for by its keys is lost, and a
person puts it back, or has a new key made. A new key does not strand installs under way: the older ones stay as
long as a request needs them. Masters that share a ledger share this file too, as they share Salt's own keys.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import stat
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from salt_pxe.arming.proof import KeyRing

KEY_OCTETS = 32

NO_KEYS = KeyRing(0, {})

MEND = "put the file back from a backup, or give it up: `salt-run pxe.rotate_key lost=True` makes a new key"
"""What a person does about keys that were lost; `docs/how-to/ledger.md` says more."""


class KeyRingError(Exception):
    """The file of keys is damaged, or others can read it."""


@dataclass(frozen=True)
class Kept:
    """The keys that are kept, which are none where their file is gone or unfit, and why these are not all of them."""

    ring: KeyRing = field(repr=False)
    loss: str = ""
    """While this says something no token is made for a new request."""


def kept(path: Path, newest: int) -> Kept:
    """Return the keys in a file, which is made only where nothing was ever asked for.

    `newest` is the newest generation of a key that the ledger knows a request by; 0 where it knows none. A file that
    is gone, damaged, readable by others or older than that is told as a loss. Raises OSError.
    """
    try:
        ring = _read(path) if newest else key_ring(path)
    except FileNotFoundError:
        return Kept(
            NO_KEYS, f"{path} was lost: it is not there, and installs were asked for by key {newest}; {MEND}"
        )
    except KeyRingError as error:
        return Kept(NO_KEYS, str(error))
    if ring.current < newest:
        return Kept(
            ring,
            f"{path} is an older one: it ends with key {ring.current}, and installs were asked for by key {newest}; "
            f"{MEND}",
        )
    return Kept(ring)


def key_ring(path: Path) -> KeyRing:
    """Return the keys in a file, which is made with a first key where it is not there. Raises KeyRingError, OSError."""
    try:
        return _read(path)
    except FileNotFoundError:
        staged = _stage(path, KeyRing(1, {1: secrets.token_bytes(KEY_OCTETS)}))
        try:
            # A link, unlike a rename, never replaces the keys that another process made meanwhile.
            os.link(staged, path)
        except FileExistsError:
            pass
        finally:
            staged.unlink()
        _sync(path.parent)
        return _read(path)


def rotate(path: Path, in_use: Collection[int], newest: int = 0, lost: bool = False) -> KeyRing:
    """Add a key, use it from now on, and return the keys. Its generation is above `newest`, and any that was there.

    `in_use` are the generations that open requests remember; their keys stay. The last current key stays as well, for
    an answer file that was made with it may be on its way. With `lost` a person gives up keys that are not kept any
    more, and a file that is damaged goes beside the new one. Raises KeyRingError where they are lost and nobody said
    so, and where it is said and they are not.
    """
    with _locked(path):
        found = kept(path, newest)
        if found.loss and not lost:
            raise KeyRingError(found.loss)
        if lost and not found.loss:
            raise KeyRingError(f"{path} holds every key that was used: nothing is lost; leave lost out")
        old = found.ring
        new = max(old.current, newest) + 1
        keys = {
            generation: key for generation, key in old.keys.items() if generation in {*in_use, old.current}
        }
        if not old.keys and path.exists():
            path.rename(path.with_name(f"{path.name}.{secrets.token_hex(4)}.damaged"))
        staged = _stage(path, KeyRing(new, {**keys, new: secrets.token_bytes(KEY_OCTETS)}))
        staged.rename(path)
        _sync(path.parent)
        return _read(path)


def _read(path: Path) -> KeyRing:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    with os.fdopen(handle, "rb") as file:
        mode = stat.S_IMODE(os.fstat(handle).st_mode)
        if mode & 0o077:
            raise KeyRingError(
                f"{path} has mode {mode:04o}: others may know the keys; chmod 600, then rotate them"
            )
        try:
            return from_text(file.read())
        except ValueError:
            raise KeyRingError(f"{path} is damaged: {MEND}") from None


def to_text(ring: KeyRing) -> bytes:
    """Return keys as the file holds them."""
    keys = {generation: key.hex() for generation, key in sorted(ring.keys.items())}
    return json.dumps({"current": ring.current, "keys": keys}).encode()


def from_text(text: bytes) -> KeyRing:
    """Return the keys that a file holds. Raises ValueError, which says nothing of the content, where it is damaged."""
    try:
        data = json.loads(text)
        keys = {int(generation): bytes.fromhex(key) for generation, key in data["keys"].items()}
        ring = KeyRing(int(data["current"]), keys)
    except (ValueError, KeyError, TypeError, AttributeError):
        # The parser's own words may quote it.
        raise ValueError("these are no keys") from None
    if ring.current not in keys or any(len(key) != KEY_OCTETS for key in keys.values()):
        raise ValueError("these are no keys")
    return ring


def put_back(path: Path, saved: KeyRing, beside: str) -> tuple[KeyRing, Path | None]:
    """Bring saved keys back into the file, and return what it holds then, and where the replaced file is kept.

    Keys that were made since stay, under their own generations. `beside` ends the name of the replaced file; a file
    that holds it all already stays as it is. Raises KeyRingError, OSError.
    """
    with _locked(path):
        there = path.exists()
        try:
            old = _read(path) if there else NO_KEYS
        except KeyRingError:
            old = NO_KEYS
        ring = KeyRing(max(old.current, saved.current), {**old.keys, **saved.keys})
        if ring == old:
            return ring, None
        staged = _stage(path, ring)
        kept_at = path.with_name(f"{path.name}.{beside}") if there else None
        if kept_at:
            os.link(path, kept_at)  # The old name stays in force until the new content takes it.
        staged.rename(path)
        _sync(path.parent)
        return _read(path), kept_at


def _stage(path: Path, ring: KeyRing) -> Path:
    staged = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(to_text(ring))
        file.flush()
        os.fsync(handle)
    return staged


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    handle = os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
