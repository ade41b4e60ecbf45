"""The lowest address of a subnet that pillar and ledger leave to nobody."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from socket import inet_aton
from urllib.parse import urlsplit

import netaddr

from salt_pxe.site import scopes
from salt_pxe.site.dhcp import DhcpScope
from salt_pxe.site.profiles.profile import Nic
from salt_pxe.site.site import Site
from salt_pxe.site.values.addresses import ipv4


def free(site: Site, network: str, taken: Collection[str]) -> str | None:
    """Return the lowest free address of a subnet of the site, None where there is none.

    Left out are the network and broadcast address, every range and pool, whatever the site names as a server (its own,
    the master, repositories), router, name server or the like, every host's own addresses, and those in `taken`.
    """
    home = netaddr.IPNetwork(network)
    used = {_number(text) for text in (*_named(site), *taken)}
    ranges = [(one.first, one.last) for one, _ in scopes.ranges(site)]
    at, end = home.first + 1, home.last - 1
    while at <= end:
        inside = next((last for first, last in ranges if first <= at <= last), None)
        if inside is not None:
            at = inside + 1
        elif at in used:
            at += 1
        else:
            return str(netaddr.IPAddress(at))
    return None


def _number(address: str) -> int:
    return int.from_bytes(inet_aton(address), "big")


def _is_address(text: str) -> bool:
    try:
        return bool(ipv4(text))
    except ValueError:
        return False


def _named(site: Site) -> Iterator[str]:
    yield site.server.address
    urls = [site.server.api or "", *(repo.source for repo in site.repos.values())]
    for text in [site.server.master, *(urlsplit(url).hostname for url in urls)]:
        if text and _is_address(text):
            yield text
    for _, scope, _ in [*scopes.scopes(site), *scopes.host_scopes(site)]:
        yield from _of_scope(scope)
    for profile in site.profiles.values():
        yield from _of_nics(profile.network)
    for host in site.hosts.values():
        yield from [host.fixed_address] if host.fixed_address else ()
        yield from _of_nics(host.network or ())


def _of_scope(scope: DhcpScope) -> Iterator[str]:
    yield from (*scope.routers, *scope.domain_name_servers, *scope.ntp_servers)
    yield from (route.gateway for route in scope.static_routes)
    yield from (text for text in (scope.next_server, scope.broadcast_address) if text)


def _of_nics(nics: tuple[Nic, ...]) -> Iterator[str]:
    for nic in nics:
        yield from nic.nameservers
        yield from (text for text in (nic.ip, nic.gateway) if text)
