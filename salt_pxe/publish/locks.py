"""Who may change things now, and who is next? Locks that end with their process (flock(2))."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from salt_pxe.publish.disk import Disk


@contextmanager
def held(disk: Disk, path: str, wait: bool = True) -> Iterator[bool]:
    """Hold the lock of a file; yields whether it is held, which without `wait` it is not where another holds it."""
    disk.make_folder(path.rpartition("/")[0])
    handle = os.open(disk.real(path), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def make(disk: Disk, path: str) -> None:
    """Make the file of a lock, for there may be no space for it when the lock is needed."""
    disk.make_folder(path.rpartition("/")[0])
    os.close(os.open(disk.real(path), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))


@contextmanager
def in_turn(disk: Disk, path: str) -> Iterator[None]:
    """Hold the lock of a file; who waits for it is next.

    flock(2) alone would let somebody who takes the lock again and again come first each time. So there is a second one:
    whoever waits for the first holds it, and who wants the first again has to wait for it.
    """
    with held(disk, f"{path}.next"):
        lock = held(disk, path)
        lock.__enter__()
    try:
        yield
    finally:
        lock.__exit__(None, None, None)
