"""The DHCP scopes of a site, and what each inherits: pool, subnet, shared network, site, from the inside out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import netaddr

from salt_pxe.site.dhcp import DhcpScope
from salt_pxe.site.site import Site
from salt_pxe.site.subnets import Pool, Subnet


class Scope(NamedTuple):
    """A scope, its pillar path, and the scopes around it, innermost first."""

    path: str
    scope: DhcpScope
    outer: tuple[DhcpScope, ...]


class Placed(NamedTuple):
    """A subnet, its pillar path, its network and the scopes around it, innermost first."""

    path: str
    network: netaddr.IPNetwork
    subnet: Subnet
    outer: tuple[DhcpScope, ...]


class Range(NamedTuple):
    """A range of addresses, both ends included, as numbers, and the pillar path where it stands."""

    path: str
    first: int
    last: int

    def __str__(self) -> str:
        return f"{netaddr.IPAddress(self.first)}-{netaddr.IPAddress(self.last)}"


def subnets(site: Site) -> Iterator[Placed]:
    """Yield every subnet, those of shared networks included."""
    for network, subnet in site.subnets.items():
        yield Placed(f"pxe:subnets:{network}", netaddr.IPNetwork(network), subnet, (site.dhcp,))
    for name, shared in site.shared_networks.items():
        for network, subnet in shared.subnets.items():
            path = f"pxe:shared_networks:{name}:subnets:{network}"
            yield Placed(path, netaddr.IPNetwork(network), subnet, (shared, site.dhcp))


def pools(site: Site) -> Iterator[tuple[str, Pool, tuple[DhcpScope, ...]]]:
    """Yield every pool with its path and the scopes around it."""
    for path, _, subnet, outer in subnets(site):
        for index, pool in enumerate(subnet.pools):
            yield f"{path}:pools:{index}", pool, (subnet, *outer)
    for name, shared in site.shared_networks.items():
        for index, pool in enumerate(shared.pools):
            yield f"pxe:shared_networks:{name}:pools:{index}", pool, (shared, site.dhcp)


def scopes(site: Site) -> Iterator[Scope]:
    """Yield every scope of a site but those of hosts."""
    yield Scope("pxe:dhcp", site.dhcp, ())
    for name, shared in site.shared_networks.items():
        yield Scope(f"pxe:shared_networks:{name}", shared, (site.dhcp,))
    for path, _, subnet, outer in subnets(site):
        yield Scope(path, subnet, outer)
    for path, pool, outer in pools(site):
        yield Scope(path, pool, outer)
    for name, one in site.classes.items():
        yield Scope(f"pxe:classes:{name}", one, (site.dhcp,))


def host_scopes(site: Site) -> Iterator[Scope]:
    """Yield the scope of each host that has one."""
    for name, host in site.hosts.items():
        if host.dhcp is not None:
            yield Scope(f"pxe:hosts:{name}:dhcp", host.dhcp, (site.dhcp,))


def parse_range(path: str, text: str) -> Range:
    """Return a range from its canonical form `first-last`."""
    first, _, last = text.partition("-")
    return Range(path, int(netaddr.IPAddress(first)), int(netaddr.IPAddress(last)))


def ranges(site: Site) -> Iterator[tuple[Range, tuple[netaddr.IPNetwork, ...]]]:
    """Yield every range with the networks, one of which must hold it."""
    for path, network, subnet, _ in subnets(site):
        for index, text in enumerate(subnet.range):
            yield parse_range(f"{path}:range:{index}", text), (network,)
        for number, pool in enumerate(subnet.pools):
            for index, text in enumerate(pool.range):
                yield parse_range(f"{path}:pools:{number}:range:{index}", text), (network,)
    for name, shared in site.shared_networks.items():
        networks = tuple(netaddr.IPNetwork(network) for network in shared.subnets)
        for number, pool in enumerate(shared.pools):
            for index, text in enumerate(pool.range):
                yield parse_range(f"pxe:shared_networks:{name}:pools:{number}:range:{index}", text), networks
