"""The name of a disk, as the kernel or udev gives it: of a whole disk, in its own case."""

from __future__ import annotations

import re

from salt_pxe.site.values import shown, string, text_of, wrong

_DISK = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]*(?:/[A-Za-z0-9_.:+-]+)*")
_KERNEL_NAME = re.compile(
    r"(?:(?:sd|hd|vd|xvd|ubd|dasd)[a-z]+[0-9]*|nvme[0-9]+(?:n[0-9]+(?:p[0-9]+)?)?|mmcblk[0-9]+(?:p[0-9]+)?"
    r"|(?:md|nbd|pmem|loop)[0-9]+(?:p[0-9]+)?)",
    re.IGNORECASE,
)
"""What the kernel calls disks and their partitions, always in lower case (its admin-guide/devices)."""

_PARTITION = re.compile(
    r"(?P<letters>(?:sd|hd|vd|xvd|ubd|dasd)[a-z]+)[0-9]+"
    r"|(?P<digits>(?:nvme[0-9]+n|mmcblk|md|nbd|pmem|loop|cciss/c[0-9]+d|ida/c[0-9]+d)[0-9]+)p[0-9]+"
    r"|(?P<link>(?:disk/by-(?:id|path|diskseq)|mapper)/.+)-part[0-9]+"
    r"|(?P<multipath>(?:mapper/|disk/by-id/dm-name-)?mpath[a-z]+?)p?[0-9]+"
    r"|(?P<wwid>(?:mapper/|disk/by-id/dm-name-)?[23][0-9a-f]{16}(?:[0-9a-f]{16})?)p[0-9]+"
)
_PARTITION_BY_UUID = re.compile(r"disk/by-id/dm-uuid-part[0-9]+-(.+)")
_OF_PARTITIONS = ("disk/by-partuuid/", "disk/by-partlabel/")
_NO_DISK = re.compile(r"sr[0-9]+|scd[0-9]+|cdrom|dvd|fd[0-9]+|ram[0-9]+|zram[0-9]+")
_CONTROLLER = re.compile(r"nvme[0-9]+")
_STEM = re.compile(
    r"sd|hd|vd|xvd|ubd|dasd|nvme|mmcblk|md|nbd|pmem|loop|dm|mapper(/control)?|disk(/by-[a-z]+)?"
)
_OF_BOOT_LOADER = re.compile(r"hd[0-9]+")
_ON_A_DISK = re.compile(r"disk/by-id/(?:lvm-pv-uuid|dm-uuid-LVM|dm-uuid-CRYPT)-.+|mapper/luks-.+")
_LINKS = re.compile(r"disk/by-[a-z]+/", re.IGNORECASE)


def disk(value: object) -> str:
    """Return a whole disk as installers name it: `sda`, `nvme0n1`, `disk/by-id/...`; `/dev/` in front is taken off.

    An install may erase whole disks alone, so a partition is refused; and no device is found by a name in another
    case.
    """
    text = text_of(value, "a disk").removeprefix("/dev/")
    if len(text) > 255 or not _DISK.fullmatch(text) or ".." in text or text.endswith("."):
        raise wrong(
            f"{shown(value)} is not a disk",
            "a name such as sda, nvme0n1 or disk/by-id/wwn-0x5000c500a1b2c3d4",
        )
    folder = _LINKS.match(text)
    lower = text.lower() if _KERNEL_NAME.fullmatch(text) else text
    if folder:
        lower = folder[0].lower() + text[folder.end() :]
    if lower != text:
        raise wrong(f"{shown(value)} is in the wrong case, and no device has that name", f"write {lower}")
    partition = _PARTITION.fullmatch(text)
    if partition:
        whole = next(found for found in partition.groups() if found)
        raise wrong(f"{shown(value)} is a partition, and an install needs whole disks", f"write {whole}")
    by_uuid = _PARTITION_BY_UUID.fullmatch(text)
    if by_uuid:
        raise wrong(
            f"{shown(value)} is a partition, and an install needs whole disks",
            f"write disk/by-id/dm-uuid-{by_uuid[1]}",
        )
    if text.startswith(_OF_PARTITIONS):
        raise wrong(
            f"{shown(value)} names a partition, and an install needs whole disks",
            "a name such as sda, or one below disk/by-id",
        )
    if _CONTROLLER.fullmatch(text):
        raise wrong(f"{shown(value)} is a controller and no disk", f"write {text}n1 for its first disk")
    if _NO_DISK.fullmatch(text):
        raise wrong(f"{shown(value)} is no disk that a system can be installed on", "a disk such as sda")
    if _OF_BOOT_LOADER.fullmatch(text):
        raise wrong(
            f"{shown(value)} is a boot loader's name of a disk, which no installer knows", "such as sda"
        )
    if _STEM.fullmatch(text):
        raise wrong(f"{shown(value)} names no one disk", "the whole name, such as sda or nvme0n1")
    if _ON_A_DISK.fullmatch(text):
        raise wrong(
            f"{shown(value)} is what lies on a disk, and an install erases it", "name the disk that it is on"
        )
    return text


Disk = string(disk, "a disk: sda, nvme0n1, disk/by-id/...")
