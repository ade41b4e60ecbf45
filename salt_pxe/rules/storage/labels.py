"""Which labels a file system may have."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.installers.disk_layout import DiskLayout, file_systems
from salt_pxe.site.problem import Problem

LONGEST = {"xfs": 12, "vfat": 11, "efi": 11, "swap": 15, "ext2": 16, "ext3": 16, "ext4": 16}
"""Octets: xfs_admin(8), mkfs.vfat(8), e2label(8); swap's header holds 16 with the zero at its end (mkswap(8))."""


NO_POINT = ("vfat", "efi")
"""What mkfs.vfat(8) makes no label with a point for, which stands before the extension of a name there."""


def too_long(layout: DiskLayout) -> Iterator[Problem]:
    """Yield labels that their type has no room for."""
    for one in file_systems(layout):
        label, most = one.said.label, LONGEST.get(one.fstype or "")
        if label and most is not None and len(label) > most:
            yield Problem(
                f"{one.path}:label",
                f"is {len(label)} letters long, and {one.fstype} has room for {most}",
                f"such as {label[:most]}",
            )


def with_points(layout: DiskLayout) -> Iterator[Problem]:
    """Yield labels with a point where no program makes one."""
    for one in file_systems(layout):
        if one.fstype in NO_POINT and "." in (one.said.label or ""):
            yield Problem(
                f"{one.path}:label",
                f"holds a point, which no label of {one.fstype} may",
                "write - or _ for it",
            )
