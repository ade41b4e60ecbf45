"""What of a site does not go with the interfaces and addresses that this machine has, each with its remedy.

`pxe.check` and the state of the DHCP service say it in these words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import netaddr

from salt_pxe.publish.host.interfaces import Interface
from salt_pxe.site import scopes
from salt_pxe.site.site import Site

ALONE = 32
"""The prefix length of an address that is there beside others; it says nothing of the network's size."""


class Mismatch(NamedTuple):
    """One thing that does not go together. `hinders` says that machines are not installed because of it."""

    message: str
    remedy: str
    hinders: bool = True

    def __str__(self) -> str:
        return f"{self.message}. {self.remedy}"


def mismatches(site: Site, links: Mapping[str, Interface]) -> list[Mismatch]:
    """Return everything that does not go together; `links` are this machine's interfaces by name."""
    return [*next_server(site, links), *serving(site, links), *own_addresses(site, links)]


def next_server(site: Site, links: Mapping[str, Interface]) -> Iterator[Mismatch]:
    """Yield whether machines are sent elsewhere."""
    own, address = _own(links), site.server.address
    if address not in own:
        yield Mismatch(
            f"pxe:server:address {address} is no address of this machine ({', '.join(sorted(own))}): machines show "
            "PXE-E11 or PXE-E32",
            "set it to this machine's address on the install network",
        )
    for scope in [*scopes.scopes(site), *scopes.host_scopes(site)]:
        said = scope.scope.next_server
        if said and said not in own:
            yield Mismatch(
                f"{scope.path}:next_server {said} is another machine", "remove it if not meant", False
            )


def serving(site: Site, links: Mapping[str, Interface]) -> Iterator[Mismatch]:
    """Yield why the DHCP service cannot serve on the interfaces that it is told."""
    networks = [placed.network for placed in scopes.subnets(site)]
    for name in site.server.interfaces:
        link = links.get(name)
        path = f"interface {name}"
        if link is None:
            known = ", ".join(sorted(links.keys() - {"lo"}))
            yield Mismatch(f"{path} is not there", f"pxe:server:interfaces: name one of {known}")
            continue
        if not link.up:
            yield Mismatch(f"{path} is down", f"ip link set {name} up")
        elif not link.carrier:
            yield Mismatch(f"{path} has no carrier", "check cable and switch port", False)
        if not any(
            netaddr.IPAddress(address) in network for address in link.addresses for network in networks
        ):
            yield Mismatch(
                f"{path} has {', '.join(link.addresses) or 'no address'}, which is in no subnet of the site: "
                "it serves no DHCP",
                "declare the interface's subnet in pxe:subnets, or give the interface its address",
            )
        yield from _sizes(site, link)


def own_addresses(site: Site, links: Mapping[str, Interface]) -> Iterator[Mismatch]:
    """Yield where machines may get an address of this machine; `pxe:server:address` is looked at with the pillar."""
    own = {
        address: link.name
        for link in links.values()
        for address in link.addresses
        if address != site.server.address
    }
    for name, host in sorted(site.hosts.items()):
        if host.fixed_address in own:
            yield Mismatch(
                f"pxe:hosts:{name}:fixed_address {host.fixed_address} is this machine's own, "
                f"on {own[host.fixed_address]}",
                "give the host another address",
            )
    numbers = sorted((int(netaddr.IPAddress(address)), address, name) for address, name in own.items())
    for one, _ in scopes.ranges(site):
        for number, address, interface in numbers:
            if one.first <= number <= one.last:
                yield Mismatch(
                    f"{one.path} {one} holds {address}, which is this machine's own, on {interface}",
                    "leave it out of the range",
                    False,
                )


def _sizes(site: Site, link: Interface) -> Iterator[Mismatch]:
    for address, prefix in zip(link.addresses, link.prefixes, strict=False):
        for path, network, _, _ in scopes.subnets(site):
            if netaddr.IPAddress(address) in network and prefix not in (network.prefixlen, ALONE):
                yield Mismatch(
                    f"{path} has the prefix length {network.prefixlen}, and this machine has {address}/{prefix} "
                    f"on {link.name}: machines are told another network than this one",
                    "make both the same",
                    False,
                )


def _own(links: Mapping[str, Interface]) -> set[str]:
    return {address for link in links.values() for address in link.addresses}
