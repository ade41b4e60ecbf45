"""Which type of file system may be mounted where, and that each place is mounted once."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.installers.disk_layout import NO_MOUNT_POINT, DiskLayout, FileSystem, file_systems
from salt_pxe.site.problem import Problem
from salt_pxe.site.profiles.storage import LogicalVolume

LINUX_ONLY = frozenset({"/", "/home", "/tmp", "/usr", "/usr/lib", "/usr/share", "/var"})
"""Directories that hold owners, modes and links, which only a file system of Linux has."""

FOREIGN = ("vfat", "efi")
KERNEL = ("/dev", "/proc", "/run", "/sys")
"""Where the kernel's own file systems are mounted over whatever lies there (file-hierarchy(7))."""


def special_types(layout: DiskLayout) -> Iterator[Problem]:
    """Yield types that do not go with their mount point."""
    for one in file_systems(layout):
        said = one.said.fstype
        if isinstance(one.said, LogicalVolume) and "fstype" not in one.said.model_fields_set:
            said = None  # the default of a volume is nobody's word
        if one.mount is None or said is None:
            continue
        if one.mount in NO_MOUNT_POINT:
            if said != one.mount:
                yield Problem(
                    f"{one.path}:fstype", f"{one.mount} is a type of its own and no {said}", "remove fstype"
                )
        else:
            yield from _mounted(one, said)


def _mounted(one: FileSystem, said: str) -> Iterator[Problem]:
    path = f"{one.path}:fstype"
    if said in NO_MOUNT_POINT:
        yield Problem(
            path,
            f"{said} is mounted nowhere, and not at {one.mount}",
            f"write mount: {said}, or another type such as xfs",
        )
    elif said == "efi" and one.on_volume:
        yield Problem(path, "efi is for firmware, which reads no logical volume", "such as xfs or vfat")
    elif said in FOREIGN and one.mount in LINUX_ONLY:
        yield Problem(
            path, f"{one.mount} cannot be {said}, which has no owners and modes", "such as xfs or ext4"
        )


def kernel_directories(layout: DiskLayout) -> Iterator[Problem]:
    """Yield mount points that the kernel's own file systems hide."""
    for one in file_systems(layout):
        if one.mount is None:
            continue
        if one.mount in KERNEL or one.mount.startswith(("/dev/", "/proc/", "/sys/")):
            yield Problem(
                f"{one.path}:mount",
                f"{one.mount} belongs to the kernel, whose own file system hides this one",
                "remove it, or mount it elsewhere",
            )


def mounted_twice(layout: DiskLayout) -> Iterator[Problem]:
    """Yield a place that is mounted twice."""
    seen: dict[str, FileSystem] = {}
    for one in file_systems(layout):
        if one.mount is None or one.mount in NO_MOUNT_POINT:
            continue
        if one.mount in seen:
            yield Problem(
                f"{one.path}:mount",
                f"{one.mount} is mounted already, by {seen[one.mount].path}",
                "remove one",
            )
        seen.setdefault(one.mount, one)
