"""How the files that boot machines change: a few at a time, what disarms first, and each host wholly or not at all.

What takes a machine's install away needs no space, and comes before all that does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import TypeVar

from salt_pxe.family import Family
from salt_pxe.publish.armed_files import ArmedFiles
from salt_pxe.publish.armed_record import ArmedRecord
from salt_pxe.publish.boot_files import BootPlan
from salt_pxe.publish.disk import Found, PublishError
from salt_pxe.publish.plan import Change, Plan, carry_out, compare
from salt_pxe.publish.tombstones import FEW, Lock, Pair
from salt_pxe.publish.withdrawal import replacement_path

T = TypeVar("T")

PART = 50
"""So many files change while the lock is held once."""

NAMED = 20
"""So many hosts are named that could not be armed."""


def publish_boot(files: ArmedFiles, plan: BootPlan, family: Family, lock: Lock | None = None) -> None:
    """Carry a plan out. Raises PublishError; who is not wholly armed by then is not armed at all.

    The caller holds `files.locked()` since before it made the plan; or it gives that as `lock`, which is then held for
    a few files at a time, so that somebody who disarms never waits for a whole site. What has changed since the plan
    was made is then left alone, and who was disarmed since is not armed.
    """
    with wholly(files, plan.asked, plan.served, lock or nullcontext, plan.records):
        _disarm(files, plan, lock)
        _arm(files, plan, family, lock)
    for host, request in sorted(set(plan.asked.values())) if lock else ():
        if files.tombstones.counts(host, request):
            with files.locked():
                _drop(files, plan, host, request)


def _disarm(files: ArmedFiles, plan: BootPlan, lock: Lock | None) -> None:
    disk = files.disk
    removed = [change for change in plan.disarming if change.file is None]
    lying_ready = [
        change for change in plan.disarming if change.file and disk.exists(replacement_path(change.path))
    ]
    written = [change for change in plan.disarming if change.file and change not in lying_ready]
    carry_out_in_parts(files, removed, plan.asked, lock)
    for part in _parts(lying_ready):
        with (lock or nullcontext)():
            for change in part:
                if change.file and (lock is None or _holds(files, change, plan.asked, None)):
                    disk.rename(replacement_path(change.path), change.path)
                    now = compare(change.path, change.file, disk.read(change.path), ours=True)
                    written += [now] if now else []
    disk.sync_folders(change.path.rpartition("/")[0] for change in plan.disarming)
    carry_out_in_parts(files, plan.kickstarts, plan.asked, lock)
    waiting = {change.path for change in written}
    gone = [
        change for change in plan.records if change.file is None and not waiting & _files_of(files, change)
    ]
    carry_out_in_parts(files, gone, plan.asked, lock, before=partial(_release, files))
    carry_out_in_parts(files, written, plan.asked, lock)
    disk.sync_folders(change.path.rpartition("/")[0] for change in written)


def _arm(files: ArmedFiles, plan: BootPlan, family: Family, lock: Lock | None) -> None:
    disk = files.disk
    if plan.asked:
        files.reserve(set(plan.asked.values()), lock or nullcontext)
    # What is removed already holds no more, or is removed once more, which does no harm.
    carry_out_in_parts(files, plan.records, plan.asked, lock, before=partial(_release, files))
    if plan.arming and plan.records:
        # A power failure must not leave a boot file whose kickstart or record never reached the medium.
        # Waiting for a whole file system means waiting for whatever else is written there.
        needed = [*(change.path for change in plan.records), *plan.served]
        if len(needed) <= FEW:
            disk.sync_files(needed)
        for folder in (files.state_dir, family.http_root, family.tftp_root) if len(needed) > FEW else ():
            disk.sync_filesystem(folder)
    carry_out_in_parts(files, plan.arming, plan.asked, lock, plan.served)


def carry_out_in_parts(
    files: ArmedFiles,
    plan: Plan,
    asked: Mapping[str, tuple[str, str]],
    lock: Lock | None,
    served: Collection[str] | None = None,
    before: Callable[[Change], None] | None = None,
) -> None:
    """Make changes in their order, each few of them under the lock, those that still hold. Without a lock make all.

    `asked` says which host, and which request of it, a path is for; with `served`, the host must have its record by
    now, and those of its files that are among them. `before` gets each change just before it is made. Raises
    PublishError.
    """
    for part in _parts(plan):
        with (lock or nullcontext)():
            holding = [one for one in part if lock is None or _holds(files, one, asked, served)]
            if before is not None:
                for change in holding:
                    before(change)
            carry_out(files.disk, holding)


def _holds(
    files: ArmedFiles,
    change: Change,
    asked: Mapping[str, tuple[str, str]],
    served: Collection[str] | None,
) -> bool:
    host, request = asked.get(change.path, ("", ""))
    if change.file is not None and host:
        if files.tombstones.counts(host, request):
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


def _drop(files: ArmedFiles, plan: BootPlan, host: str, request: str) -> None:
    """Take away what was written for a host that was disarmed before it had its record, which disarming goes by."""
    if files.record(host) is None:
        for path, one in plan.asked.items():
            if one == (host, request) and path in plan.served:
                files.disk.remove(path)


@contextmanager
def wholly(
    files: ArmedFiles,
    asked: Mapping[str, Pair],
    served: Collection[str],
    lock: Lock,
    records: Sequence[Change] = (),
) -> Iterator[None]:
    """Where arming fails, take away what is there of hosts that are not wholly armed, and name them.

    `records` are the changes of records that were under way: who has the old one still, by another request, is not
    armed by that one either. Raises PublishError in place of what went wrong.
    """
    try:
        yield
    except (PublishError, OSError) as failure:
        found = {change.path: change.found for change in records}
        own: dict[Pair, list[str]] = {}
        for path, pair in asked.items():
            own.setdefault(pair, []).extend([path] if path in served else [])
        unarmed, problems = list[str](), list[str]()
        for (host, request), paths in sorted(own.items()):
            try:
                with lock():
                    old = found.get(files.record_path(host))
                    unarmed += [host] if _taken_back(files, host, request, paths, old) else []
            except (PublishError, OSError) as another:
                problems.append(f"{host}: {another}")
        more = f" and {len(unarmed) - NAMED} more" if len(unarmed) > NAMED else ""
        said = [str(failure), *([f"not armed: {', '.join(unarmed[:NAMED])}{more}"] if unarmed else [])]
        raise PublishError("; ".join([*said, *problems[:NAMED]])) from failure


def _taken_back(files: ArmedFiles, host: str, request: str, served: list[str], old: Found | None) -> bool:
    """Take away what is there of a host unless it is wholly armed; tell whether it was not."""
    record = files.record(host)
    if record is not None:
        if record.request == request:
            if _is_whole(files, record):
                return False
        elif files.disk.read(files.record_path(host)) != old:
            return False  # Somebody else has armed it since.
        files.withdraw_unarmed(record)
    for path in served:
        files.disk.remove(path)
    files.tombstones.release(host, request)
    files.disk.remove(files.ahead_path(host))
    return True


def _is_whole(files: ArmedFiles, record: ArmedRecord) -> bool:
    there = {path: files.disk.read(path) for path in record.files}
    return all(
        (found := there[path]) is not None and (rest is None or found.content != rest.content)
        for path, rest in record.files.items()
    )


def _release(files: ArmedFiles, change: Change) -> None:
    """Where a record is about to go, or to name another request, let go of its old one's tombstone."""
    if change.found is None or not _is_record(files, change):
        return
    old = files.parsed(change.path, change.found)
    if change.file is None or files.parsed(change.path, change.file).request != old.request:
        files.tombstones.release(old.host, old.request)


def _files_of(files: ArmedFiles, change: Change) -> set[str]:
    """Return the files of the record that a change removes."""
    if change.found is None or not _is_record(files, change):
        return set()
    return set(files.parsed(change.path, change.found).files)


def _is_record(files: ArmedFiles, change: Change) -> bool:
    return change.path.startswith(f"{files.records}/")


def _parts(plan: Sequence[T]) -> Iterator[Sequence[T]]:
    return (plan[at : at + PART] for at in range(0, len(plan), PART))
