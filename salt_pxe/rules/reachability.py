"""An armed machine has an address by which the kickstart server takes its reports, and a way there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import netaddr

from salt_pxe.rules.address_use import Declared
from salt_pxe.site import scopes
from salt_pxe.site.host import Host
from salt_pxe.site.problem import Problem
from salt_pxe.site.profiles.nics import Nic
from salt_pxe.site.site import Site
from salt_pxe.site.subnets import Pool


def reports(site: Site, known: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    """One NIC of an armed host has its address from DHCP, or one inside a declared subnet.

    The kickstart server takes reports and hands out answer files inside the site's subnets alone.
    """
    declared: Declared | None = None
    for name, host in site.hosts.items():
        nics = _nics(site, host)
        if not host.install or not nics or not all(nic.ip for nic in nics):
            continue
        if declared is None:
            declared = Declared(site, known)
        if not any(nic.ip and declared.may_hold(nic.ip) for nic in nics):
            index, ip = next((index, nic.ip) for index, nic in enumerate(nics) if nic.ip)
            yield Problem(
                f"pxe:hosts:{name}:network:{index}:ip",
                f"{ip} is in no subnet, and the kickstart server takes no report from there",
                "declare its subnet under pxe:subnets (it needs no range), or mend the address",
            )


def ways(site: Site) -> Iterator[Problem]:
    """One NIC of an armed host leads to the kickstart server: a neighbour of it, or one with a gateway."""
    server = netaddr.IPAddress(site.server.address)
    for name, host in site.hosts.items():
        nics = _nics(site, host)
        if not host.install or not nics or not all(nic.ip for nic in nics):
            continue
        if not any(
            server in netaddr.IPNetwork(f"{nic.ip}/{nic.netmask}") or (nic.gateway and not nic.nodefroute)
            for nic in nics
        ):
            yield Problem(
                f"pxe:hosts:{name}:network",
                f"no device has a way to the kickstart server {server}",
                "give one of them a gateway",
            )


def pools(site: Site) -> Iterator[Problem]:
    """An armed host without a fixed address is one to whom some pool gives an address."""
    waiting = [name for name, host in site.hosts.items() if host.install and not host.fixed_address]
    if not waiting or _a_range_for_all(site):
        return
    candidates = [pool for _, pool, _ in scopes.pools(site)]
    if any(_may_serve(pool) for pool in candidates):
        return
    why = "every pool denies declared machines" if candidates else "there is no range of addresses"
    for name in waiting:
        yield Problem(
            f"pxe:hosts:{name}:fixed_address",
            f"is missing, and the machine gets no address: {why}",
            "give it a fixed_address, or let a pool serve declared machines",
        )


def _a_range_for_all(site: Site) -> bool:
    return any(one.subnet.range for one in scopes.subnets(site))


def _may_serve(pool: Pool) -> bool:
    """Tell whether a pool may serve a declared machine; of classes it is not known who is in them."""
    if "known" in pool.deny:
        return False
    return not pool.allow or any(word != "unknown" for word in pool.allow)


def _nics(site: Site, host: Host) -> tuple[Nic, ...]:
    if host.network is not None:
        return host.network
    profile = site.profile_of(host)
    return profile.network if profile else ()
