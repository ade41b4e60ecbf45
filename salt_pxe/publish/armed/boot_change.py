"""How the files that boot machines change: a few at a time, what disarms first, and each host wholly or not at all.

What takes a machine's install away needs no space, and comes before all that does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from typing import TypeVar

from salt_pxe.publish.armed.boot_files import BootPlan
from salt_pxe.publish.armed.records import ArmedFiles
from salt_pxe.publish.armed.rollback import wholly
from salt_pxe.publish.armed.tombstones import FEW, Lock, Pair
from salt_pxe.publish.armed.withdrawal import replacement_path
from salt_pxe.publish.files.changes import Change, Plan, carry_out, compare
from salt_pxe.services.family import Family

T = TypeVar("T")

PART = 50
"""So many files change while the lock is held once."""


def publish_boot(files: ArmedFiles, plan: BootPlan, family: Family, lock: Lock | None = None) -> None:
    """Carry a plan out. Raises PublishError; who is not wholly armed by then is not armed at all.

    The caller holds `files.locked()` since before it made the plan; or it gives that as `lock`, which is then held for
    a few files at a time, so that somebody who disarms never waits for a whole site. What has changed since the plan
    was made is then left alone, and who was disarmed since is not armed.
    """
    with wholly(files, plan.asked, plan.served, lock or nullcontext, plan.records, plan.pairs):
        _disarm(files, plan, lock)
        _arm(files, plan, family, lock)
    for host, request in sorted(set(plan.asked.values())) if lock else ():
        if _is_over(files, plan.pairs, host, request):
            with files.locked():
                _drop(files, plan, host, request)


def _disarm(files: ArmedFiles, plan: BootPlan, lock: Lock | None) -> None:
    disk = files.disk
    removed = [change for change in plan.disarming if change.file is None]
    lying_ready = [
        change for change in plan.disarming if change.file and disk.exists(replacement_path(change.path))
    ]
    written = [change for change in plan.disarming if change.file and change not in lying_ready]
    carry_out_in_parts(files, removed, plan.asked, lock, pairs=plan.pairs)
    for part in _parts(lying_ready):
        with (lock or nullcontext)():
            for change in part:
                if change.file and (lock is None or _holds(files, change, plan.asked, None, plan.pairs)):
                    disk.rename(replacement_path(change.path), change.path)
                    now = compare(change.path, change.file, disk.read(change.path), ours=True)
                    written += [now] if now else []
    disk.sync_folders(change.path.rpartition("/")[0] for change in plan.disarming)
    carry_out_in_parts(files, plan.answers, plan.asked, lock, pairs=plan.pairs)
    waiting = {change.path for change in written} | plan.asked.keys()
    gone = [
        change
        for change in plan.records
        if change.file is None and not waiting & _files_of(files, change)
        # A machine is found by a name that it had until the record has this name again.
        if not change.path.startswith(f"{files.former_names.folder}/")
    ]
    carry_out_in_parts(files, gone, plan.asked, lock, before=partial(_release, files, plan.all_pairs))
    carry_out_in_parts(files, written, plan.asked, lock, pairs=plan.pairs)
    disk.sync_folders(change.path.rpartition("/")[0] for change in written)


def _arm(files: ArmedFiles, plan: BootPlan, family: Family, lock: Lock | None) -> None:
    disk = files.disk
    if plan.asked:
        files.reserve(plan.all_pairs, lock or nullcontext)
    release = partial(_release, files, plan.all_pairs)
    # What is removed already holds no more, or is removed once more, which does no harm.
    handed_on = [
        one for one in plan.records if one.file is None and _files_of(files, one) & plan.asked.keys()
    ]
    later = {change.path for change in handed_on}
    others = [change for change in plan.records if change.path not in later]
    carry_out_in_parts(files, others, plan.asked, lock, before=release, pairs=plan.pairs)
    _hand_on(files, plan, handed_on, lock)
    if plan.arming and plan.records:
        # A power failure must not leave a boot file whose answer files or record never reached the medium.
        # Waiting for a whole file system means waiting for whatever else is written there.
        needed = [*(change.path for change in plan.records), *plan.served]
        if len(needed) <= FEW:
            disk.sync_files(needed)
        for folder in (files.state_dir, family.http_root, family.tftp_root) if len(needed) > FEW else ():
            disk.sync_filesystem(folder)
    carry_out_in_parts(files, plan.arming, plan.asked, lock, plan.served, pairs=plan.pairs)


def _hand_on(files: ArmedFiles, plan: BootPlan, changes: Plan, lock: Lock | None) -> None:
    """Remove the records of machines that have other names now, or whose MAC address another host has.

    Until the record of the other host is there, disarming goes by the old one. Where the other one was disarmed
    meanwhile, the files go.
    """
    for part in _parts(changes):
        with (lock or nullcontext)():
            for change in part:
                if change.found is None or (lock and not _holds(files, change, plan.asked, None)):
                    continue
                old = files.parsed(change.path, change.found)
                heirs = {plan.asked[path] for path in old.files if path in plan.asked}
                records = [(files.record(host), request) for host, request in heirs]
                if all(record and record.request == request for record, request in records):
                    _release(files, plan.all_pairs, change)
                    carry_out(files.disk, [change])
                else:
                    files.withdraw_unarmed(old)


def carry_out_in_parts(
    files: ArmedFiles,
    plan: Plan,
    asked: Mapping[str, tuple[str, str]],
    lock: Lock | None,
    served: Collection[str] | None = None,
    before: Callable[[Change], None] | None = None,
    pairs: Mapping[str, Collection[Pair]] | None = None,
) -> None:
    """Make changes in their order, each few of them under the lock, those that still hold. Without a lock make all.

    `asked` says which host, and which request of it, a path is for; with `served`, the host must have its record by
    now, and those of its files that are among them. `before` gets each change just before it is made. `pairs` are the
    request of a host under each of its names, where there are several. Raises PublishError.
    """
    for part in _parts(plan):
        with (lock or nullcontext)():
            holding = [one for one in part if lock is None or _holds(files, one, asked, served, pairs)]
            if before is not None:
                for change in holding:
                    before(change)
            carry_out(files.disk, holding)


def _holds(
    files: ArmedFiles,
    change: Change,
    asked: Mapping[str, tuple[str, str]],
    served: Collection[str] | None,
    pairs: Mapping[str, Collection[Pair]] | None = None,
) -> bool:
    host, request = asked.get(change.path, ("", ""))
    if change.file is not None and host:
        if _is_over(files, pairs or {}, host, request):
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


def _is_over(files: ArmedFiles, pairs: Mapping[str, Collection[Pair]], host: str, request: str) -> bool:
    """Tell whether a request of a host is over here, under whichever of its names."""
    return any(files.tombstones.counts(*pair) for pair in {(host, request), *pairs.get(host, ())})


def _drop(files: ArmedFiles, plan: BootPlan, host: str, request: str) -> None:
    """Take away what was written for a host that was disarmed before it had its record, which disarming goes by."""
    if files.record(host) is None:
        for path, one in plan.asked.items():
            if one == (host, request) and path in plan.served:
                files.disk.remove(path)


def _release(files: ArmedFiles, still: Collection[Pair], change: Change) -> None:
    """Where a record is about to go, or to change, let go of those of its tombstones that no record needs any more."""
    if change.found is None or not _is_record(files, change):
        return
    for pair in files.parsed(change.path, change.found).pairs:
        if pair not in still:
            files.tombstones.release(*pair)


def _files_of(files: ArmedFiles, change: Change) -> set[str]:
    """Return the files of the record that a change removes."""
    if change.found is None or not _is_record(files, change):
        return set()
    return set(files.parsed(change.path, change.found).files)


def _is_record(files: ArmedFiles, change: Change) -> bool:
    return change.path.startswith(f"{files.records}/")


def _parts(plan: Sequence[T]) -> Iterator[Sequence[T]]:
    return (plan[at : at + PART] for at in range(0, len(plan), PART))
