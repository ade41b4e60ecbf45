"""How does dhcpd get its configuration? Checked by dhcpd itself, swapped in, restarted, asked over the wire."""

from __future__ import annotations

from functools import partial

import netaddr

from salt_pxe import render
from salt_pxe.publish.daemons import checks, probe
from salt_pxe.publish.daemons.daemon import Configured
from salt_pxe.publish.files.changes import difference
from salt_pxe.publish.host import interfaces as addresses
from salt_pxe.publish.kickstart_server import KickstartServer
from salt_pxe.publish.steps.configured import ConfiguredStep


def step(server: KickstartServer) -> ConfiguredStep:
    """Return the step that brings dhcpd.conf and the listening interfaces in force."""
    return ConfiguredStep(server, partial(_look, server))


def _look(server: KickstartServer) -> Configured:
    daemon = server.dhcpd()
    return Configured(
        daemon,
        difference(server.disk, render.dhcp_tree(server.site, server.family)),
        server.policy(daemon),
        candidate=partial(checks.dhcpd, conf=server.family.dhcpd_conf),
        probe=partial(ask, server),
        pending=server.pending(daemon),
    )


def ask(server: KickstartServer) -> None:
    """Ask dhcpd on each of its interfaces that have an address in a subnet of the site. Raises NoAnswer."""
    if not probe.udp_port_is_bound(67):
        raise probe.NoAnswer("dhcpd does not listen on UDP port 67")
    if not server.site.dhcp.authoritative:
        return  # dhcpd then answers no DHCPINFORM
    networks = [netaddr.IPNetwork(network) for network in server.site.all_subnets()]
    for interface in server.site.server.interfaces:
        for address in addresses.of(interface):
            if any(netaddr.IPAddress(address) in network for network in networks):
                probe.dhcp(interface, address)
                break
