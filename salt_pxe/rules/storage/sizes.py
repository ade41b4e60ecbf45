"""Whether the sizes of partitions and volumes fit: into each other, their types and their disk label. Sizes are MiB."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.installers.disk_layout import DiskLayout, file_systems
from salt_pxe.site.problem import Problem
from salt_pxe.site.profiles.storage import LogicalVolume, Partition, VolumeGroup

EXTENT = 4
"""MiB of an extent where pillar says none (vgcreate(8))."""

PV_HEADER = 1
"""MiB in front of the first extent (`default_data_alignment` of lvm.conf(5))."""

_TIB = 1024 * 1024
LARGEST: dict[str | None, int] = {
    "vfat": _TIB,
    "efi": _TIB,
    "ext2": 8 * _TIB,
    "ext3": 16 * _TIB,
    "swap": 16 * _TIB,
}
"""What a type can hold: 32 bits of sectors, of blocks of 4 KiB, of pages."""

NO_DISK = 1024 * _TIB
"""A PiB, which no disk has: whoever says that much has said octets."""

LARGEST_ON_MSDOS = 2 * _TIB
"""32 bits of sectors of 512 octets."""


def limits(layout: DiskLayout) -> Iterator[Problem]:
    """Yield a maximum below its minimum, and one of a volume that does not grow."""
    for one in file_systems(layout):
        most, size = one.said.maxsize, one.said.size
        if most is None:
            continue
        if size is not None and most < size:
            yield Problem(
                f"{one.path}:maxsize",
                f"{most} is less than its size of {size}",
                f"at least {size}, or no maxsize",
            )
        elif isinstance(one.said, LogicalVolume) and not one.said.grow and one.said.percent is None:
            yield Problem(
                f"{one.path}:maxsize",
                "is the limit of a volume that grows, and this one does not",
                "add grow: true",
            )


def too_large(layout: DiskLayout) -> Iterator[Problem]:
    """Yield sizes that a type or a disk label cannot hold."""
    for one in file_systems(layout):
        size = one.said.size
        if size is None:
            continue
        most = LARGEST.get(one.fstype)
        if size >= NO_DISK:
            right = size // 1024**2
            yield Problem(
                f"{one.path}:size",
                f"{size} MiB is {size // NO_DISK} PiB, and sizes are MiB",
                f"{right}, if octets were meant" if right else "a size in MiB",
            )
        elif most is not None and size > most:
            yield Problem(
                f"{one.path}:size", f"{size} MiB is more than {one.fstype} can hold", f"at most {most}"
            )
        elif (
            isinstance(one.said, Partition)
            and layout.storage.disklabel == "msdos"
            and size > LARGEST_ON_MSDOS
        ):
            yield Problem(
                f"{one.path}:size",
                f"{size} MiB is more than a partition of disklabel msdos",
                "say disklabel: gpt",
            )


def smaller_than_an_extent(layout: DiskLayout) -> Iterator[Problem]:
    """Yield volumes of less than one extent of their group."""
    for name, group in layout.storage.volume_groups.items():
        extent = _extent(group)
        for volume, said in group.volumes.items():
            if said.size is not None and not said.grow and said.size * 1024 < extent:
                yield Problem(
                    f"{layout.path}:volume_groups:{name}:volumes:{volume}:size",
                    f"{said.size} MiB is less than one extent of its group, {extent} KiB",
                    "a larger size, or a smaller pesize",
                )


def groups(layout: DiskLayout) -> Iterator[Problem]:
    """Yield groups whose volumes have no room in them: percentages above 100, or sizes above that of the partitions."""
    for name, group in layout.storage.volume_groups.items():
        path = f"{layout.path}:volume_groups:{name}"
        percent = sum(volume.percent or 0 for volume in group.volumes.values())
        if percent > 100:
            yield Problem(
                f"{path}:volumes",
                f"ask for {percent} percent of the group's free space",
                "100 at most, together",
            )
            continue
        room = _room(layout, name, group)
        if room is None:
            continue
        needed = _needed(group)
        if needed > room or (percent and needed == room):
            free = "" if needed > room else ", and percent has nothing to be of"
            yield Problem(
                f"{path}:volumes",
                f"need {_mib(needed, group)} MiB, and the partitions of the group hold {_mib(room, group)}{free}",
                "smaller volumes, larger partitions, or grow: true at a partition of the group",
            )


def _extent(group: VolumeGroup) -> int:
    """Return the size of an extent in KiB."""
    return group.pesize if group.pesize is not None else EXTENT * 1024


def _mib(extents: int, group: VolumeGroup) -> int:
    return extents * _extent(group) // 1024


def _room(layout: DiskLayout, name: str, group: VolumeGroup) -> int | None:
    """Return how many extents a group has at most; None where a partition of it grows without a limit."""
    found = 0
    for one in file_systems(layout):
        if isinstance(one.said, Partition) and one.said.volume_group == name:
            if one.largest is None:
                return None
            found += max(one.largest - PV_HEADER, 0) * 1024 // _extent(group)
    return found


def _needed(group: VolumeGroup) -> int:
    """Return how many extents the volumes take at least."""
    return sum(-(-(volume.size or 0) * 1024 // _extent(group)) for volume in group.volumes.values())
