"""How long the label of a file system may be."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.installers.disk_layout import DiskLayout, file_systems
from salt_pxe.site.problem import Problem

LONGEST = {"xfs": 12, "vfat": 11, "efi": 11, "swap": 15, "ext2": 16, "ext3": 16, "ext4": 16}
"""Octets: xfs_admin(8), mkfs.vfat(8), e2label(8); swap's header holds 16 with the zero at its end (mkswap(8))."""


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
