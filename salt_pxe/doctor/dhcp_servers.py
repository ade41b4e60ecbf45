"""Findings on the network: addresses, interfaces, ports, firewall, other DHCP servers."""

from __future__ import annotations

from collections.abc import Iterator

import netaddr

from salt_pxe.doctor.finding import Finding, error, ok, warning
from salt_pxe.publish.host import dhcp_wire, observations
from salt_pxe.publish.host import interfaces as addresses
from salt_pxe.publish.kickstart_server import KickstartServer
from salt_pxe.services.dhcp.plug import PORT as DHCP
from salt_pxe.services.dhcp.plug import places_of
from salt_pxe.site import scopes

TFTP = 69


def next_server(server: KickstartServer) -> Iterator[Finding]:
    """Whether machines are sent to this server."""
    own, address = addresses.own(), server.site.server.address
    if address in own:
        yield ok("next-server", f"{address} is an address of this machine")
    else:
        yield error(
            "next-server",
            f"pxe:server:address {address} is no address of this machine ({', '.join(sorted(own))}): machines show "
            "PXE-E11 or PXE-E32",
            "set it to this machine's address on the install network",
        )
    for scope in [*scopes.scopes(server.site), *scopes.host_scopes(server.site)]:
        said = scope.scope.next_server
        if said and said not in own:
            yield warning(
                "next-server", f"{scope.path}:next_server {said} is another machine", "remove it if not meant"
            )


def interfaces(server: KickstartServer) -> Iterator[Finding]:
    """Whether the DHCP service can listen where it is told to."""
    there = addresses.interfaces()
    networks = [placed.network for placed in scopes.subnets(server.site)]
    for name in server.site.server.interfaces:
        link = there.get(name)
        path = f"interface {name}"
        if link is None:
            known = ", ".join(sorted(there.keys() - {"lo"}))
            yield error("interface", f"{path} is not there", f"pxe:server:interfaces: name one of {known}")
            continue
        if not link.up:
            yield error("interface", f"{path} is down", f"ip link set {name} up")
        elif not link.carrier:
            yield warning("interface", f"{path} has no carrier", "check cable and switch port")
        own = ", ".join(link.addresses)
        if not any(
            netaddr.IPAddress(address) in network for address in link.addresses for network in networks
        ):
            yield error(
                "interface",
                f"{path} has {own or 'no address'}, which is in no subnet of the site: it serves no DHCP",
                "declare the interface's subnet in pxe:subnets, or give the interface its address",
            )
        else:
            yield ok("interface", f"{path} has {own}")


def ports(server: KickstartServer) -> Iterator[Finding]:
    """Whether another program has our ports."""
    for protocol, port, ours in (
        ("udp", DHCP, {places_of(server.site, server.family).program}),
        ("udp", TFTP, {"in.tftpd", "systemd"}),
        *(("tcp", port, {"nginx"}) for port in _web(server)),
    ):
        others = observations.listeners(protocol, port) - ours
        if others:
            yield error(
                "port",
                f"{', '.join(sorted(others))} listens on {protocol} port {port}, which {sorted(ours)[0]} needs",
                f"stop {', '.join(sorted(others))}, or keep it off this address",
            )
        else:
            yield ok("port", f"{protocol} port {port} is free for {sorted(ours)[0]}")


def firewall(server: KickstartServer) -> Iterator[Finding]:
    """Whether the firewall lets machines in."""
    web = [("tcp", port, name) for port, name in zip(_web(server), ("http", "https"), strict=False)]
    refused = observations.firewall_refuses([("udp", DHCP, "dhcp"), ("udp", TFTP, "tftp"), *web])
    for line in refused:
        yield error("firewall", line, "open it on the install network's zone")
    if not refused:
        yield ok("firewall", "no firewall that is known here refuses DHCP, TFTP or HTTP")


def _web(server: KickstartServer) -> list[int]:
    """Return the ports of nginx: http, and https where the site has it."""
    tls = server.site.server.tls
    return [server.site.server.http_port, *([tls.port] if tls else [])]


def other_servers(server: KickstartServer) -> Iterator[Finding]:
    """Whether another DHCP server answers on the segment."""
    own = addresses.own()
    for name in server.site.server.interfaces:
        if not addresses.has_carrier(name):
            continue
        others = dhcp_wire.offers(name) - own
        for address in sorted(others):
            yield error(
                "other-dhcp",
                f"{address} makes DHCP offers on {name} too: a machine takes whichever comes first",
                "switch that server off on this segment; often it is the hypervisor's",
            )
        if not others:
            yield ok("other-dhcp", f"no other DHCP server makes an offer on {name}")


CHECKS = (next_server, interfaces, ports, firewall)
