"""The machines that are armed on this server, and how one of them is disarmed: by the record of each host.

The record of an armed host says which files make it armed and what takes their place, so that disarming it costs the
same among ten as among a hundred thousand, and needs neither pillar nor master nor space on any disk. Before the first
of these files, a tombstone of its request was made, which disarming lets count; that one is never removed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from salt_pxe.publish.armed.armed_record import SUFFIX, ArmedRecord, SiteRecord, json_file, json_of, safe
from salt_pxe.publish.armed.former_names import FormerNames
from salt_pxe.publish.armed.tombstones import Lock, Pair, Tombstones
from salt_pxe.publish.armed.withdrawal import Withdrawal
from salt_pxe.publish.files import locks
from salt_pxe.publish.files.changes import Plan
from salt_pxe.publish.files.disk import Disk, Found, PublishError
from salt_pxe.publish.files.display import IN_FULL
from salt_pxe.site.artefact import File


@dataclass(frozen=True, slots=True)
class Disarmed:
    """What disarming did: whether the host was armed, by which request, its files, the daemons it stopped."""

    host: str
    request: str | None
    was_armed: bool
    files: tuple[str, ...] = ()
    stopped: tuple[str, ...] = field(default=())


class ArmedFiles:
    """The records and tombstones in one state folder."""

    def __init__(self, disk: Disk, state_dir: str) -> None:
        self.disk = disk
        self.state_dir = state_dir
        self.records = f"{state_dir}/armed"
        self.tombstones = Tombstones(disk, state_dir)
        self.ahead_folder = f"{state_dir}/ahead"
        self.former_names = FormerNames(disk, state_dir)
        self.site_path = f"{state_dir}/site{SUFFIX}"
        self._daemons_lock = f"{state_dir}/lock.daemons"

    def locked(self) -> AbstractContextManager[None]:
        """Hold the one lock under which anything of an armed machine changes; who waits for it is next."""
        return locks.in_turn(self.disk, f"{self.state_dir}/lock")

    def daemons_locked(self, wait: bool = True) -> AbstractContextManager[bool]:
        """Hold the lock under which daemons are started and stopped, which takes seconds; gives whether it is held.

        Without `wait` it is not, where another holds it. Who has held it looks again afterwards whether the daemons
        still have to run.
        """
        return locks.held(self.disk, self._daemons_lock, wait)

    def record_path(self, host: str) -> str:
        """Return where the record of a host is."""
        return f"{self.records}/{safe(host)}{SUFFIX}"

    def names(self) -> list[str]:
        """Return the armed hosts, sorted."""
        return sorted(_hosts(self.disk.names(self.records)))

    def record(self, host: str) -> ArmedRecord | None:
        """Return the record of a host, or None where it is not armed."""
        path = self.record_path(host)
        found = self.disk.read(path)
        return self.parsed(path, found) if found else None

    def parsed(self, path: str, found: Found | File) -> ArmedRecord:
        """Return the record that was found at a path. Raises PublishError where it is damaged."""
        return ArmedRecord.of_file(path, found)

    def site(self) -> SiteRecord:
        """Return what is known of the site; of one never published, that nothing is to be stopped."""
        found = self.disk.read(self.site_path)
        return SiteRecord() if found is None else SiteRecord.of_file(self.site_path, found)

    def reserve(self, pairs: Iterable[Pair], lock: Lock) -> None:
        """Make what disarming these hosts is going to need. Raises PublishError, and OSError."""
        locks.make(self.disk, self._daemons_lock)
        self.tombstones.reserve(pairs, lock)

    def arm_ahead(self, host: str, request: str, serial: int) -> None:
        """Write down that a host was armed by itself, by a ledger of so many rows: runs of older pillars spare it."""
        data = {"host": host, "request": request, "serial": serial}
        self.disk.write(self.ahead_path(host), json_file(data))

    def ahead(self, serial: int) -> dict[str, str]:
        """Return the hosts that are armed by themselves, by a later ledger than of so many rows, and their requests."""
        found = {}
        for host in _hosts(self.disk.names(self.ahead_folder)):
            data, record = self._read(self.ahead_path(host)), self.record(host)
            if data and record and data["serial"] > serial and data["request"] == record.request:
                found[host] = record.request
        return found

    def ahead_path(self, host: str) -> str:
        """Return where it stands that a host was armed by itself."""
        return f"{self.ahead_folder}/{safe(host)}{SUFFIX}"

    def _of(self, name: str) -> list[ArmedRecord]:
        """Return the records of the machines that have a name, or had it when they were armed."""
        present = self.former_names.present(name)
        renamed = self.record(present) if present else None
        # Who is killed while a machine gets another name may leave a record under both.
        found = (renamed if renamed and name in renamed.former else None, self.record(name))
        return [record for record in found if record]

    def shown(self, plan: Plan) -> dict[str, str]:
        """Return path to what happens to each record, in words; of many only the first are named."""
        said = {}
        for change in plan[:IN_FULL]:
            if change.path.startswith(f"{self.former_names.folder}/"):
                continue
            if not change.path.startswith(f"{self.records}/"):
                said[change.path] = change.kind.value
                continue
            old = self.parsed(change.path, change.found).request if change.found else None
            new = self.parsed(change.path, change.file).request if change.file else None
            said[change.path] = f"armed by {new!r}" if new else f"disarmed (was armed by {old!r})"
        if len(plan) > IN_FULL:
            said[f"{self.records}/"] = f"{len(plan) - IN_FULL} more records"
        return said

    def disarm(
        self,
        host: str,
        request: str | None = None,
        stop: Callable[[str], object] | None = None,
        stop_later: Callable[[str, int], None] | None = None,
    ) -> Disarmed:
        """Take a host's install away for good, and stop the daemons if it was the last.

        `host` is its name, or one that it had since the install was asked for. `request` names the install that is
        over; without it, the one that is armed. A host that is armed by another request stays armed. `stop` gets the
        name of each daemon to stop, and returns False for one that did not run; `stop_later` gets the name and the
        seconds of one that has to answer a little longer. While somebody else starts or stops daemons, it is he who
        stops them, and nobody waits for that. Doing it again does no harm.

        Raises PublishError where not all of it can be done. Each file that can be taken away is gone then, what says
        that the host is armed stays, and doing it again does the rest.
        """
        with self.locked():
            found = self._of(host)
            over = request or (found[-1].request if found else None)
            if over is None:
                return Disarmed(host, None, False)
            armed = [record for record in found if record.request == over]
            for record in armed:
                self._withdraw(record, stop_later)
            if not self.tombstones.counts(host, over):
                self.tombstones.bury(host, over)
        try:
            stopped = self._stop_if_idle(stop, stop_later is not None)
        except (PublishError, OSError) as failure:  # Doing it again tries it again.
            raise PublishError(f"{host} is disarmed, but {failure}") from failure
        files = dict.fromkeys(path for record in armed for path in record.files)
        return Disarmed(host, over, bool(armed), tuple(files), stopped)

    def _withdraw(self, record: ArmedRecord, stop_later: Callable[[str, int], None] | None) -> None:
        gone = Withdrawal(self.disk, record)
        gone.files()
        if stop_later:
            # Before the tombstone: from then on a run of the states would stop at once what is not to stop yet.
            gone.attempt(lambda: self._linger(record, stop_later))
        for pair in record.pairs:
            gone.attempt(partial(self.tombstones.bury, *pair))
        gone.markers()
        if not gone.problems:
            gone.attempt(lambda: self.forget(record))
        if gone.problems:
            raise PublishError(
                f"{record.host} is not wholly disarmed, do it again: {'; '.join(gone.problems)}"
            )

    def withdraw_unarmed(self, record: ArmedRecord) -> None:
        """Take away the files of a host that could not be armed; its request may arm it later. Raises PublishError.

        The caller holds `locked()`.
        """
        gone = Withdrawal(self.disk, record)
        gone.files()
        gone.markers()
        for pair in record.pairs:
            gone.attempt(partial(self.tombstones.release, *pair))
        if not gone.problems:
            gone.attempt(lambda: self.forget(record))
        if gone.problems:
            raise PublishError("; ".join(gone.problems))

    def forget(self, record: ArmedRecord) -> None:
        """Remove the record of a host whose files are gone, durably."""
        self.disk.remove(self.record_path(record.host))
        self.disk.sync_folders([self.records])
        self.disk.remove(self.ahead_path(record.host))
        self.former_names.forget(record)

    def _linger(self, record: ArmedRecord, stop_later: Callable[[str, int], None]) -> None:
        """Where this is the last armed host, have the daemons stop later that then answer it."""
        site = self.site()
        if site.services == "while_armed" and not site.unknown_profiles and not self._any(but=record.host):
            for daemon in site.lingering:
                stop_later(daemon, site.linger)

    def _stop_if_idle(self, stop: Callable[[str], object] | None, lingering: bool) -> tuple[str, ...]:
        site = self.site()
        if stop is None or site.services != "while_armed" or site.unknown_profiles or self._any():
            return ()
        later = site.lingering if lingering else ()
        with self.daemons_locked(wait=False) as held:
            if not held or self._any():
                return later
            stopped, failures = list[str](), list[str]()
            for daemon in site.daemons:
                try:
                    stopped += [daemon] if daemon in later or stop(daemon) is not False else []
                except Exception as failure:  # whatever it is, it keeps no other from being stopped
                    failures.append(f"{daemon} does not stop: {failure}")
        if failures:
            raise PublishError("; ".join(failures))
        return tuple(stopped)

    def _any(self, but: str | None = None) -> bool:
        """Tell whether any host is armed, but for this one."""
        spared = None if but is None else f"{safe(but)}{SUFFIX}"
        try:
            with os.scandir(self.disk.real(self.records)) as entries:
                return any(
                    entry.name.endswith(SUFFIX) and entry.name[0] != "." and entry.name != spared
                    for entry in entries
                )
        except FileNotFoundError:
            return False

    def _read(self, path: str) -> Any:
        found = self.disk.read(path)
        return None if found is None else json_of(path, found)


def _hosts(names: Sequence[str]) -> set[str]:
    return {name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX) and name[0] != "."}
