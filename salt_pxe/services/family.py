"""What a distribution calls the services of a kickstart server, and where it keeps them: packages, units, paths.

Where it keeps a DHCP service is for that service to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from salt_pxe.site.distribution import Distribution


@dataclass(frozen=True)
class Family:
    """One distribution family. Paths are absolute; `packages` maps a service to the packages that hold it.

    `tftp_service` is what to start and stop: on EL the socket, for a packet would wake a service that was only stopped.
    `major` is the release where that differs from the family's later ones.
    """

    name: str
    packages: Mapping[str, tuple[str, ...]]
    tftp_service: str
    nginx_service: str
    tftp_root: str
    tftp_confs: tuple[str, ...]
    http_root: str
    nginx_site: str
    nginx_group: str
    nginx_log: str = "/var/log/nginx/salt-pxe.log"
    state_dir: str = "/var/lib/salt-pxe"
    release: int | None = None
    """The major release of the system; None where that is not asked for."""

    @property
    def distribution(self) -> Distribution:
        """What the origin of boot loaders depends on."""
        return Distribution(self.name, self.release)

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


DEBIAN = Family(
    name="Debian",
    packages={
        "tftp": ("tftpd-hpa",),
        "http": ("nginx-light",),
        "iso": ("libarchive-tools",),
    },
    tftp_service="tftpd-hpa",
    nginx_service="nginx",
    tftp_root="/srv/tftp",
    tftp_confs=("/etc/default/tftpd-hpa",),
    http_root="/srv/pxe",
    nginx_site="/etc/nginx/conf.d/salt-pxe.conf",
    nginx_group="www-data",
)

REDHAT = Family(
    name="RedHat",
    packages={
        "tftp": ("tftp-server",),
        "http": ("nginx",),
        "iso": ("bsdtar",),
    },
    tftp_service="tftp.socket",
    nginx_service="nginx",
    tftp_root="/var/lib/tftpboot",
    tftp_confs=(
        "/etc/systemd/system/tftp.service.d/salt-pxe.conf",
        "/etc/systemd/system/tftp.socket.d/salt-pxe.conf",
    ),
    http_root="/var/www/salt-pxe",
    nginx_site="/etc/nginx/conf.d/salt-pxe.conf",
    nginx_group="nginx",
)

FAMILIES = {family.name: family for family in (DEBIAN, REDHAT)}


def family_of(os_family: str, major: int | None = None) -> Family:
    """Return the family for Salt's `os_family` grain and the major release; ValueError says which are served."""
    if os_family not in FAMILIES:
        raise ValueError(
            f"salt-pxe serves from {' and '.join(sorted(FAMILIES))} systems, not from {os_family}"
        )
    return replace(FAMILIES[os_family], release=major)
