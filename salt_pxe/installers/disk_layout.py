"""One layout of disks with what decides whether it works: the release, the disks, and the firmware that boots it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from salt_pxe.site.profiles.storage import LogicalVolume, Partition, Storage

NO_MOUNT_POINT = ("swap", "biosboot", "prepboot")
"""The words that stand for a mount point where there is none; each is its own type."""

EFI_MOUNT_POINT = "/boot/efi"
"""Where the EFI system partition is mounted, on every distribution that is installed here."""

Label = str
BootPartitions = Mapping[Label, str]
"""By disk label (`gpt`, `msdos`) the mount point without which a firmware does not start what was installed."""


@dataclass(frozen=True)
class DiskLayout:
    """The storage of a profile or of a host; `path` is where pillar says it.

    `default_type` is what the installer makes where no type is said; None where that depends on more than the release.
    `boot_partitions` has the firmware that the site serves, by the word that pillar has for it. `boot_loader` tells
    whether one is installed, on `boot_drive`.
    """

    path: str
    storage: Storage
    release: str
    default_type: str | None
    disks: tuple[str, ...]
    boot_loader: bool
    boot_drive: str | None
    boot_partitions: Mapping[str, BootPartitions]

    @property
    def explicit(self) -> bool:
        """Whether partitions are listed, and the installer makes no layout of its own."""
        return self.storage.autopart is None

    @cached_property
    def file_systems(self) -> tuple[FileSystem, ...]:
        """The partitions and then the volumes, in the order of pillar; every rule walks over them."""
        return tuple(_file_systems(self))


class FileSystem(NamedTuple):
    """One partition or logical volume of a layout, and its pillar path.

    `mount` is None for a physical volume; `fstype` is what is made, and None where pillar does not decide it.
    """

    path: str
    mount: str | None
    fstype: str | None
    said: Partition | LogicalVolume

    @property
    def on_volume(self) -> bool:
        """Whether it is a logical volume."""
        return isinstance(self.said, LogicalVolume)

    @property
    def largest(self) -> int | None:
        """The largest size that it can have, in MiB; None where nothing in pillar limits it."""
        if self.said.grow or (isinstance(self.said, LogicalVolume) and self.said.percent is not None):
            return self.said.maxsize
        return self.said.size


def file_systems(layout: DiskLayout) -> tuple[FileSystem, ...]:
    """Return the partitions and then the volumes of a layout, in the order of pillar."""
    return layout.file_systems


def _file_systems(layout: DiskLayout) -> Iterator[FileSystem]:
    for index, partition in enumerate(layout.storage.partitions):
        yield _file_system(layout, f"{layout.path}:partitions:{index}", partition)
    for group, said in layout.storage.volume_groups.items():
        for name, volume in said.volumes.items():
            yield _file_system(layout, f"{layout.path}:volume_groups:{group}:volumes:{name}", volume)


def _file_system(layout: DiskLayout, path: str, said: Partition | LogicalVolume) -> FileSystem:
    mount = said.mount
    if mount is None or mount in NO_MOUNT_POINT:
        return FileSystem(path, mount, mount or said.fstype, said)
    mount = posixpath.normpath(mount)
    default = "efi" if mount == EFI_MOUNT_POINT else layout.default_type
    return FileSystem(path, mount, said.fstype or default, said)


def mounts(layout: DiskLayout) -> dict[str, FileSystem]:
    """Return what is mounted where, and what stands for no mount point, by these words."""
    return {one.mount: one for one in file_systems(layout) if one.mount is not None}
