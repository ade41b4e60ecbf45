"""Where does a distribution family keep what a kickstart server needs? Packages, services, paths, boot loaders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Family:
    """One distribution family. Paths are absolute; `loaders` maps a name under the TFTP root to where packages put it.

    `tftp_service` is what to start and stop: on EL the socket, for a packet would wake a service that was only stopped.
    `grub_commands` are the names by which the family's GRUB loads a kernel and an initrd.
    """

    name: str
    packages: Mapping[str, tuple[str, ...]]
    dhcpd_service: str
    tftp_service: str
    nginx_service: str
    dhcpd_conf: str
    dhcpd_leases: str
    dhcpd_interfaces: str
    tftp_root: str
    tftp_confs: tuple[str, ...]
    http_root: str
    nginx_site: str
    nginx_group: str
    loaders: Mapping[str, Mapping[str, tuple[str, ...]]]
    grub_commands: tuple[str, str] = ("linux", "initrd")
    nginx_log: str = "/var/log/nginx/salt-pxe.log"
    state_dir: str = "/var/lib/salt-pxe"

    @property
    def armed_markers(self) -> str:
        """The folder of the files by which nginx answers /pxe/armed/."""
        return f"{self.http_root}/armed"

    @property
    def repos(self) -> str:
        """The folder of the install repositories that nginx serves as /pxe/repo/."""
        return f"{self.http_root}/repo"

    @property
    def boot_files(self) -> str:
        """The folder that nginx serves as /pxe/boot/."""
        return f"{self.http_root}/boot"

    @property
    def kernels(self) -> str:
        """The folder under the TFTP root that holds kernel and initrd of each repository."""
        return f"{self.tftp_root}/pxe"


_BIOS_MODULES = ("ldlinux.c32", "menu.c32", "libutil.c32", "libcom32.c32", "chain.c32")
_EL_VENDORS = ("redhat", "rocky", "almalinux", "centos", "oracle", "fedora")

DEBIAN = Family(
    name="Debian",
    packages={
        "dhcpd": ("isc-dhcp-server",),
        "tftp": ("tftpd-hpa",),
        "bios": ("pxelinux", "syslinux-common"),
        "uefi": ("shim-signed", "grub-efi-amd64-signed"),
        "http": ("nginx-light",),
        "iso": ("libarchive-tools",),
    },
    dhcpd_service="isc-dhcp-server",
    tftp_service="tftpd-hpa",
    nginx_service="nginx",
    dhcpd_conf="/etc/dhcp/dhcpd.conf",
    dhcpd_leases="/var/lib/dhcp/dhcpd.leases",
    dhcpd_interfaces="/etc/default/isc-dhcp-server",
    tftp_root="/srv/tftp",
    tftp_confs=("/etc/default/tftpd-hpa",),
    http_root="/srv/pxe",
    nginx_site="/etc/nginx/conf.d/salt-pxe.conf",
    nginx_group="www-data",
    loaders={
        "bios": {"pxelinux.0": ("/usr/lib/PXELINUX/pxelinux.0",)}
        | {module: (f"/usr/lib/syslinux/modules/bios/{module}",) for module in _BIOS_MODULES},
        "uefi": {
            "shimx64.efi": ("/usr/lib/shim/shimx64.efi.signed",),
            "grubx64.efi": ("/usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed",),
        },
    },
)

REDHAT = Family(
    name="RedHat",
    packages={
        "dhcpd": ("dhcp-server",),
        "tftp": ("tftp-server",),
        "bios": ("syslinux",),
        "uefi": ("shim-x64", "grub2-efi-x64"),
        "http": ("nginx",),
        "iso": ("bsdtar",),
    },
    dhcpd_service="dhcpd",
    tftp_service="tftp.socket",
    nginx_service="nginx",
    dhcpd_conf="/etc/dhcp/dhcpd.conf",
    dhcpd_leases="/var/lib/dhcpd/dhcpd.leases",
    dhcpd_interfaces="/etc/systemd/system/dhcpd.service.d/salt-pxe.conf",
    tftp_root="/var/lib/tftpboot",
    tftp_confs=(
        "/etc/systemd/system/tftp.service.d/salt-pxe.conf",
        "/etc/systemd/system/tftp.socket.d/salt-pxe.conf",
    ),
    http_root="/var/www/salt-pxe",
    nginx_site="/etc/nginx/conf.d/salt-pxe.conf",
    nginx_group="nginx",
    loaders={
        "bios": {
            name: (f"/usr/share/syslinux/{name}", f"/tftpboot/{name}")
            for name in ("pxelinux.0", *_BIOS_MODULES)
        },
        "uefi": {
            name: tuple(f"/boot/efi/EFI/{vendor}/{name}" for vendor in _EL_VENDORS)
            for name in ("shimx64.efi", "grubx64.efi")
        },
    },
)

FAMILIES = {family.name: family for family in (DEBIAN, REDHAT)}


def family_of(os_family: str, major: int | None = None) -> Family:
    """Return the family for Salt's `os_family` grain and the major release; ValueError says which are served."""
    if os_family not in FAMILIES:
        raise ValueError(
            f"salt-pxe serves from {' and '.join(sorted(FAMILIES))} systems, not from {os_family}"
        )
    family = FAMILIES[os_family]
    if family is REDHAT and major is not None and major < 8:
        # GRUB of EL 7 boots a signed kernel only by commands of its own.
        return replace(
            family, packages={**family.packages, "dhcpd": ("dhcp",)}, grub_commands=("linuxefi", "initrdefi")
        )
    if family is REDHAT and major is not None and major >= 10:
        raise ValueError(
            "RHEL 10 and its rebuilds have no ISC dhcpd: use a kickstart server of release 9 or Debian"
        )
    return family
