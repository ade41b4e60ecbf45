"""Findings on the network: addresses, interfaces, ports, firewall, other DHCP servers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from salt_pxe.doctor.finding import Finding, error, ok, warning
from salt_pxe.publish.host import dhcp_wire, observations, own_network
from salt_pxe.publish.host import interfaces as addresses
from salt_pxe.publish.host.own_network import Mismatch
from salt_pxe.publish.kickstart_server import KickstartServer
from salt_pxe.services.dhcp.plug import PORT as DHCP
from salt_pxe.services.dhcp.plug import places_of

TFTP = 69


def next_server(server: KickstartServer) -> Iterator[Finding]:
    """Whether machines are sent to this server."""
    links, address = addresses.interfaces(), server.site.server.address
    yield from _said("next-server", own_network.next_server(server.site, links))
    if any(address in link.addresses for link in links.values()):
        yield ok("next-server", f"{address} is an address of this machine")


def interfaces(server: KickstartServer) -> Iterator[Finding]:
    """Whether the DHCP service can listen where it is told to."""
    links = addresses.interfaces()
    found = list(_said("interface", own_network.serving(server.site, links)))
    yield from found
    if not found:
        for name in server.site.server.interfaces:
            yield ok("interface", f"interface {name} has {', '.join(links[name].addresses)}")


def own_addresses(server: KickstartServer) -> Iterator[Finding]:
    """Whether machines may get an address of this server."""
    found = list(_said("own-address", own_network.own_addresses(server.site, addresses.interfaces())))
    yield from found
    if not found:
        yield ok("own-address", "no machine gets an address of this server")


def _said(check: str, mismatches: Iterable[Mismatch]) -> Iterator[Finding]:
    for one in mismatches:
        yield (error if one.hinders else warning)(check, one.message, one.remedy)


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


CHECKS = (next_server, interfaces, own_addresses, ports, firewall)
