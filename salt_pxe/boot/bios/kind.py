"""What firmware bios answers to the plug."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from salt_pxe.boot.bios import distribution_files
from salt_pxe.boot.decision import Decision, Install, Local
from salt_pxe.boot.loaders import pxelinux
from salt_pxe.boot.plug import OneVersion
from salt_pxe.site.distribution import Distribution
from salt_pxe.site.site import Site


@dataclass(frozen=True)
class Bios:
    """BIOS, by pxelinux."""

    name: str = "bios"
    by_default: bool = True
    architectures: tuple[int, ...] = (0,)
    vendor_class: str = "PXEClient"
    user_class: str | None = None
    folders: tuple[str, ...] = (pxelinux.FOLDER,)
    boot_partitions: Mapping[str, str] = field(default_factory=lambda: {"gpt": "biosboot"}, hash=False)

    def boot_file(self, site: Site) -> str:
        """Return pxelinux."""
        return "pxelinux.0"

    def machine_path(self, mac: str) -> str:
        """Return where pxelinux looks for one machine's own configuration."""
        return pxelinux.machine_path(mac)

    def machine(self, site: Site, decision: Local | Install, distribution: Distribution) -> str:
        """Return pxelinux's configuration of one machine."""
        return pxelinux.machine(site, decision)

    def shared(self, site: Site, unknown: Decision, distribution: Distribution) -> Mapping[str, str]:
        """Return pxelinux's default configuration."""
        return pxelinux.shared(site, unknown)

    def packages(self, distribution: Distribution) -> tuple[str, ...]:
        """Return the packages of syslinux."""
        return distribution_files.PACKAGES[distribution.family]

    def loader_files(self, distribution: Distribution) -> Mapping[str, tuple[str, ...]]:
        """Return pxelinux and its modules."""
        return distribution_files.FILES[distribution.family]

    def one_version(self, distribution: Distribution) -> OneVersion | None:
        """Return the packages of pxelinux and of its modules, where these are two."""
        return distribution_files.one_version(distribution)


KIND = Bios()
