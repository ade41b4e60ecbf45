"""The disks that an install may erase, and the one with the boot loader."""

from __future__ import annotations

from salt_pxe.installers.refusal import InstallationRefused
from salt_pxe.site.host import Host
from salt_pxe.site.problem import Problem
from salt_pxe.site.profiles.profile import Profile
from salt_pxe.site.profiles.storage import Storage


def chosen_disks(path: str, profile: Profile, host: Host | None, storage: Storage) -> tuple[str, ...]:
    """Return the disks that an install may erase. Raises InstallationRefused where none is named."""
    disks = (host.disks if host else ()) or profile.disks
    if not disks:
        message = "no disk is named, and an install erases only disks that are named"
        raise InstallationRefused(Problem(f"{path}:disks", message, "name them: disks: [sda]"))
    for part in storage.partitions:
        if part.disk is not None and part.disk not in disks:
            message = f"a partition is to be on {part.disk}, which is not among the disks {', '.join(disks)}"
            raise InstallationRefused(
                Problem(f"{path}:storage", message, "name it in disks too, or another disk here")
            )
    return disks


def boot_drive(path: str, profile: Profile, host: Host | None, disks: tuple[str, ...]) -> str:
    """Return the disk of the boot loader. Raises InstallationRefused where it is not among these disks."""
    wanted = profile.bootloader.boot_drive
    if wanted is None or (wanted not in disks and host is not None and host.disks):
        return disks[0]
    if wanted not in disks:
        message = f"the boot loader is to be on {wanted}, which is not among the disks {', '.join(disks)}"
        raise InstallationRefused(
            Problem(f"{path}:bootloader", message, "name it in disks, or another boot_drive")
        )
    return wanted
