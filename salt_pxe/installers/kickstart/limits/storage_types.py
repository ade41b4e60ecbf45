"""The types of file systems and of layouts that a release has, and how small a file system may be."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.installers.disk_layout import EFI_MOUNT_POINT, DiskLayout, FileSystem, file_systems
from salt_pxe.installers.kickstart.syntax import Syntax
from salt_pxe.site.problem import Problem

FOR_ROOT = ("ext2", "ext3", "ext4", "xfs")
SMALLEST = {"efi": 50, "btrfs": 256}
"""MiB (`_min_size` of blivet's formats; an EFI system partition is always made as one, whatever type is said)."""

SMALLEST_XFS = 300
"""MiB (mkfs.xfs since xfsprogs 5.19, and blivet): the later minor releases of RHEL 8 and 9, and what follows."""

SMALLEST_ROOT = 250
"""MiB (`min_partition_sizes` of anaconda.conf); no package group of any release fits into less."""


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


def small_file_systems(layout: DiskLayout, release: Syntax) -> Iterator[Problem]:
    """Yield file systems that are too small for their type, or for a system."""
    for one in file_systems(layout):
        least, why = _least(one, release)
        if one.largest is not None and one.largest < least:
            yield Problem(
                f"{one.path}:size",
                f"{one.largest} MiB is too small for {why}, and the installer stops",
                f"at least {least}",
            )


def _least(one: FileSystem, release: Syntax) -> tuple[int, str]:
    """Return the smallest size in MiB, and of what."""
    kind = "efi" if one.mount == EFI_MOUNT_POINT else one.fstype
    if one.mount == "/" and kind not in ("xfs", "btrfs"):
        return SMALLEST_ROOT, "a root file system"
    if kind == "xfs":
        early = release.family == "el" and release.version < 9
        if not early:
            return SMALLEST_XFS, "xfs"
        return (SMALLEST_ROOT, "a root file system") if one.mount == "/" else (0, "")
    names = {"efi": "an EFI system partition", "btrfs": "btrfs"}
    return SMALLEST.get(kind or "", 0), names.get(kind or "", "")


def smaller_than_later_releases_take(layout: DiskLayout, release: Syntax) -> Iterator[Problem]:
    """Yield xfs that only the first minor releases of RHEL 8 make so small."""
    if release.family != "el" or release.version != 8:
        return
    for one in file_systems(layout):
        if one.fstype == "xfs" and one.largest is not None and one.largest < SMALLEST_XFS:
            yield Problem(
                f"{one.path}:size",
                f"{one.largest} MiB is too small for xfs in the later minor releases of {release.kickstart}",
                f"at least {SMALLEST_XFS}, or fstype: ext4",
            )
