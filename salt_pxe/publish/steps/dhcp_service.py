"""The DHCP service: its candidate checked by its own parser, swapped in, followed, asked over the wire."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import netaddr

from salt_pxe import render
from salt_pxe.publish.daemons import candidates, probe
from salt_pxe.publish.daemons.daemon import Configured
from salt_pxe.publish.files.changes import difference
from salt_pxe.publish.host import interfaces as addresses
from salt_pxe.publish.host import own_network
from salt_pxe.publish.kickstart_server import KickstartServer
from salt_pxe.publish.steps.configured import ConfiguredStep
from salt_pxe.services.dhcp.plug import PORT, places_of, service_of
from salt_pxe.site.site import Site


def step(server: KickstartServer) -> ConfiguredStep:
    """Return the step that brings the configuration of the DHCP service in force."""
    return ConfiguredStep(server, partial(_look, server), partial(_beside, server))


def _beside(server: KickstartServer) -> list[str]:
    return [str(one) for one in own_network.mismatches(server.site, addresses.interfaces())]


def _look(server: KickstartServer) -> Configured:
    site, family, daemon = server.site, server.family, server.dhcp()
    kind, places = service_of(site), places_of(site, family)
    return Configured(
        daemon,
        difference(server.disk, render.dhcp_tree(site, family)),
        server.policy(daemon),
        candidate=partial(
            candidates.beside, configuration=places.configuration, daemon=places.program, check=kind.check
        ),
        probe=partial(kind.probe, site, OwnWire(site)),
        pending=server.pending(daemon),
    )


@dataclass(frozen=True)
class OwnWire:
    """What this kickstart server can ask of its own DHCP service."""

    site: Site

    def listens(self) -> bool:
        """Tell whether a program has bound the port of DHCP."""
        return probe.udp_port_is_bound(PORT)

    def inform(self) -> None:
        """Ask on each interface of the server that has an address in a subnet of the site. Raises NoAnswer."""
        networks = [netaddr.IPNetwork(network) for network in self.site.all_subnets()]
        for interface in self.site.server.interfaces:
            for address in addresses.of(interface):
                if any(netaddr.IPAddress(address) in network for network in networks):
                    probe.dhcp(interface, address)
                    break
