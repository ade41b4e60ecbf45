"""Where the distribution families keep ISC dhcpd."""

from __future__ import annotations

from dataclasses import replace

from salt_pxe.services.dhcp.plug import NotThere, Places
from salt_pxe.services.family import Family

PLACES = {
    "Debian": Places(
        packages=("isc-dhcp-server",),
        program="dhcpd",
        unit="isc-dhcp-server",
        configuration="/etc/dhcp/dhcpd.conf",
        settings=("/etc/default/isc-dhcp-server",),
        leases="/var/lib/dhcp/dhcpd.leases",
        reloads=False,
    ),
    "RedHat": Places(
        packages=("dhcp-server",),
        program="dhcpd",
        unit="dhcpd",
        configuration="/etc/dhcp/dhcpd.conf",
        settings=("/etc/systemd/system/dhcpd.service.d/salt-pxe.conf",),
        leases="/var/lib/dhcpd/dhcpd.leases",
        reloads=False,
    ),
}
"""By the name of the family. dhcpd cannot reload on any of them."""


def places(family: Family) -> Places:
    """Return where dhcpd is on a family. Raises NotThere."""
    if family.name not in PLACES:
        raise NotThere(f"it is not known where {family.name} systems have ISC dhcpd")
    found = PLACES[family.name]
    if family.name == "RedHat" and family.release is not None:
        if family.release >= 10:
            raise NotThere(
                "RHEL 10 and its rebuilds have no ISC dhcpd: use a kickstart server of release 9 or Debian"
            )
        if family.release < 8:
            return replace(found, packages=("dhcp",))
    return found
