"""What firmware uefi answers to the plug."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from salt_pxe.boot.decision import Decision, Install, Local
from salt_pxe.boot.loaders import grub
from salt_pxe.boot.plug import OneVersion
from salt_pxe.boot.uefi import distribution_files
from salt_pxe.boot.uefi.disk_loaders import DISK_LOADERS
from salt_pxe.installers.disk_layout import EFI_MOUNT_POINT
from salt_pxe.site.distribution import Distribution
from salt_pxe.site.site import Site


@dataclass(frozen=True)
class Uefi:
    """UEFI on x64, by the signed shim and GRUB.

    Firmware of x64 machines says 7; old firmware says 9, for RFC 4578's own table had the two the other way round.
    """

    name: str = "uefi"
    by_default: bool = True
    architectures: tuple[int, ...] = (7, 9)
    vendor_class: str = "PXEClient"
    user_class: str | None = None
    folders: tuple[str, ...] = grub.FOLDERS
    boot_partitions: Mapping[str, str] = field(
        default_factory=lambda: dict.fromkeys(("gpt", "msdos"), EFI_MOUNT_POINT), hash=False
    )

    def boot_file(self, site: Site) -> str:
        """Return shim, which loads GRUB."""
        return "shimx64.efi"

    def machine_path(self, mac: str) -> str:
        """Return the file that the dispatcher looks for."""
        return grub.machine_path(mac)

    def machine(self, site: Site, decision: Local | Install, distribution: Distribution) -> str:
        """Return the script of one machine."""
        return grub.machine(decision, distribution_files.grub_commands(distribution))

    def shared(self, site: Site, unknown: Decision, distribution: Distribution) -> Mapping[str, str]:
        """Return the dispatcher."""
        return grub.shared(site, unknown, distribution_files.grub_commands(distribution), DISK_LOADERS)

    def packages(self, distribution: Distribution) -> tuple[str, ...]:
        """Return the packages of shim and GRUB."""
        return distribution_files.PACKAGES[distribution.family]

    def loader_files(self, distribution: Distribution) -> Mapping[str, tuple[str, ...]]:
        """Return shim and GRUB."""
        return distribution_files.FILES[distribution.family]

    def one_version(self, distribution: Distribution) -> OneVersion | None:
        """Return None: shim loads any GRUB that is signed by the same vendor."""
        return None


KIND = Uefi()
