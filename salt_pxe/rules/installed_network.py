"""The network of the installed machine: servers that are machines, a netmask that is the subnet's, one way out."""

from __future__ import annotations

from collections.abc import Iterator

import netaddr

from salt_pxe.rules.neighbours import Homes
from salt_pxe.site import scopes
from salt_pxe.site.dhcp import DhcpScope
from salt_pxe.site.problem import Problem
from salt_pxe.site.profiles.nics import Nic
from salt_pxe.site.site import Site


def servers(site: Site) -> Iterator[Problem]:
    """The address of a server is that of a machine, and not of many or of none."""
    ends = {}
    for one in scopes.subnets(site):
        ends[one.network.first] = f"the network address of {one.network}"
        ends[one.network.last] = f"the broadcast address of {one.network}"
    for path, scope, _ in [*scopes.scopes(site), *scopes.host_scopes(site)]:
        for end, address in _named(scope):
            if what := _none(address, ends) or _everybodys(address):
                yield Problem(f"{path}:{end}", f"{address} is {what}", "name one machine")
    for path, nics in _networks(site):
        for index, nic in enumerate(nics):
            for number, address in enumerate(nic.nameservers):
                if what := _none(address, ends):
                    where = f"{path}:{index}:nameservers:{number}"
                    yield Problem(where, f"{address} is {what}", "name one machine")


def _named(scope: DhcpScope) -> Iterator[tuple[str, str]]:
    for field in ("domain_name_servers", "ntp_servers"):
        for index, address in enumerate(getattr(scope, field)):
            if field != "ntp_servers" or not netaddr.IPAddress(address).is_multicast():  # RFC 5905 has those
                yield f"{field}:{index}", address
    if scope.next_server:
        yield "next_server", scope.next_server
    passed = scope.options.get("domain-name-servers", ())
    for one in passed if isinstance(passed, (list, tuple)) else (passed,):
        if netaddr.valid_ipv4(str(one)):
            yield "options:domain-name-servers", str(one)


def _none(address: str, ends: dict[int, str]) -> str:
    parsed = netaddr.IPAddress(address)
    if parsed.is_multicast():
        return "the address of a group"
    if address in ("0.0.0.0", "255.255.255.255"):
        return "nobody's address"
    return ends.get(int(parsed), "")


def _everybodys(address: str) -> str:
    return "each machine itself" if netaddr.IPAddress(address).is_loopback() else ""


def netmasks(site: Site) -> Iterator[Problem]:
    """A static address has the netmask of its subnet, or the machine takes strangers for neighbours."""
    homes = Homes(site)
    for path, nics in _networks(site):
        for index, nic in enumerate(nics):
            if nic.ip is None:
                continue
            home = homes.of(nic.ip)
            if home is not None and nic.netmask != str(home.netmask):
                yield Problem(
                    f"{path}:{index}:netmask",
                    f"{nic.netmask} is not the netmask of {home}, in which {nic.ip} is",
                    f"write {home.netmask}, unless the wire has more addresses than DHCP knows",
                )


def default_routes(site: Site) -> Iterator[Problem]:
    """Of two default routes a machine uses one, and which one no pillar says."""
    for path, nics in _networks(site):
        out = [index for index, nic in enumerate(nics) if nic.gateway and not nic.nodefroute]
        if len(out) > 1:
            yield Problem(
                f"{path}:{out[1]}:gateway",
                f"is a second default route, beside {path}:{out[0]}:gateway",
                "say nodefroute: true at one of them",
            )


def offline(site: Site) -> Iterator[Problem]:
    """A machine none of whose devices comes up at boot is never heard of again."""
    for path, nics in _networks(site):
        if nics and not any(nic.onboot for nic in nics):
            yield Problem(
                path,
                "no device comes up at boot: the installed machine's minion reaches nobody",
                "say onboot: true at one of them",
            )


def _networks(site: Site) -> Iterator[tuple[str, tuple[Nic, ...]]]:
    """Yield the path of each list of devices, and the list."""
    for name, profile in site.profiles.items():
        yield f"pxe:profiles:{name}:network", profile.network
    for name, host in site.hosts.items():
        if host.network:
            yield f"pxe:hosts:{name}:network", host.network
