"""The layout of the disks. The fields are the options of `autopart`, `part`, `volgroup` and `logvol`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from salt_pxe.site import values
from salt_pxe.site.record import Record
from salt_pxe.site.values import Bool, Int, MiB, Name
from salt_pxe.site.values.disk_names import Disk
from salt_pxe.site.values.profile_values import FileSystemLabel, FileSystemOptions, MountPoint

FsType = Literal["xfs", "ext4", "ext3", "ext2", "btrfs", "swap", "vfat", "efi", "biosboot", "prepboot"]


class Partition(Record):
    """One `part` command. Its size is in MiB."""

    mount: MountPoint | None = Field(
        None, description="mount point, swap, biosboot or prepboot; none for a volume group's part"
    )
    fstype: FsType | None = None
    size: MiB | None = Field(None, description="MiB; with grow the minimum")
    grow: Bool = False
    maxsize: MiB | None = Field(None, description="MiB; the limit of what grows")
    recommended: Bool = False
    disk: Disk | None = Field(None, description="one of disks; default: the installer chooses among disks")
    label: FileSystemLabel | None = None
    fsoptions: FileSystemOptions | None = None
    asprimary: Bool = False
    volume_group: Name | None = Field(None, description="this partition is a physical volume of that group")


class LogicalVolume(Record):
    """One `logvol` command. Its size is in MiB."""

    mount: MountPoint
    fstype: FsType = "xfs"
    size: MiB | None = Field(None, description="MiB; with grow the minimum")
    percent: Annotated[Int, Field(ge=1, le=100)] | None = Field(None, description="of the group's free space")
    grow: Bool = False
    maxsize: MiB | None = Field(None, description="MiB; the limit of what grows")
    recommended: Bool = Field(False, description="of swap: the installer computes the size")
    label: FileSystemLabel | None = None
    fsoptions: FileSystemOptions | None = None

    @model_validator(mode="after")
    def _one_size(self) -> LogicalVolume:
        if sum((self.size is not None, self.percent is not None, self.recommended)) != 1:
            raise values.wrong("a volume has one of size, percent and recommended", "give size in MiB")
        if self.mount in ("biosboot", "prepboot", "/boot/efi"):
            raise values.wrong(f"{self.mount} cannot be a logical volume", "list it under partitions")
        if self.recommended and self.mount != "swap":
            raise values.wrong("recommended is for swap alone", "give size in MiB")
        return self


class VolumeGroup(Record):
    """One `volgroup` command and its volumes."""

    pesize: Annotated[Int, Field(ge=1)] | None = Field(None, description="KiB of an extent, such as 4096")
    volumes: dict[Name, LogicalVolume] = Field(min_length=1)


def _of_one_disk(part: Partition, partitions: tuple[Partition, ...]) -> bool:
    """Tell whether what firmware boots from may lie on a disk that has it already: each disk can have its own."""
    if part.mount not in ("biosboot", "prepboot"):
        return False
    disks = [one.disk for one in partitions if one.mount == part.mount]
    return None in disks or disks.count(part.disk) > 1


class Storage(Record):
    """How the disks that may be erased are laid out.

    `autopart` makes the release's own layout; otherwise `partitions` (and `volume_groups`) say everything.
    """

    autopart: Literal["lvm", "plain", "thinp", "btrfs"] | None = None
    fstype: FsType | None = Field(None, description="with autopart")
    no_home: Bool = Field(False, description="with autopart: no separate /home")
    no_swap: Bool = Field(False, description="with autopart: no swap")
    partitions: tuple[Partition, ...] = ()
    volume_groups: dict[Name, VolumeGroup] = Field(default_factory=dict)
    reqpart: Bool = Field(
        False, description="add what the platform needs (EFI system partition, biosboot, PReP)"
    )
    disklabel: Literal["gpt", "msdos"] | None = None

    @model_validator(mode="after")
    def _one_layout(self) -> Storage:
        if self.autopart and (self.partitions or self.volume_groups):
            raise values.wrong("autopart and partitions are two layouts", "keep one")
        if self.autopart and self.reqpart:
            raise values.wrong("autopart makes what the platform needs itself", "remove reqpart")
        if not self.autopart and (self.fstype or self.no_home or self.no_swap):
            raise values.wrong(
                "fstype, no_home and no_swap belong to autopart", "say it at each partition instead"
            )
        if not self.autopart and not self.partitions:
            raise values.wrong(
                "the layout is empty", "set autopart: lvm, autopart: plain, or list partitions"
            )
        groups = {part.volume_group for part in self.partitions if part.volume_group}
        if groups != set(self.volume_groups):
            odd = sorted(groups ^ set(self.volume_groups))
            raise values.wrong(
                f"volume group {values.shown(odd[0])} is named on one side only",
                "name it in volume_groups and as volume_group of a partition",
            )
        for part in self.partitions:
            if (part.mount is None) == (part.volume_group is None):
                raise values.wrong("a partition has either mount or volume_group", "give one of the two")
            if (part.size is None) == (not part.recommended):
                raise values.wrong(
                    "a partition needs a size in MiB", "give size (with grow: true as a minimum)"
                )
            if part.recommended and part.mount != "swap":
                raise values.wrong("recommended is for swap alone", "give size in MiB")
            if part.maxsize is not None and not part.grow:
                raise values.wrong("maxsize is the limit of a partition that grows", "add grow: true")
        mounts = [part.mount for part in self.partitions if part.mount]
        mounts += [volume.mount for group in self.volume_groups.values() for volume in group.volumes.values()]
        values.unique(
            [part.mount for part in self.partitions if _of_one_disk(part, self.partitions)], "mount point"
        )
        if not self.autopart and "/" not in mounts:
            raise values.wrong("no partition or volume is mounted at /", "add one")
        return self
