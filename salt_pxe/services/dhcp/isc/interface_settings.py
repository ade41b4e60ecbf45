"""The interfaces on which dhcpd listens, which each family is told in its own way.

Debian's init script passes INTERFACESv4 of /etc/default/isc-dhcp-server on to dhcpd, and starts no IPv6 server when
INTERFACESv6 is empty. The units of EL 7 and later read no such file; their command line is replaced by a drop-in.
"""

from __future__ import annotations

from salt_pxe.services.dhcp.plug import Places
from salt_pxe.site.artefact import MARK
from salt_pxe.site.environment import template
from salt_pxe.site.site import Site


def interfaces(site: Site, places: Places) -> str:
    """Return the file at `places.settings[0]`."""
    file = template(__package__, places.settings[0].lstrip("/") + ".j2")
    return file.render(mark=MARK, interfaces=" ".join(site.server.interfaces), conf=places.configuration)
