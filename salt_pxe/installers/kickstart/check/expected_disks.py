"""What a release's parser has to understand about the disks of an installation."""

from __future__ import annotations

from typing import Any

from pykickstart import constants

from salt_pxe.installers.installation import Installation
from salt_pxe.site.profiles.storage import LogicalVolume, Partition

Attributes = dict[str, Any]

_LAYOUTS = {"plain": 0, "btrfs": 1, "lvm": 2, "thinp": 3}
# A reading leaves out what a command says when nobody used it, and of `bootloader` that is the location none.
_FSTYPES = {"swap": "swap", "/boot/efi": "efi", "biosboot": "biosboot", "prepboot": "prepboot"}


def disks(what: Installation) -> dict[str, list[Attributes]]:
    said, storage = what.declared.bootloader, what.storage
    autopart = {
        "autopart": True,
        "type": _LAYOUTS.get(storage.autopart or ""),
        "lvm": None,
        "fstype": storage.fstype,
        "nohome": storage.no_home,
        "noswap": storage.no_swap,
    }
    volumes = [
        (group, name, volume)
        for group, said_ in sorted(storage.volume_groups.items())
        for name, volume in said_.volumes.items()
    ]
    physical = _physical(what)
    members = {
        name: tuple(mount for mount, partition in physical if partition.volume_group == name)
        for name in storage.volume_groups
    }
    return {
        "ignoredisk": [{"onlyuse": what.disks}],
        "zerombr": [{"zerombr": True}],
        "clearpart": [
            {
                "type": constants.CLEARPART_TYPE_ALL,
                "drives": what.disks,
                "initAll": True,
                "disklabel": storage.disklabel,
            }
        ],
        "bootloader": [
            {
                "location": None if said.location == "none" else said.location or "mbr",
                "bootDrive": what.boot_drive,
                "appendLine": " ".join(said.append),
                "timeout": said.timeout,
                "isCrypted": said.password is not None,
                "password": said.password,
                "leavebootorder": said.leavebootorder,
            }
        ],
        "autopart": [autopart] if storage.autopart else [],
        "reqpart": [{"reqpart": True}] if storage.reqpart and not storage.autopart else [],
        "part": [_part(mount, partition) for mount, partition in physical],
        "volgroup": [
            {
                "name": (name,),
                "vgname": name,
                "pesize": group.pesize,
                "partitions": members[name],
                "physvols": members[name],
            }
            for name, group in sorted(storage.volume_groups.items())
        ],
        "logvol": [_volume(group, name, volume) for group, name, volume in volumes],
    }


def _physical(what: Installation) -> list[tuple[str, Partition]]:
    """Return each partition with its mount point; those of volume groups are numbered pv.1, pv.2 ..."""
    found, number = [], 0
    for partition in what.storage.partitions:
        if partition.mount is None:
            number += 1
        found.append((partition.mount or f"pv.{number}", partition))
    return found


def _part(mount: str, partition: Partition) -> Attributes:
    return {
        "mntpoint": (mount,),
        "mountpoint": mount,
        "fstype": partition.fstype or _FSTYPES.get(mount),
        "disk": partition.disk,
        "size": partition.size,
        "recommended": partition.recommended,
        "grow": partition.grow,
        "maxSizeMB": partition.maxsize,
        "primOnly": partition.asprimary,
        "label": partition.label,
        "fsopts": partition.fsoptions,
    }


def _volume(group: str, name: str, volume: LogicalVolume) -> Attributes:
    return {
        "mntpoint": (volume.mount,),
        "mountpoint": volume.mount,
        "vgname": group,
        "name": name,
        "fstype": "swap" if volume.mount == "swap" else volume.fstype,
        "size": volume.size,
        "percent": volume.percent,
        "recommended": volume.recommended,
        "grow": volume.grow,
        "maxSizeMB": volume.maxsize,
        "label": volume.label,
        "fsopts": volume.fsoptions,
    }
