"""The disks that an install may erase: each is named once, by a name that lasts, and the boot loader is on one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site

_OF_FILE_SYSTEMS = ("disk/by-uuid/", "disk/by-label/")
_NUMBERED = re.compile(r"dm-[0-9]+")


def _named(site: Site) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the path of each profile and host, and the disks that are named there."""
    for name, profile in site.profiles.items():
        yield f"pxe:profiles:{name}", profile.disks
    for name, host in site.hosts.items():
        yield f"pxe:hosts:{name}", host.disks


def boot_drives(site: Site) -> Iterator[Problem]:
    """The boot loader is on a disk that may be erased, wherever a profile's own disks are."""
    owners: dict[str | None, list[bool]] = {}
    for host in site.hosts.values():
        owners.setdefault(host.profile, []).append(bool(host.disks))
    for name, profile in site.profiles.items():
        drive = profile.bootloader.boot_drive
        if drive is None or not profile.disks or drive in profile.disks:
            continue
        if profile.install_unknown or not all(owners.get(name, [False])):
            yield Problem(
                f"pxe:profiles:{name}:bootloader:boot_drive",
                f"{drive} is not one of the disks that the install may touch ({', '.join(profile.disks)})",
                "name it in disks too, if it may be erased",
            )


def unstable(site: Site) -> Iterator[Problem]:
    """A disk is not named after a file system, which the install itself erases, nor by the order of mapped devices."""
    for path, disks in _named(site):
        for index, disk in enumerate(disks):
            if disk.startswith(_OF_FILE_SYSTEMS):
                yield Problem(
                    f"{path}:disks:{index}",
                    f"{disk} is the name of a file system, and the install that erases it takes the name away",
                    "name the disk itself, such as sda or one below disk/by-id",
                )
            elif _NUMBERED.fullmatch(disk):
                yield Problem(
                    f"{path}:disks:{index}",
                    f"{disk} is whatever was mapped as the next device, another one at another boot",
                    "a name below mapper or disk/by-id",
                )


def named_twice(site: Site) -> Iterator[Problem]:
    """A disk that is named twice is one disk, and perhaps another was meant."""
    for path, disks in _named(site):
        for index, disk in enumerate(disks):
            if disk in disks[:index]:
                yield Problem(
                    f"{path}:disks:{index}", f"{disk} is named already", "remove it, or name another disk"
                )
