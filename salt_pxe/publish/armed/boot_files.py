"""In which order boot files change, so that a boot file is never there without its answer files and its record.

What disarms a machine goes first, then answer files that nothing boots any more, then the records, and last what arms.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial

from salt_pxe import render
from salt_pxe.arming.armed import Armed
from salt_pxe.installers import paths
from salt_pxe.publish.armed.records import ArmedFiles, ArmedRecord, SiteRecord
from salt_pxe.publish.files.changes import Change, Kind, Plan, carry_out, compare, difference
from salt_pxe.publish.files.disk import Disk, PublishError
from salt_pxe.publish.media.repo import INITRD, KERNEL
from salt_pxe.services.family import Family
from salt_pxe.site.artefact import File, is_ours
from salt_pxe.site.site import Site
from salt_pxe.site.unknown import unknown_profiles
from salt_pxe.tree import Tree

Lock = Callable[[], AbstractContextManager[None]]

FEW = 100
"""So many files are waited for one by one until they are on the medium."""

PART = 50
"""So many files change while the lock is held once."""

Replaced = Callable[[str], Mapping[str, File | None]]
"""MAC address to the boot files of that machine and what is there (None: nothing) once it is disarmed."""


@dataclass(frozen=True)
class BootPlan:
    """What changes, in the order in which it does."""

    disarming: Plan
    answers: Plan
    records: Plan
    arming: Plan
    asked: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Path of a record, a boot file or an answer file to the host that it arms, and the request."""
    served: Collection[str] = ()
    """Those of them that nginx serves: answer files and markers."""

    @property
    def shown(self) -> Plan:
        """What a person is shown: the records are bookkeeping, and follow from the rest."""
        return sorted([*self.disarming, *self.answers, *self.arming])

    @property
    def empty(self) -> bool:
        """Tell whether nothing changes at all."""
        return not (self.disarming or self.answers or self.records or self.arming)


def folders(family: Family, tree: Tree) -> set[str]:
    """Return the folders of boot files that are ours: those which every site has, and those of this tree."""
    found = {path.rpartition("/")[0] for path in tree}
    found |= {f"{family.tftp_root}/{name}" for name in ("pxelinux.cfg", "grub", "grub/system")} | {
        family.kernels
    }
    return {folder for folder in found if folder.startswith(f"{family.tftp_root}/")}


def boot_plan(
    files: ArmedFiles,
    site: Site,
    armed: Armed,
    family: Family,
    tree: Tree,
    replaced: Replaced,
    daemons: tuple[str, ...] = (),
    lingering: tuple[str, ...] = (),
    ahead: Collection[str] = (),
) -> BootPlan:
    """Return what makes boot files and records follow what is armed.

    `daemons` rest when the last host is disarmed, those of them in `lingering` a little later. Hosts that are `ahead`
    of the pillar, for they were armed since it was compiled, keep what they have.
    """
    disk = files.disk
    wanted = {host: _record(site, host, request, family, replaced) for host, request in armed.items()}
    arms = {path for record in wanted.values() for path in record.files}
    record_tree = {files.record_path(host): record.to_file() for host, record in wanted.items()}
    kept = [record for host in ahead if host not in armed and (record := files.record(host))]
    spared = {path for record in kept for path in (files.record_path(record.host), *record.files)}
    records = [one for one in difference(disk, record_tree, [files.records]) if one.path not in spared]
    strangers = unknown_profiles(site)
    now = SiteRecord(
        site.server.services,
        daemons,
        strangers,
        tuple(
            path
            for profile in strangers
            for path in paths.profile_answer_paths(site, profile, family.http_root).values()
        ),
        lingering,
        site.server.linger,
    )
    gone = set(files.site().unknown_answers) - set(now.unknown_answers)
    gone |= {path for path in _left(files, records, wanted) if path.startswith(f"{family.http_root}/")}
    site_change = compare(files.site_path, now.to_file(), disk.read(files.site_path), ours=True)
    changes = [one for one in difference(disk, tree, folders(family, tree)) if one.path not in spared]
    return BootPlan(
        [change for change in changes if change.path not in arms],
        # In this order a marker goes after its answer files.
        [
            Change(path, Kind.REMOVE, None, found)
            for path in sorted(gone, reverse=True)
            if (found := disk.read(path))
        ],
        [*records, *([site_change] if site_change else [])],
        [change for change in changes if change.path in arms],
        _asked(files, wanted.values()),
        _served(site, wanted, family),
    )


def host_plan(
    files: ArmedFiles,
    site: Site,
    host: str,
    request: str,
    family: Family,
    tree: Tree,
    site_record: SiteRecord,
) -> BootPlan:
    """Return what arms one host alone. `tree` holds its boot files; no other host's file is looked at.

    Raises PublishError where that needs the others too: a MAC address moved while somebody was armed by it.
    """
    disk = files.disk
    replaced = partial(render.disarmed_files, site, family=family)
    record = _record(site, host, request, family, replaced)
    old = files.record(host)
    if old and not set(old.macs) <= set(record.macs):
        raise PublishError(
            f"{host} is armed by another MAC address, {', '.join(old.macs)}: apply the state pxe"
        )
    for path in tree if old is None else ():
        found, rest = disk.read(path), record.files[path]
        if found and found.content and is_ours(found.content) and found.content != (rest and rest.content):
            raise PublishError(f"{path} boots another machine: apply the state pxe")
    path = files.record_path(host)
    changed = compare(path, record.to_file(), disk.read(path), ours=True)
    gone = set(old.files) - set(record.files) if old else set()
    site_change = compare(files.site_path, site_record.to_file(), disk.read(files.site_path), ours=True)
    return BootPlan(
        difference(disk, render.ca_tree(site, family)),
        [Change(path, Kind.REMOVE, None, found) for path in sorted(gone) if (found := disk.read(path))],
        [change for change in (changed, site_change) if change],
        difference(disk, tree),
        _asked(files, [record]),
        _served(site, [host], family),
    )


def missing(disk: Disk, site: Site, host: str, family: Family, coming: Collection[str] = ()) -> str | None:
    """Return which file its install needs keeps a host from being armed; None where all are there or `coming`."""
    profile = site.profiles[site.hosts[host].profile or ""]
    needed = [*paths.of_host(site, host, family.http_root)]
    needed += [f"{family.kernels}/{profile.repo}/{name}" for name in (KERNEL, INITRD)]
    return next((path for path in needed if path not in coming and not disk.exists(path)), None)


def publish_boot(files: ArmedFiles, plan: BootPlan, family: Family, lock: Lock | None = None) -> None:
    """Carry a plan out. Raises PublishError.

    The caller holds `files.locked()` since before it made the plan; or it gives that as `lock`, which is then held for
    a few files at a time, so that somebody who disarms never waits for a whole site. What has changed since the plan
    was made is then left alone, and who was disarmed since is not armed.
    """
    disk = files.disk
    carry_out_in_parts(files, plan.disarming, plan.asked, lock)
    disk.sync_folders(change.path.rpartition("/")[0] for change in plan.disarming)
    carry_out_in_parts(files, plan.answers, plan.asked, lock)
    carry_out_in_parts(files, plan.records, plan.asked, lock)
    if plan.arming and plan.records:
        # A power failure must not leave a boot file whose answer files or record never reached the medium.
        # Waiting for a whole file system means waiting for whatever else is written there.
        needed = [*(change.path for change in plan.records), *plan.served]
        if len(needed) <= FEW:
            disk.sync_files(needed)
        for folder in (files.state_dir, family.http_root) if len(needed) > FEW else ():
            disk.sync_filesystem(folder)
    carry_out_in_parts(files, plan.arming, plan.asked, lock, plan.served)
    for host, request in sorted(set(plan.asked.values())) if lock else ():
        if request in files.over(host):
            with files.locked():
                _drop(files, plan, host, request)


def carry_out_in_parts(
    files: ArmedFiles,
    plan: Plan,
    asked: Mapping[str, tuple[str, str]],
    lock: Lock | None,
    served: Collection[str] | None = None,
) -> None:
    """Make changes in their order, each few of them under the lock, those that still hold. Without a lock make all.

    `asked` says which host, and which request of it, a path is for; with `served`, the
    host must have its record by now, and those of its files that are among them. Raises PublishError.
    """
    if lock is None:
        carry_out(files.disk, plan)
        return
    for at in range(0, len(plan), PART):
        with lock():
            carry_out(files.disk, [one for one in plan[at : at + PART] if _holds(files, one, asked, served)])


def _holds(
    files: ArmedFiles,
    change: Change,
    asked: Mapping[str, tuple[str, str]],
    served: Collection[str] | None,
) -> bool:
    host, request = asked.get(change.path, ("", ""))
    if change.file is not None and host:
        if request in files.over(host):
            return False
        if served is not None:
            record = files.record(host)
            return (
                record is not None
                and record.request == request
                and all(files.disk.exists(path) for path in record.files if path in served)
            )
        if files.disk.read(change.path) is None:
            return (
                True  # Perhaps an earlier request of this host ended meanwhile, and took its own files away.
            )
    now = files.disk.read(change.path)
    return (now and now.content) == (change.found and change.found.content)


def referenced(files: ArmedFiles) -> set[str]:
    """Return the answer files that published boot files lead to; they must not go before the boot files do."""
    found = set(files.site().unknown_answers)
    for host in files.names():
        record = files.record(host)
        found |= set(record.files) if record else set()
    return found


def _record(site: Site, host: str, request: str, family: Family, replaced: Replaced) -> ArmedRecord:
    macs = site.hosts[host].mac
    boots: dict[str, File | None] = {}
    for mac in macs:
        boots.update(replaced(mac))
    served = dict.fromkeys(paths.of_host(site, host, family.http_root))
    return ArmedRecord(host, request, tuple(macs), {**boots, **served})


def _drop(files: ArmedFiles, plan: BootPlan, host: str, request: str) -> None:
    """Take away what was written for a host that was disarmed before it had its record, which disarming goes by."""
    if files.record(host) is None:
        for path, one in plan.asked.items():
            if one == (host, request) and path in plan.served:
                files.disk.remove(path)


def _asked(files: ArmedFiles, records: Iterable[ArmedRecord]) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for record in records:
        one = (record.host, record.request)
        found |= dict.fromkeys((files.record_path(record.host), *record.files), one)
    return found


def _served(site: Site, hosts: Iterable[str], family: Family) -> frozenset[str]:
    return frozenset(path for host in hosts for path in paths.of_host(site, host, family.http_root))


def _left(files: ArmedFiles, records: Plan, wanted: Mapping[str, ArmedRecord]) -> set[str]:
    """Return the files of records that change or go which no record names from now on."""
    still = {path for record in wanted.values() for path in record.files} if records else set()
    old = (files.parsed(change.path, change.found) for change in records if change.found)
    return {path for record in old for path in record.files} - still
