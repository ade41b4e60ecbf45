"""Layouts of disks that tests start from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salt_pxe.installers.disk_layout import DiskLayout
from salt_pxe.installers.plug import INSTALLERS
from salt_pxe.site.profiles.storage import Storage

BIOS = {"gpt": "biosboot"}
UEFI = {"gpt": "/boot/efi", "msdos": "/boot/efi"}
PATH = "pxe:profiles:web:storage"

ROOT = {"mount": "/", "size": 8192}
BOOT = {"mount": "/boot", "size": 1024}
PHYSICAL = {"volume_group": "vg", "size": 20000}


def layout(
    *partitions: Mapping[str, Any],
    volumes: Mapping[str, Any] | None = None,
    release: str = "RHEL9",
    disks: tuple[str, ...] = ("sda",),
    firmware: Mapping[str, Mapping[str, str]] | None = None,
    boot_loader: bool = True,
    boot_drive: str | None = "sda",
    pesize: int | None = None,
    **storage: Any,
) -> DiskLayout:
    """Return the layout of these partitions, and of these volumes in the group `vg`."""
    given: dict[str, Any] = {"partitions": list(partitions), **storage}
    if volumes is not None:
        group = {"volumes": dict(volumes)} if pesize is None else {"volumes": dict(volumes), "pesize": pesize}
        given["volume_groups"] = {"vg": group}
    default = INSTALLERS.get("kickstart").default_type(release)
    return DiskLayout(
        PATH, Storage.model_validate(given), release, default, disks, boot_loader, boot_drive, firmware or {}
    )


def below(problems: Any) -> list[str]:
    """Return the paths of problems, without what all of them begin with."""
    return [problem.path.removeprefix(f"{PATH}:") for problem in problems]
