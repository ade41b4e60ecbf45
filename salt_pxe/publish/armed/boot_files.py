"""In which order boot files change, so that a boot file is never there without its answer files and its record.

What disarms a machine goes first, then answer files that nothing boots any more, then the records, and last what arms.
What needs no space comes before what needs some, so that no full disk keeps a machine booting its installer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial

from salt_pxe import render
from salt_pxe.arming.armed import Armed
from salt_pxe.boot.plug import FIRMWARE
from salt_pxe.installers import paths
from salt_pxe.publish.armed.armed_record import ArmedRecord, SiteRecord
from salt_pxe.publish.armed.records import ArmedFiles
from salt_pxe.publish.armed.withdrawal import is_replacement, replacements
from salt_pxe.publish.files.changes import Change, Kind, Plan, compare, difference
from salt_pxe.publish.files.disk import Disk, PublishError
from salt_pxe.publish.media.repo import INITRD, KERNEL
from salt_pxe.services.family import Family
from salt_pxe.site.artefact import File, is_ours
from salt_pxe.site.site import Site
from salt_pxe.site.unknown import unknown_profiles
from salt_pxe.tree import Tree

Replaced = Callable[[str], Mapping[str, File | None]]
"""MAC address to the boot files of that machine and what is there (None: nothing) once it is disarmed."""


@dataclass(frozen=True)
class BootPlan:
    """What changes, in the order in which it does."""

    disarming: Plan
    answers: Plan
    records: Plan
    """Records, and the files that lie ready to take the place of boot files."""
    arming: Plan
    asked: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Path of a record, a boot file or an answer file to the host that it arms, and the request."""
    served: Collection[str] = ()
    """Those of them that nginx serves: answer files and markers."""
    pairs: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """Host to its request under each name that it had."""

    @cached_property
    def all_pairs(self) -> frozenset[tuple[str, str]]:
        """All hosts that are armed and their requests, under each name."""
        return frozenset(pair for pairs in self.pairs.values() for pair in pairs)

    @property
    def shown(self) -> Plan:
        """What a person is shown: the records are bookkeeping, and follow from the rest."""
        return sorted([*self.disarming, *self.answers, *self.arming])


def folders(family: Family, tree: Tree) -> set[str]:
    """Return the folders of boot files that are ours: those which every site has, and those of this tree."""
    found = {path.rpartition("/")[0] for path in tree}
    found |= {f"{family.tftp_root}/{name}" for firmware in FIRMWARE.all() for name in firmware.folders}
    found.add(family.kernels)
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
    former: Mapping[str, Collection[str]] | None = None,
) -> BootPlan:
    """Return what makes boot files and records follow what is armed.

    `daemons` rest when the last host is disarmed, those of them in `lingering` a little later. Hosts that are `ahead`
    of the pillar, for they were armed since it was compiled, keep what they have. `former` are the names that hosts had
    since their installs were asked for.
    """
    disk, had = files.disk, former or {}
    wanted = {
        host: _record(site, host, request, family, replaced, had.get(host, ()))
        for host, request in armed.items()
    }
    arms = {path for record in wanted.values() for path in record.files}
    record_tree = {files.record_path(host): record.to_file() for host, record in wanted.items()}
    kept = [record for host in ahead if host not in armed and (record := files.record(host))]
    spared = {path for record in kept for path in _own(files, record)}
    named = files.former_names.tree([*wanted.values(), *kept])
    names = difference(disk, named, [files.former_names.folder])
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
    whole = {
        **tree,
        **{path: file for record in wanted.values() for path, file in replacements(record).items()},
    }
    changes = [one for one in difference(disk, whole, folders(family, tree)) if one.path not in spared]
    ready = [change for change in changes if is_replacement(change.path)]
    return BootPlan(
        [change for change in changes if change.path not in arms and not is_replacement(change.path)],
        # In this order a marker goes after its answer files.
        [
            Change(path, Kind.REMOVE, None, found)
            for path in sorted(gone, reverse=True)
            if (found := disk.read(path))
        ],
        [
            *ready,
            *(change for change in names if change.file),
            *records,
            *(change for change in names if not change.file),
            *([site_change] if site_change else []),
        ],
        [change for change in changes if change.path in arms],
        _asked(files, wanted.values()),
        _served(site, wanted, family),
        {host: record.pairs for host, record in wanted.items()},
    )


def host_plan(
    files: ArmedFiles,
    site: Site,
    host: str,
    request: str,
    family: Family,
    tree: Tree,
    site_record: SiteRecord,
    former: Collection[str] = (),
) -> BootPlan:
    """Return what arms one host alone. `tree` holds its boot files; no other host's file is looked at.

    Raises PublishError where that needs the others too: a MAC address moved while somebody was armed by it.
    """
    disk = files.disk
    replaced = partial(render.disarmed_files, site, family=family)
    record = _record(site, host, request, family, replaced, former)
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
        [
            *difference(disk, {**replacements(record), **files.former_names.tree([record])}),
            *(change for change in (changed, site_change) if change),
        ],
        difference(disk, tree),
        _asked(files, [record]),
        _served(site, [host], family),
        {host: record.pairs},
    )


def missing(disk: Disk, site: Site, host: str, family: Family, coming: Collection[str] = ()) -> str | None:
    """Return which file its install needs keeps a host from being armed; None where all are there or `coming`."""
    profile = site.profiles[site.hosts[host].profile or ""]
    needed = [*paths.of_host(site, host, family.http_root)]
    needed += [f"{family.kernels}/{profile.repo}/{name}" for name in (KERNEL, INITRD)]
    return next((path for path in needed if path not in coming and not disk.exists(path)), None)


def referenced(files: ArmedFiles) -> set[str]:
    """Return the answer files that published boot files lead to; they must not go before the boot files do."""
    found = set(files.site().unknown_answers)
    for host in files.names():
        record = files.record(host)
        found |= set(record.files) if record else set()
    return found


def _record(
    site: Site, host: str, request: str, family: Family, replaced: Replaced, former: Collection[str]
) -> ArmedRecord:
    macs = site.hosts[host].mac
    boots: dict[str, File | None] = {}
    for mac in macs:
        boots.update(replaced(mac))
    served = dict.fromkeys(paths.of_host(site, host, family.http_root))
    return ArmedRecord(host, request, tuple(macs), {**boots, **served}, tuple(former))


def _asked(files: ArmedFiles, records: Iterable[ArmedRecord]) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for record in records:
        one = (record.host, record.request)
        found |= dict.fromkeys(_own(files, record), one)
    return found


def _own(files: ArmedFiles, record: ArmedRecord) -> tuple[str, ...]:
    names = files.former_names.tree([record])
    return (files.record_path(record.host), *names, *record.files, *replacements(record))


def _served(site: Site, hosts: Iterable[str], family: Family) -> frozenset[str]:
    return frozenset(path for host in hosts for path in paths.of_host(site, host, family.http_root))


def _left(files: ArmedFiles, records: Plan, wanted: Mapping[str, ArmedRecord]) -> set[str]:
    """Return the files of records that change or go which no record names from now on."""
    still = {path for record in wanted.values() for path in record.files} if records else set()
    old = (files.parsed(change.path, change.found) for change in records if change.found)
    return {path for record in old for path in record.files} - still
