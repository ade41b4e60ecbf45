"""The files of Salt's own key store (`localfs_key`): a key is stored whole, and under no second name at any moment.

Salt stages a key under a name of `mkstemp` beside the others, where that name is an accepted minion id: a process that
is killed before the rename leaves it there for ever. Here a key is staged in a folder of its own, which is no key.
What Salt itself has left behind is found by `leftovers`.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from salt_pxe.arming import proof
from salt_pxe.onboarding.minion_keys import ACCEPTED, Cache
from salt_pxe.site import values

STAGED = ".salt-pxe"
"""The folder of keys that are being written. It lies in the folder of accepted keys, to be on the same file system
whatever is mounted there; Salt lists files alone."""

WRITTEN_SECONDS = 60
"""A file of this age is not being written any more."""

_MKSTEMP = re.compile(r"tmp[a-z0-9_]{8}")


class KeyFiles:
    """Salt's cache of keys (`minion_keys.Cache`), which stores accepted keys by itself.

    `pki` is the folder that has `minions` in it, `user` who the files belong to as Salt has it.
    """

    def __init__(self, cache: Cache, pki: Path, user: str | None = None) -> None:
        self._cache, self._pki, self._user = cache, pki, user
        self._accepted = pki / "minions"

    def fetch(self, bank: str, key: str) -> Any:
        """Return what is stored."""
        return self._cache.fetch(bank, key)

    def flush(self, bank: str, key: str) -> None:
        """Remove it."""
        self._cache.flush(bank, key)

    def store(self, bank: str, key: str, data: Any) -> None:
        """Store it; an accepted key in one step. Raises ValueError where the id is none, OSError."""
        if bank != "keys" or data["state"] != ACCEPTED:
            self._cache.store(bank, key, data)
            return
        name = values.minion_id(key)
        staged = self._stage(data["pub"])
        try:
            # What is pending or rejected hides what is accepted (`localfs_key.fetch`), so it goes first.
            for folder in ("minions_pre", "minions_rejected"):
                (self._pki / folder / name).unlink(missing_ok=True)
            staged.replace(self._accepted / name)
        except BaseException:
            staged.unlink(missing_ok=True)
            raise
        _sync(self._accepted)

    def leftovers(self, owners: Callable[[str], set[str]], now: float | None = None) -> Iterator[str]:
        """Remove what a killed writer has left among the accepted and pending keys; yield each name that went.

        It has a name of `mkstemp`, and holds no key, or one that is another minion's: `owners` returns the minion ids
        that a fingerprint was proved for. A minion of such a name with a key of its own stays.
        """
        before = (time.time() if now is None else now) - WRITTEN_SECONDS
        for folder in (self._accepted, self._pki / "minions_pre"):
            for path in _files(folder):
                if _MKSTEMP.fullmatch(path.name) and _is_older(path, before) and self._is_left(path, owners):
                    path.unlink(missing_ok=True)
                    yield path.name
        for path in _files(self._accepted / STAGED):
            if _is_older(path, before):
                path.unlink(missing_ok=True)

    def _is_left(self, path: Path, owners: Callable[[str], set[str]]) -> bool:
        try:
            finger = proof.fingerprint(path.read_text(encoding="utf-8", errors="replace"))
        except FileNotFoundError:
            return False
        except ValueError:
            return True
        known = owners(finger)
        return bool(known) and path.name not in known

    def _stage(self, public_key: str) -> Path:
        folder = self._accepted / STAGED
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        staged = folder / secrets.token_hex(8)
        handle = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(public_key.encode())
            file.flush()
            # A proof stores a key once: it has to be on the medium before the ledger is told so.
            os.fsync(handle)
        if self._user:
            # Salt leaves the owner as it is where there is no such user, or where the master may not change it.
            with contextlib.suppress(LookupError, OSError):
                shutil.chown(staged, self._user)
        return staged


def _files(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            return [Path(entry.path) for entry in entries if entry.is_file(follow_symlinks=False)]
    except FileNotFoundError:
        return []


def _is_older(path: Path, before: float) -> bool:
    try:
        return path.stat(follow_symlinks=False).st_mtime < before
    except FileNotFoundError:
        return False


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
