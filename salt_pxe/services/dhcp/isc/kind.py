"""What ISC dhcpd answers to the plug."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from salt_pxe.services.dhcp.isc import check as parser
from salt_pxe.services.dhcp.isc import leases as lease_file
from salt_pxe.services.dhcp.isc import places as by_family
from salt_pxe.services.dhcp.isc.dhcpd_conf import dhcpd_conf
from salt_pxe.services.dhcp.isc.interface_settings import interfaces
from salt_pxe.services.dhcp.isc.lease_limits import unsaid
from salt_pxe.services.dhcp.lease import Lease
from salt_pxe.services.dhcp.plug import PORT, Level, Places, Wire
from salt_pxe.services.family import Family
from salt_pxe.services.refusals import NoAnswer
from salt_pxe.site.artefact import File
from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site


@dataclass(frozen=True)
class Isc:
    """ISC dhcpd. The order of precedence is that of dhcpd.conf(5)."""

    name: str = "isc"
    precedence: tuple[Level, ...] = ("host", "class", "pool", "subnet", "shared_network", "site")

    def places(self, family: Family) -> Places:
        """Return where dhcpd is on a family. Raises NotThere."""
        return by_family.places(family)

    def refusals(self, site: Site) -> Iterator[Problem]:
        """Yield default lease times that dhcpd cuts; it has a statement for everything in the neutral model."""
        return unsaid(site)

    def files(self, site: Site, family: Family) -> Mapping[str, File]:
        """Return dhcpd.conf, and the file that tells dhcpd its interfaces."""
        places = self.places(family)
        return {
            places.configuration: File(dhcpd_conf(site).encode()),
            places.settings[0]: File(interfaces(site, places).encode()),
        }

    def check(self, program: str, candidate: str, shown: str) -> None:
        """Let dhcpd read a candidate of dhcpd.conf. Raises DaemonFailed."""
        parser.check(program, candidate, shown)

    def own_words(self, text: str) -> str:
        """Return dhcpd's words without its banner."""
        return parser.own_words(text)

    def probe(self, site: Site, wire: Wire) -> None:
        """Ask dhcpd for its parameters. Raises NoAnswer."""
        if not wire.listens():
            raise NoAnswer(f"dhcpd does not listen on UDP port {PORT}")
        if site.dhcp.authoritative:  # otherwise dhcpd answers no DHCPINFORM
            wire.inform()

    def leases(self, text: str, now: float) -> list[Lease]:
        """Return the last lease of each address in dhcpd.leases."""
        return lease_file.leases(text, now)


KIND = Isc()
