"""The types of file systems and of layouts that a release has, and how small a file system may be."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.installers.disk_layout import EFI_MOUNT_POINT, DiskLayout, FileSystem, file_systems
from salt_pxe.installers.kickstart.syntax import Syntax
from salt_pxe.site.problem import Problem

FOR_ROOT = ("ext2", "ext3", "ext4", "xfs")
SMALLEST = {"xfs": 300, "btrfs": 256, "efi": 50}
"""MiB (`_min_size` of blivet's formats); what is smaller, blivet 3 makes so large."""

SMALLEST_ROOT = 250
"""MiB (`min_partition_sizes` of anaconda.conf); no package group of any release fits into less."""

LARGEST = {"biosboot": 2, "prepboot": 10}
"""MiB (`_max_size` of blivet's formats)."""


def has_btrfs(release: Syntax) -> bool:
    """Tell whether a release's language knows btrfs (pykickstart's `RHEL8_AutoPart`, `RHEL8_PartData`)."""
    return release.family != "el" or release.version < 8


def autopart(layout: DiskLayout, release: Syntax) -> Iterator[Problem]:
    """Yield what a release's autopart does not have."""
    storage, path = layout.storage, layout.path
    if storage.autopart == "btrfs" and not has_btrfs(release):
        yield Problem(
            f"{path}:autopart",
            f"{release.kickstart} has no btrfs",
            "say lvm, plain or thinp, which are xfs there",
        )
    if storage.autopart and storage.fstype:
        if storage.autopart == "btrfs":
            yield Problem(f"{path}:fstype", "autopart: btrfs has no other type", "remove it")
        elif storage.fstype == "btrfs":
            yield Problem(f"{path}:fstype", "autopart has no fstype btrfs", _instead_of_btrfs(release))
        elif storage.fstype not in FOR_ROOT:
            yield Problem(
                f"{path}:fstype",
                f"{storage.fstype} is no type for a root file system, and every file system gets it",
                f"one of {', '.join(FOR_ROOT)}",
            )
    if storage.no_swap and release.family == "el" and release.version < 8:
        yield Problem(
            f"{path}:no_swap", "autopart of RHEL7 always makes swap", "remove it, or list partitions"
        )


def _instead_of_btrfs(release: Syntax) -> str:
    return "say autopart: btrfs" if has_btrfs(release) else f"{release.kickstart} has no btrfs: say xfs"


def file_systems_of_release(layout: DiskLayout, release: Syntax) -> Iterator[Problem]:
    """Yield types that a release does not have."""
    for one in file_systems(layout):
        if one.fstype == "btrfs" and not has_btrfs(release):
            yield Problem(f"{one.path}:fstype", f"{release.kickstart} has no btrfs", "say xfs or ext4")


def sizes_of_types(layout: DiskLayout, release: Syntax) -> Iterator[Problem]:
    """Yield sizes that are too small or too large for their type, or for a system, so that the installer stops."""
    for one in file_systems(layout):
        most, kind = LARGEST.get(one.fstype or ""), made_as(one)
        if most is not None and one.said.size is not None and one.said.size > most:
            yield Problem(
                f"{one.path}:size", f"{one.said.size} MiB is too large for {one.fstype}", f"at most {most}"
            )
        elif one.largest is None:
            continue
        elif one.mount == "/" and one.largest < SMALLEST_ROOT:
            yield Problem(
                _limit(one),
                f"{one.largest} MiB is too small for a root file system",
                f"at least {SMALLEST_ROOT}, and a system needs some thousands",
            )
        elif kind == "efi" and not has_blivet_3(release) and one.largest < SMALLEST[kind]:
            yield Problem(
                _limit(one),
                f"{one.largest} MiB is too small for an EFI system partition, and the installer stops",
                f"at least {SMALLEST[kind]}",
            )


def enlarged(layout: DiskLayout, release: Syntax) -> Iterator[Problem]:
    """Yield sizes that are too small for their type, and that the installer raises in silence."""
    if not has_blivet_3(release):
        return
    for one in file_systems(layout):
        kind = made_as(one)
        least = SMALLEST.get(kind or "", 0)
        if one.largest is not None and one.largest < least:
            yield Problem(
                _limit(one),
                f"{one.largest} MiB is too small for {kind}, and the installer makes it {least}",
                f"at least {least}",
            )


def has_blivet_3(release: Syntax) -> bool:
    """Tell whether a release has blivet 3, as all have from RHEL 8 on."""
    return release.family != "el" or release.version >= 8


def made_as(one: FileSystem) -> str | None:
    """Return the type that is made: an EFI system partition's is always its own, and a physical volume has none."""
    if one.mount == EFI_MOUNT_POINT:
        return "efi"
    return one.fstype if one.mount is not None else None


def _limit(one: FileSystem) -> str:
    """Return the path of the value that limits the size."""
    return f"{one.path}:{'maxsize' if one.said.grow or one.said.size is None else 'size'}"
