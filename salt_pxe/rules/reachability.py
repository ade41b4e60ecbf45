"""An armed machine has an address by which the kickstart server takes its reports, and a way there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

import netaddr

from salt_pxe.boot.class_members import may_boot, may_install, must_boot, must_install
from salt_pxe.rules.address_use import Declared
from salt_pxe.site import scopes
from salt_pxe.site.classes import ClassMatch
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
    for name in waiting:
        macs = site.hosts[name].mac
        booting = [pool for pool in candidates if _serves(site, pool, macs, may_boot, must_boot)]
        installing = [pool for pool in candidates if _serves(site, pool, macs, may_install, _must_install)]
        if booting and installing:
            continue
        if not candidates:
            why = "there is no range of addresses"
        elif not any(_serves_declared(pool) for pool in candidates):
            why = "every pool denies declared machines"
        elif not booting:
            why = "no pool is for a machine that boots over the network"
        else:
            why = "no pool is for its installer, which is no PXE client and says no architecture"
        yield Problem(
            f"pxe:hosts:{name}:fixed_address",
            f"is missing, and the machine gets no address: {why}",
            "give it a fixed_address, or let a pool serve declared machines",
        )


def _a_range_for_all(site: Site) -> bool:
    return any(one.subnet.range for one in scopes.subnets(site))


_Member = Callable[[Site, ClassMatch, tuple[str, ...]], bool]


def _must_install(site: Site, match: ClassMatch, macs: tuple[str, ...]) -> bool:
    return must_install(match, macs)


def _serves_declared(pool: Pool) -> bool:
    return "known" not in pool.deny and (not pool.allow or any(word != "unknown" for word in pool.allow))


def _serves(site: Site, pool: Pool, macs: tuple[str, ...], may: _Member, must: _Member) -> bool:
    """Tell whether a pool may serve a declared machine with these MAC addresses: `may` and `must` be in a class."""
    if not _serves_declared(pool):
        return False
    classes = {word: one.match for word, one in site.classes.items()}
    if any(word in classes and must(site, classes[word], macs) for word in pool.deny):
        return False
    named = [word for word in pool.allow if word != "unknown"]
    return not pool.allow or any(word not in classes or may(site, classes[word], macs) for word in named)


def _nics(site: Site, host: Host) -> tuple[Nic, ...]:
    if host.network is not None:
        return host.network
    profile = site.profile_of(host)
    return profile.network if profile else ()
