"""The layouts of disks of a site, each with its release, its disks and the firmware that the site serves."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.boot import firmware
from salt_pxe.installers.disk_layout import DiskLayout
from salt_pxe.installers.plug import Installer, installer_of
from salt_pxe.site.profiles.storage import Storage
from salt_pxe.site.site import Site


def of(site: Site) -> Iterator[tuple[Installer, DiskLayout]]:
    """Yield the layout of each profile, and of each host that has its own."""
    needs = {kind.name: kind.boot_partitions for kind in firmware.served(site)}

    def placed(
        path: str, name: str, storage: Storage, disks: tuple[str, ...]
    ) -> tuple[Installer, DiskLayout]:
        said, installer = site.profiles[name], installer_of(site, name)
        wanted = said.bootloader.boot_drive
        drive = wanted if wanted in disks else disks[0] if disks else None
        return installer, DiskLayout(
            f"{path}:storage",
            storage,
            said.release,
            installer.default_type(said.release),
            disks,
            said.bootloader.location != "none",
            drive,
            needs,
        )

    for name, profile in site.profiles.items():
        yield placed(f"pxe:profiles:{name}", name, profile.storage, profile.disks)
    for name, host in site.hosts.items():
        theirs = site.profile_of(host)
        if host.storage is not None and host.profile is not None and theirs is not None:
            yield placed(f"pxe:hosts:{name}", host.profile, host.storage, host.disks or theirs.disks)
