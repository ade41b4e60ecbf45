"""Which labels a file system may have."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.installers.disk_layout import DiskLayout, file_systems
from salt_pxe.site.problem import Problem

LONGEST: dict[str | None, int] = {
    "xfs": 12,
    "vfat": 11,
    "efi": 11,
    "swap": 15,
    "ext2": 16,
    "ext3": 16,
    "ext4": 16,
}
"""Octets: xfs_admin(8), mkfs.vfat(8), e2label(8); swap's header holds 16 with the zero at its end (mkswap(8))."""


OF_FAT = ("vfat", "efi")
NOT_OF_FAT = frozenset("./:+")
"""What mkfs.vfat(8) makes no label with: what means something in a name there."""


def too_long(layout: DiskLayout) -> Iterator[Problem]:
    """Yield labels that their type has no room for."""
    for one in file_systems(layout):
        label, most = one.said.label, LONGEST.get(one.fstype)
        if label and most is not None and len(label) > most:
            yield Problem(
                f"{one.path}:label",
                f"is {len(label)} letters long, and {one.fstype} has room for {most}",
                f"such as {label[:most]}",
            )


def with_characters_of_others(layout: DiskLayout) -> Iterator[Problem]:
    """Yield labels with a character that no program makes one of this type with."""
    for one in file_systems(layout):
        odd = sorted(NOT_OF_FAT & set(one.said.label)) if one.said.label else []
        if one.fstype in OF_FAT and odd:
            yield Problem(
                f"{one.path}:label",
                f"holds {odd[0]}, which no label of {one.fstype} may",
                "write - or _ for it",
            )


def used_twice(layout: DiskLayout) -> Iterator[Problem]:
    """Yield labels that an earlier file system has: whoever looks for it finds one of the two."""
    seen: dict[str, str] = {}
    for one in file_systems(layout):
        label = one.said.label
        if label is None:
            continue
        if label in seen:
            yield Problem(
                f"{one.path}:label",
                f"{label} is the label of another file system too, at {seen[label]}",
                "give each its own",
            )
        seen.setdefault(label, one.path)
