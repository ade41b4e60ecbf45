"""What is taken back where arming fails: who is not wholly armed is not armed at all."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager

from salt_pxe.publish.armed.armed_record import ArmedRecord
from salt_pxe.publish.armed.records import ArmedFiles
from salt_pxe.publish.armed.tombstones import Lock, Pair
from salt_pxe.publish.files.changes import Change
from salt_pxe.publish.files.disk import Found, PublishError

NAMED = 20
"""So many hosts are named that could not be armed."""


@contextmanager
def wholly(
    files: ArmedFiles,
    asked: Mapping[str, Pair],
    served: Collection[str],
    lock: Lock,
    records: Sequence[Change] = (),
    pairs: Mapping[str, Collection[Pair]] | None = None,
) -> Iterator[None]:
    """Where arming fails, take away what is there of hosts that are not wholly armed, and name them.

    `records` are the changes of records that were under way: who has the old one still, by another request, is not
    armed by that one either. `pairs` are the request of a host under each of its names: who is armed under another one
    stays so. Raises PublishError in place of what went wrong.
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
                    if before := _under_another_name(files, host, (pairs or {}).get(host, ())):
                        for path in set(paths) - before.files.keys():
                            files.disk.remove(path)
                        continue
                    old = found.get(files.record_path(host))
                    if _taken_back(files, host, request, paths, old):
                        unarmed.append(host)
                        for pair in (pairs or {}).get(host, ()):
                            files.tombstones.release(*pair)
            except (PublishError, OSError) as another:
                problems.append(f"{host}: {another}")
        more = f" and {len(unarmed) - NAMED} more" if len(unarmed) > NAMED else ""
        said = [str(failure), *([f"not armed: {', '.join(unarmed[:NAMED])}{more}"] if unarmed else [])]
        raise PublishError("; ".join([*said, *problems[:NAMED]])) from failure


def _under_another_name(files: ArmedFiles, host: str, pairs: Collection[Pair]) -> ArmedRecord | None:
    """Return the record by which a machine is wholly armed under a name that it had, where its new one is not there.

    It installs perhaps; that its name could not follow must not take its answer files away.
    """
    if files.record(host) is not None:
        return None
    records = ((files.record(name), request) for name, request in pairs if name != host)
    return next(
        (one for one, request in records if one and one.request == request and _is_whole(files, one)), None
    )


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
