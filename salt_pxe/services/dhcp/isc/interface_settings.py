"""On which interfaces does dhcpd listen? Each family is told in its own way.

Debian's init script passes INTERFACESv4 of /etc/default/isc-dhcp-server on to dhcpd, and starts no IPv6 server when
INTERFACESv6 is empty. The units of EL 7 and later read no such file; their command line is replaced by a drop-in.
"""

from __future__ import annotations

from salt_pxe.services.family import Family
from salt_pxe.site.artefact import MARK
from salt_pxe.site.environment import environment
from salt_pxe.site.site import Site


def interfaces(site: Site, family: Family) -> str:
    """Return the file at `family.dhcpd_interfaces`."""
    template = environment().get_template(family.dhcpd_interfaces.lstrip("/") + ".j2")
    return template.render(mark=MARK, interfaces=" ".join(site.server.interfaces), conf=family.dhcpd_conf)
