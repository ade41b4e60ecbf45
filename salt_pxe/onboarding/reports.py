"""Signals that are not decided yet: a folder of the master, so that none is lost when its runner is killed.

A signal may hold a proof, and Salt puts the arguments of a runner into events and its job cache: only the name of its
file travels there. Names are random, and end in a digest: nothing that a stranger sends becomes part of a path. A power
failure may take the newest files away; their senders repeat them.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from salt_pxe.onboarding.signals import START, Signal

MOST = 10_000
"""Signals that are kept at most; senders repeat what finds no place."""

KEPT_SECONDS = 24 * 3600
"""How long a signal is kept that cannot be decided, such as while the ledger cannot be reached."""


RECENT_SECONDS = 3600
"""How long `await_only` spares what it was not told of, for it may have been told before that came."""


class SpoolFull(Exception):
    """So many signals wait already that this one is not kept."""


class Spool:
    """The signals in one folder, and the minion ids whose start is awaited. Files 0600, folders 0700."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._signals = folder / "signals"
        self._awaited = folder / "awaited"
        self._contacts = folder / "heard"

    def put(self, signal: Signal) -> str:
        """Keep a signal, and return the name of its entry. Raises SpoolFull, OSError.

        Machines repeat what they report: what waits already is not kept twice.
        """
        self._make(self._signals)
        text = json.dumps({"kind": signal.kind, "fields": dict(signal.fields)}, sort_keys=True)
        digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]
        waiting = _names(self._signals)
        # A start is said once, and may come just while an earlier one is being decided.
        same = (name for name in waiting if name.endswith(digest) and not name.startswith("."))
        if signal.kind != START and (name := next(same, None)):
            return name
        if len(waiting) >= MOST:
            raise SpoolFull(f"{MOST} signals wait in {self._signals}")
        name = f"{time.time_ns():020d}-{secrets.token_hex(8)}-{digest}"
        staged = self._signals / f".{name}"
        handle = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
        staged.rename(self._signals / name)
        return name

    def names(self) -> list[str]:
        """Return the entries, the oldest first."""
        return sorted(name for name in _names(self._signals) if not name.startswith("."))

    def read(self, name: str) -> Signal | None:
        """Return the signal of an entry that `names` gave; None where it is gone or unreadable."""
        try:
            data = json.loads((self._signals / name).read_text(encoding="utf-8"))
            return Signal(data["kind"], data["fields"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def drop(self, name: str) -> None:
        """Forget an entry that `names` gave: it is decided."""
        (self._signals / name).unlink(missing_ok=True)

    def drop_old(self, now: float) -> int:
        """Forget what could not be decided for a day, and what a killed writer left. Returns how many signals went."""
        gone = 0
        with contextlib.suppress(FileNotFoundError), os.scandir(self._signals) as entries:
            for entry in entries:
                with contextlib.suppress(FileNotFoundError):
                    if now - entry.stat(follow_symlinks=False).st_mtime > KEPT_SECONDS:
                        Path(entry.path).unlink()
                        gone += not entry.name.startswith(".")
        return gone

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Give True to the one process or thread that may take entries now, False while another one does."""
        self._make(self.folder)
        handle = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True
        finally:
            os.close(handle)

    def is_being_taken(self) -> bool:
        """Tell whether somebody takes entries now. He looks again before he ends: what is put before this is asked,
        he takes too."""
        with self.alone() as nobody:
            return not nobody

    def await_start(self, minion_id: str) -> None:
        """Let the start of this minion be a signal: `awaits` is then true."""
        self._make(self._awaited)
        with contextlib.suppress(FileExistsError):
            os.close(os.open(self._mark(minion_id), os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))

    def awaits(self, minion_id: str) -> bool:
        """Tell whether the start of this minion matters. It costs one look at the disk, for thousands start."""
        return self._mark(minion_id).exists()

    def note_contact(self, minion_id: str) -> None:
        """Remember that the holder of this minion's key speaks to the master now."""
        self._make(self._contacts)
        (self._contacts / self._mark(minion_id).name).touch(mode=0o600)

    def contact_at(self, minion_id: str) -> int | None:
        """Return when the holder of a minion's key last spoke to the master while its start was awaited, or None."""
        try:
            return int((self._contacts / self._mark(minion_id).name).stat().st_mtime)
        except FileNotFoundError:
            return None

    def await_only(self, minion_ids: Collection[str], now: float) -> None:
        """Let the starts of these minions be signals, and of no other but those that came to be awaited just now."""
        wanted = {self._mark(minion_id).name for minion_id in minion_ids}
        for name in set(_names(self._awaited)) - wanted:
            with contextlib.suppress(FileNotFoundError):
                if now - (self._awaited / name).stat().st_mtime > RECENT_SECONDS:
                    (self._awaited / name).unlink()
                    (self._contacts / name).unlink(missing_ok=True)
        for minion_id in minion_ids:
            self.await_start(minion_id)

    def _mark(self, minion_id: str) -> Path:
        return self._awaited / hashlib.sha256(minion_id.encode("utf-8", "replace")).hexdigest()

    def _make(self, folder: Path) -> None:
        for place in (self.folder.parent, self.folder, folder):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)


def _names(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries]
    except FileNotFoundError:
        return []
