"""Which machines are armed on this server, and how is one of them disarmed? A record and a tombstone a host.

The record of an armed host says which files make it armed and what takes their place, so that disarming it costs the
same among ten as among a hundred thousand, and needs neither pillar nor master. The tombstone says which of its
requests are over on this server; it is on the medium before the first file changes, and it is never removed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from typing import Any

from salt_pxe.publish.files import locks
from salt_pxe.publish.files.changes import Plan
from salt_pxe.publish.files.disk import Disk, Found, PublishError
from salt_pxe.publish.files.display import IN_FULL
from salt_pxe.site.artefact import MARK, File

SUFFIX = ".json"


@dataclass(frozen=True, slots=True)
class ArmedRecord:
    """One armed host: its request, its MACs, and for each of its files what is there once it is disarmed.

    `files` is in the order of disarming: boot files first, then answer files, and last what says that it is armed.
    """

    host: str
    request: str
    macs: tuple[str, ...]
    files: Mapping[str, File | None]

    def to_file(self) -> File:
        """Return the record as the file that holds it."""
        files = [[path, None if file is None else _plain(file)] for path, file in self.files.items()]
        return _json_file({"host": self.host, "request": self.request, "macs": self.macs, "files": files})


@dataclass(frozen=True, slots=True)
class SiteRecord:
    """What disarming has to know of the site: when which daemons run, and what strangers may install."""

    services: str = "always"
    daemons: tuple[str, ...] = ()
    unknown_profiles: tuple[str, ...] = ()
    unknown_answers: tuple[str, ...] = ()
    lingering: tuple[str, ...] = ()
    """Those of `daemons` that stop `linger` seconds later, for machines wait for their answer."""
    linger: int = 0

    def to_file(self) -> File:
        """Return the record as the file that holds it."""
        return _json_file(asdict(self))


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
        self.tombstones = f"{state_dir}/tombstones"
        self.ahead_folder = f"{state_dir}/ahead"
        self.site_path = f"{state_dir}/site{SUFFIX}"

    def locked(self) -> AbstractContextManager[None]:
        """Hold the one lock under which anything of an armed machine changes; who waits for it is next."""
        return locks.in_turn(self.disk, f"{self.state_dir}/lock")

    def daemons_locked(self, wait: bool = True) -> AbstractContextManager[bool]:
        """Hold the lock under which daemons are started and stopped, which takes seconds; gives whether it is held.

        Without `wait` it is not, where another holds it. Who has held it looks again afterwards whether the daemons
        still have to run.
        """
        return locks.held(self.disk, f"{self.state_dir}/lock.daemons", wait)

    def record_path(self, host: str) -> str:
        """Return where the record of a host is."""
        return f"{self.records}/{_safe(host)}{SUFFIX}"

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
        data = _json(path, found)
        files = {path: None if file is None else _file(file) for path, file in data["files"]}
        return ArmedRecord(data["host"], data["request"], tuple(data["macs"]), files)

    def site(self) -> SiteRecord:
        """Return what is known of the site; of one never published, that nothing is to be stopped."""
        data = self._read(self.site_path)
        if data is None:
            return SiteRecord()
        return SiteRecord(
            data["services"],
            tuple(data["daemons"]),
            tuple(data["unknown_profiles"]),
            tuple(data["unknown_answers"]),
            tuple(data["lingering"]),
            data["linger"],
        )

    def tombstone_path(self, host: str) -> str:
        """Return where the tombstone of a host is."""
        return f"{self.tombstones}/{_safe(host)}{SUFFIX}"

    def closed(self, requests: Mapping[str, str]) -> set[tuple[str, str]]:
        """Return those of these hosts' requests that have a tombstone."""
        with_tombstone = _hosts(self.disk.names(self.tombstones)) & requests.keys()
        return {(host, requests[host]) for host in with_tombstone if requests[host] in self.over(host)}

    def over(self, host: str) -> list[str]:
        """Return the requests of a host that never arm it again."""
        data = self._read(self.tombstone_path(host))
        return [] if data is None else data["requests"]

    def bury(self, host: str, request: str) -> None:
        """Write down, durably, that this request never arms this host again."""
        requests = self.over(host)
        if request not in requests:
            path = self.tombstone_path(host)
            self.disk.write(path, _json_file({"host": host, "requests": [*requests, request]}), durable=True)
            self.disk.sync_folders([self.tombstones, self.state_dir])

    def arm_ahead(self, host: str, request: str, serial: int) -> None:
        """Write down that a host was armed by itself, by a ledger of so many rows: runs of older pillars spare it."""
        data = {"host": host, "request": request, "serial": serial}
        self.disk.write(self.ahead_path(host), _json_file(data))

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
        return f"{self.ahead_folder}/{_safe(host)}{SUFFIX}"

    def shown(self, plan: Plan) -> dict[str, str]:
        """Return path to what happens to each record, in words; of many only the first are named."""
        said = {}
        for change in plan[:IN_FULL]:
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
        stop: Callable[[str], None] | None = None,
        stop_later: Callable[[str, int], None] | None = None,
    ) -> Disarmed:
        """Take a host's install away for good, and stop the daemons if it was the last.

        `request` names the install that is over; without it, the one that is armed. A host that is armed by another
        request stays armed. `stop` gets the name of each daemon to stop, `stop_later` the name and the seconds of one
        that has to answer a little longer. While somebody else starts or stops daemons, it is he who stops them, and
        nobody waits for that. Doing it again does no harm.
        """
        with self.locked():
            record = self.record(host)
            over = request or (record.request if record else None)
            if record is not None and record.request == over and stop_later:
                # Before the tombstone: from then on a run of the states would stop at once what is not to stop yet.
                self._linger(record, stop_later)
            if over is not None:
                self.bury(host, over)
            if record is None or record.request != over:
                return Disarmed(host, over, False)
            for path, file in record.files.items():
                if file is None:
                    self.disk.remove(path)
                else:
                    self.disk.write(path, file)
            folders = [path.rpartition("/")[0] for path in record.files]
            self.disk.sync_folders(folders)
            self.disk.remove(self.record_path(host))
            self.disk.sync_folders([self.records])
            self.disk.remove(self.ahead_path(host))
        return Disarmed(
            host, over, True, tuple(record.files), self._stop_if_idle(stop, stop_later is not None)
        )

    def _linger(self, record: ArmedRecord, stop_later: Callable[[str, int], None]) -> None:
        """Where this is the last armed host, have the daemons stop later that then answer it."""
        site = self.site()
        if site.services == "while_armed" and not site.unknown_profiles and not self._any(but=record.host):
            for daemon in site.lingering:
                stop_later(daemon, site.linger)

    def _stop_if_idle(self, stop: Callable[[str], None] | None, lingering: bool) -> tuple[str, ...]:
        site = self.site()
        if stop is None or site.services != "while_armed" or site.unknown_profiles or self._any():
            return ()
        later = site.lingering if lingering else ()
        with self.daemons_locked(wait=False) as held:
            if not held or self._any():
                return later
            for daemon in site.daemons:
                if daemon not in later:
                    stop(daemon)
        return site.daemons

    def _any(self, but: str | None = None) -> bool:
        """Tell whether any host is armed, but for this one."""
        spared = None if but is None else f"{_safe(but)}{SUFFIX}"
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
        return None if found is None else _json(path, found)


def _safe(host: str) -> str:
    """Return a host's name that names a file. It may come from an event, and must not lead out of its folder."""
    if not host or host.startswith(".") or "/" in host or "\0" in host:
        raise PublishError(f"{host!r} is not the name of a host")
    return host


def _hosts(names: Sequence[str]) -> set[str]:
    return {name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX) and name[0] != "."}


def _json_file(data: Mapping[str, Any]) -> File:
    # The mark is the first key, so that the file is known as ours without being parsed.
    return File((json.dumps({"note": MARK, **data}, ensure_ascii=False) + "\n").encode(), 0o600)


def _json(path: str, found: Found | File) -> Any:
    try:
        return json.loads(found.content or b"")
    except ValueError as error:
        raise PublishError(f"{path} is damaged ({error}): nothing is armed while it is") from error


def _plain(file: File) -> list[Any]:
    return [file.content.decode(), file.mode, file.user, file.group]


def _file(plain: Sequence[Any]) -> File:
    return File(plain[0].encode(), plain[1], plain[2], plain[3])
