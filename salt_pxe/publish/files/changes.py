"""What has to change on the disk: the difference between a tree and what is there, as a list of changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from enum import Enum
from typing import NamedTuple

from salt_pxe.publish.files.disk import KEPT, STAGED, Disk, Found
from salt_pxe.publish.files.owners import gid_of, uid_of
from salt_pxe.site.artefact import File, is_ours
from salt_pxe.tree import Tree


class Kind(Enum):
    """What happens to a path."""

    CREATE = "new"
    UPDATE = "changed"
    ATTRIBUTES = "mode or owner"
    REMOVE = "removed"


class Change(NamedTuple):
    """One path: what happens, the file that will be there, what is there, and whether that is kept as foreign."""

    path: str
    kind: Kind
    file: File | None
    found: Found | None
    keeps: bool = False


Plan = list[Change]


def difference(
    disk: Disk,
    tree: Tree,
    folders: Iterable[str] = (),
    spared: Collection[str] = (),
    certain: Collection[str] = (),
) -> Plan:
    """Return what makes the disk look like the tree, sorted by path.

    `folders` are ours: what carries our mark there and is not in the tree is removed, but for the paths in `spared`.
    `certain` are paths that are known to be ours without a mark.
    """
    return sorted(_difference(disk, tree, folders, spared, certain))


def _difference(
    disk: Disk, tree: Tree, folders: Iterable[str], spared: Collection[str], certain: Collection[str]
) -> Iterator[Change]:
    present: dict[str, set[str]] = {folder: set(disk.names(folder)) for folder in folders}
    for path, file in tree.items():
        folder, _, name = path.rpartition("/")
        if folder in present and name not in present[folder]:
            # Only reading tells a folder in our way from nothing at all, and it is cheap on what is not there.
            if disk.exists(path):
                disk.read(path)
            yield Change(path, Kind.CREATE, file, None)
            continue
        change = compare(path, file, disk.read(path), path in certain)
        if change is None:
            continue
        if change.keeps and disk.exists(path + KEPT):
            change = change._replace(keeps=False)
        yield change
    for folder, names in present.items():
        for name in names:
            path = f"{folder}/{name}"
            if path not in tree and path not in spared and not name.endswith(KEPT):
                found = disk.read(path)
                staged = name.startswith(".") and name.endswith(STAGED)
                if found and (staged or (found.content is not None and is_ours(found.content))):
                    yield Change(path, Kind.REMOVE, None, found)


def compare(path: str, file: File, found: Found | None, ours: bool = False) -> Change | None:
    """Return what has to happen to one path, or None where the file is there as it should be."""
    if found is None:
        return Change(path, Kind.CREATE, file, None)
    if found.content != file.content:
        foreign = not ours and (found.content is None or not is_ours(found.content))
        return Change(path, Kind.UPDATE, file, found, keeps=foreign)
    if (found.mode, found.uid, found.gid) != (file.mode, uid_of(file.user), gid_of(file.group)):
        return Change(path, Kind.ATTRIBUTES, file, found)
    return None


def carry_out(disk: Disk, plan: Iterable[Change], durable: bool = False) -> None:
    """Make the changes, in the order given. Raises PublishError at the first that fails; those before it stay."""
    for change in plan:
        if change.file is None:
            disk.remove(change.path)
        else:
            if change.keeps:
                disk.keep(change.path)
            disk.write(change.path, change.file, durable)
    if durable:
        disk.sync_folders(change.path.rpartition("/")[0] for change in plan)
