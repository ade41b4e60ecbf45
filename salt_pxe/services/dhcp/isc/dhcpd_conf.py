"""What dhcpd serves: one dhcpd.conf (dhcpd.conf(5), dhcp-options(5), dhcp-eval(5)).

A host's statements beat those of its classes, and these beat its subnet's. The boot file that fits a client's firmware
is therefore said in a class that yields to any `filename` of a subnet or of the site; only hosts and the site's own
classes say `filename` outright. Which hosts are armed is not said here: arming one changes its boot configuration, and
dhcpd, which cannot reload, goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from socket import inet_aton

import netaddr

from salt_pxe.boot.firmware import served
from salt_pxe.boot.plug import Firmware
from salt_pxe.services.dhcp.isc.quoting import data, octets, quoted
from salt_pxe.services.dhcp.isc.statements import Options, statements
from salt_pxe.site.artefact import MARK
from salt_pxe.site.classes import ClassMatch
from salt_pxe.site.dhcp import DhcpScope
from salt_pxe.site.environment import template
from salt_pxe.site.host import Host
from salt_pxe.site.site import Site
from salt_pxe.site.subnets import Pool, Subnet

_DECLARABLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9][A-Za-z0-9-]*)*")


_EVERYBODY = ("known", "unknown")


def dhcpd_conf(site: Site) -> str:
    """Return the whole dhcpd.conf of a site."""
    options = Options(site.dhcp)
    return template(__package__, "etc/dhcp/dhcpd.conf.j2").render(
        mark=MARK,
        dhcp=site.dhcp,
        flags={"authoritative": "authoritative" if site.dhcp.authoritative else "not authoritative"},
        definitions=list(options.declared()),
        statements=statements(site.dhcp, options),
        next_server=None if site.dhcp.next_server else site.server.address,
        classes=[
            (quoted(name), _match(one.match), statements(one, options, (site.dhcp,)))
            for name, one in sorted(site.classes.items())
        ],
        loaders=[
            (quoted(f"salt-pxe-{firmware.name}"), _client(firmware), quoted(firmware.boot_file(site)))
            # dhcpd goes through the classes of a client from the last: a kind with a user class is preferred.
            for firmware in sorted(served(site), key=lambda one: one.user_class is not None)
        ],
        networks="\n".join(_networks(site, options)),
        hosts="\n".join(_hosts(site, options)),
    )


def _architectures(codes: Iterable[int]) -> str:
    """Return the test for client architectures; a client that sends several is asked for its first (RFC 4578)."""
    tests = [
        f"substring(option architecture-type, 0, 2) = {octets(code.to_bytes(2, 'big'))}"
        for code in sorted(codes)
    ]
    return tests[0] if len(tests) == 1 else f"({' or '.join(tests)})"


def _client(firmware: Firmware) -> str:
    """Return the test for the clients of a kind of firmware."""
    user_class = [] if firmware.user_class is None else [_user_class(firmware.user_class)]
    return "\n    and ".join(
        [_vendor_class(firmware.vendor_class), *user_class, _architectures(firmware.architectures)]
    )


def _vendor_class(start: str) -> str:
    return f"substring(option vendor-class-identifier, 0, {len(start.encode())}) = {data(start)}"


def _user_class(name: str) -> str:
    raw = name.encode()  # as some clients send it; behind its length as RFC 3004 wants it
    counted = octets(bytes([len(raw) % 256]) + raw)
    return f"(option user-class = {data(name)} or option user-class = {counted})"


def _match(match: ClassMatch) -> str:
    tests = []
    if match.vendor_class is not None:
        tests.append(_vendor_class(match.vendor_class))
    if match.user_class is not None:
        tests.append(_user_class(match.user_class))
    if match.client_id is not None:
        length = len(match.client_id.encode())
        tests.append(f"substring(option dhcp-client-identifier, 1, {length}) = {data(match.client_id)}")
    if match.mac_prefix is not None:
        prefix = match.mac_prefix.lower()
        tests.append(f"substring(hardware, 1, {prefix.count(':') + 1}) = {prefix}")
    if match.architecture:
        tests.append(_architectures(match.architecture))
    return "\n    and ".join(tests)


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)


def _by_number(networks: Iterable[str]) -> list[str]:
    return sorted(networks, key=netaddr.IPNetwork)


def _networks(site: Site, options: Options) -> Iterator[str]:
    for name, shared in sorted(site.shared_networks.items()):
        yield f"\nshared-network {quoted(name)} {{"
        yield from _indented(statements(shared, options, (site.dhcp,)))
        for network in _by_number(shared.subnets):
            yield from _indented(_subnet(network, shared.subnets[network], options, (shared, site.dhcp)))
        for pool in shared.pools:
            yield from _indented(_pool(pool, options, (shared, site.dhcp)))
        yield "}"
    for network in _by_number(site.subnets):
        yield ""
        yield from _subnet(network, site.subnets[network], options, (site.dhcp,))


def _subnet(network: str, subnet: Subnet, options: Options, outer: tuple[DhcpScope, ...]) -> Iterator[str]:
    parsed = netaddr.IPNetwork(network)
    yield f"subnet {parsed.network} netmask {parsed.netmask} {{"
    if subnet.interface:
        yield f"  interface {quoted(subnet.interface)};"
    yield from _indented(statements(subnet, options, outer))
    strangers = subnet.unknown_clients == "allow"
    if subnet.range:
        yield "  pool {"
        for item in subnet.range:
            yield f"    {_range(item, subnet.dynamic_bootp)}"
        if not strangers:
            yield "    deny unknown-clients;"
        yield "  }"
    for pool in subnet.pools:
        yield from _indented(_pool(pool, options, (subnet, *outer), subnet.dynamic_bootp, strangers))
    yield "}"


def _range(text: str, bootp: bool) -> str:
    first, _, last = text.partition("-")
    return f"range {'dynamic-bootp ' if bootp else ''}{first} {last};"


def _pool(
    pool: Pool, options: Options, outer: tuple[DhcpScope, ...], bootp: bool = False, strangers: bool = True
) -> Iterator[str]:
    yield "pool {"
    yield from _indented(statements(pool, options, outer))
    for item in pool.range:
        yield f"  {_range(item, bootp)}"
    for word, members in (("allow", pool.allow), ("deny", pool.deny)):
        yield from sorted(f"  {word} {member}-clients;" for member in members if member in _EVERYBODY)
        yield from sorted(
            f"  {word} members of {quoted(member)};" for member in members if member not in _EVERYBODY
        )
    if not strangers and "unknown" not in (*pool.allow, *pool.deny):
        yield "  deny unknown-clients;"
    yield "}"


def _hosts(site: Site, options: Options) -> Iterator[str]:
    """Yield a declaration for each MAC address: dhcpd compares one hardware address a declaration."""
    for name in sorted(site.hosts):
        host = site.hosts[name]
        body = f"\n  fixed-address {host.fixed_address};" if host.fixed_address else ""
        if host.dhcp is None or "host-name" not in host.dhcp.options:
            body += f'\n  option host-name "{host.hostname or name}";'
        if host.dhcp is not None:
            outer = _around(site, host)
            body += "".join(f"\n  {line}" for line in statements(host.dhcp, options, outer))
        for index, mac in enumerate(host.mac):
            plain = index == 0 and _DECLARABLE.fullmatch(name)
            # No host name ends in a dash: this one is never taken.
            declared = name if plain else f"salt-pxe-{mac.replace(':', '')}-"
            remark = "" if plain else f"  # {name}"
            yield f"host {declared} {{{remark}\n  hardware ethernet {mac};{body}\n}}"


def _around(site: Site, host: Host) -> tuple[DhcpScope, ...]:
    """Return the scopes around a host, innermost first: those of the subnet that its fixed address lies in."""
    if host.fixed_address:
        for network, subnet in site.subnets.items():
            if _holds(network, host.fixed_address):
                return (subnet, site.dhcp)
        for shared in site.shared_networks.values():
            for network, subnet in shared.subnets.items():
                if _holds(network, host.fixed_address):
                    return (subnet, shared, site.dhcp)
    return (site.dhcp,)


def _holds(network: str, address: str) -> bool:
    """Tell whether a network holds an address: by numbers, for thousands of hosts may ask."""
    start, _, length = network.partition("/")
    return not (_number(start) ^ _number(address)) >> (32 - int(length))


def _number(address: str) -> int:
    return int.from_bytes(inet_aton(address), "big")
