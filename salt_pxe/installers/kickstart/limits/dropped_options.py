"""What Anaconda leaves out in silence: options and labels of what has none, types of what has its own."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.installers.disk_layout import (
    EFI_MOUNT_POINT,
    NO_MOUNT_POINT,
    DiskLayout,
    FileSystem,
    file_systems,
)
from salt_pxe.site.problem import Problem
from salt_pxe.site.profiles.storage import Partition


def _name(one: FileSystem) -> str:
    return one.mount or "a physical volume"


def options(layout: DiskLayout) -> Iterator[Problem]:
    """Yield mount options of what is not mounted with any, or always with its own."""
    for one in file_systems(layout):
        if one.said.fsoptions and one.mount == EFI_MOUNT_POINT:
            yield Problem(
                f"{one.path}:fsoptions",
                f"the installer mounts {EFI_MOUNT_POINT} with options of its own and drops these in silence",
                "remove them, or change /etc/fstab by post",
            )
        elif one.said.fsoptions and (one.mount is None or one.mount in NO_MOUNT_POINT):
            yield Problem(
                f"{one.path}:fsoptions",
                f"the installer drops the options of {_name(one)} in silence",
                "remove them, or change /etc/fstab by post",
            )


def labels(layout: DiskLayout) -> Iterator[Problem]:
    """Yield labels of what gets none: it has no file system, or blivet cannot label it when it makes it."""
    for one in file_systems(layout):
        nothing = one.mount is None or one.mount in ("biosboot", "prepboot")
        if one.said.label and (nothing or one.fstype == "btrfs"):
            what = "btrfs" if one.fstype == "btrfs" and not nothing else _name(one)
            yield Problem(
                f"{one.path}:label", f"the installer drops the label of {what} in silence", "remove it"
            )


def types(layout: DiskLayout) -> Iterator[Problem]:
    """Yield types of what is always of its own, and growth of swap whose size the installer computes."""
    for one in file_systems(layout):
        if not isinstance(one.said, Partition):
            continue
        own = "efi" if one.mount == EFI_MOUNT_POINT else one.mount
        if one.said.fstype and (
            one.mount is None or (one.mount == EFI_MOUNT_POINT and one.said.fstype not in ("efi", "vfat"))
        ):
            yield Problem(
                f"{one.path}:fstype",
                f"{_name(one)} is always {own or 'lvmpv'}, and the installer drops this in silence",
                "remove it",
            )
        if one.said.recommended and one.said.grow:
            yield Problem(
                f"{one.path}:grow", "swap of the recommended size does not grow", "remove it, or give size"
            )
