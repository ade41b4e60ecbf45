"""What the boot loader needs, by the firmware that the site serves, the disk label and the release."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.installers.disk_layout import DiskLayout, file_systems, mounts
from salt_pxe.installers.kickstart.syntax import Syntax
from salt_pxe.site.problem import Problem

BOOT_TYPES = ("ext2", "ext3", "ext4", "xfs", "btrfs")
"""What /boot may be of (`stage2_format_types` of Anaconda's GRUB2)."""


def gpt_everywhere(release: Syntax) -> bool:
    """Tell whether a release labels the disks of BIOS machines gpt too, whatever their size.

    RHEL 10 and the Fedoras that are known do; before that BIOS machines have msdos, and gpt above 2 TiB.
    """
    return release.family != "el" or release.version >= 10


def boot_partitions(layout: DiskLayout, release: Syntax) -> Iterator[Problem]:
    """Yield the firmware whose machines lack the partition that they boot from.

    Anaconda's autopart and reqpart make what the machine at hand needs. Without a boot loader nothing is asked for.
    """
    if not layout.explicit or layout.storage.reqpart or not layout.boot_loader:
        return
    there = mounts(layout)
    label = layout.storage.disklabel
    for firmware, needs in layout.boot_partitions.items():
        if label is None and needs.get("gpt") != needs.get("msdos") and not gpt_everywhere(release):
            continue  # a small disk is msdos and boots without; a larger one the installer refuses by name
        wanted = needs.get(label or "gpt")
        if wanted is None:
            continue
        found = there.get(wanted)
        if found is None:
            told = f" on a {label or 'gpt'} disk" if needs.get("gpt") != needs.get("msdos") else ""
            yield Problem(
                layout.path,
                f"no partition is {wanted}, and a machine with {firmware} needs one{told}: the installer stops",
                "add reqpart: true, which makes what each machine needs, or leave this firmware out of "
                "pxe:server:loaders",
            )
        elif _elsewhere(layout, wanted):
            yield Problem(
                f"{found.path}:disk",
                f"the boot loader is on {layout.boot_drive}, and {wanted} has to be there too",
                f"write {layout.boot_drive}",
            )


def _elsewhere(layout: DiskLayout, wanted: str) -> bool:
    """Tell whether all partitions of that kind lie on another disk than the boot loader, where that matters."""
    if wanted != "biosboot" or layout.boot_drive is None:
        return False
    disks = [part.disk for part in layout.storage.partitions if part.mount == wanted]
    return all(disk is not None and disk != layout.boot_drive for disk in disks)


def boot_file_system(layout: DiskLayout) -> Iterator[Problem]:
    """Yield a /boot that the boot loader cannot read: on a logical volume, or of a type that it does not know."""
    if not layout.explicit or not layout.boot_loader:
        return
    there = mounts(layout)
    boot = there.get("/boot") or there.get("/")
    if boot is None:
        return
    if boot.on_volume:
        hint = (
            "add a partition /boot of 1024 MiB, fstype xfs"
            if boot.mount == "/"
            else "list /boot under partitions"
        )
        message = (
            "is on a logical volume, and /boot with it" if boot.mount == "/" else "is on a logical volume"
        )
        yield Problem(f"{boot.path}:mount", f"{boot.mount} {message}: the installer stops", hint)
    elif boot.mount == "/boot" and boot.fstype is not None and boot.fstype not in BOOT_TYPES:
        yield Problem(
            f"{boot.path}:fstype",
            f"/boot cannot be {boot.fstype}, and the installer stops",
            f"one of {', '.join(BOOT_TYPES[:-1])}",
        )


def primary_partitions(layout: DiskLayout, release: Syntax) -> Iterator[Problem]:
    """Yield more primary partitions than msdos has, where a machine's firmware decides on that label."""
    if layout.storage.disklabel is not None or gpt_everywhere(release):
        return
    primary = [one for one in file_systems(layout) if getattr(one.said, "asprimary", False)]
    rest = len(layout.storage.partitions) > len(primary)
    if (
        len(layout.disks) == 1
        and len(primary) + rest > 4
        and any("msdos" not in needs for needs in layout.boot_partitions.values())
    ):
        yield Problem(
            f"{primary[min(4, len(primary) - 1)].path}:asprimary",
            f"a disk of a machine with BIOS is labelled msdos, which has four primary partitions, one of them "
            f"for all that are not primary, and {len(primary)} are asked for",
            "add disklabel: gpt and reqpart: true, or take asprimary away",
        )
