"""Addresses that kernel arguments give a machine before it has its answer file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import netaddr

from salt_pxe.installers.kernel_line import ArgumentNic
from salt_pxe.installers.plug import INSTALLERS, installer_of
from salt_pxe.rules.neighbours import Homes
from salt_pxe.site.host import Host
from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site


def addresses(site: Site) -> Iterator[Problem]:
    """A profile gives no machine an address; a host's is its fixed address, to which alone its answers are given."""
    for name, profile in site.profiles.items():
        for nic in installer_of(site, name).argument_nics(profile.kernel_args):
            path = f"pxe:profiles:{name}:kernel_args:{nic.index}"
            if nic.address is not None:
                yield Problem(path, f"a profile's hosts would share {nic.address}", "say it at a host")
            if nic.mac is not None:
                yield Problem(
                    path, f"{nic.mac} is one NIC, and a profile's hosts are many", "say it at a host"
                )
    homes = Homes(site)
    owners = {mac: name for name, host in site.hosts.items() for mac in host.mac}
    for name, host in site.hosts.items():
        if not host.kernel_args:
            continue
        path = f"pxe:hosts:{name}:kernel_args"
        nics = _nics(site, host)
        for nic in nics:
            if nic.mac is not None and owners.get(nic.mac, name) != name:
                yield Problem(
                    f"{path}:{nic.index}",
                    f"{nic.mac} is a NIC of {owners[nic.mac]}",
                    "name one of this host's",
                )
        yield from _of_host(site, homes, host, path, [nic for nic in nics if nic.mac is None])


def _nics(site: Site, host: Host) -> list[ArgumentNic]:
    known = host.profile is not None and host.profile in site.profiles
    installer = installer_of(site, host.profile or "") if known else INSTALLERS.get(INSTALLERS.default[0])
    return list(installer.argument_nics(host.kernel_args))


def _of_host(
    site: Site, homes: Homes, host: Host, path: str, nics: Sequence[ArgumentNic]
) -> Iterator[Problem]:
    static = [nic for nic in nics if nic.address is not None]
    if not static:
        return
    own = next((nic for nic in static if nic.address == host.fixed_address), None)
    if own is None and not any(nic.asks for nic in nics):
        first = static[0]
        whose = f"its fixed_address, {host.fixed_address}," if host.fixed_address else "a fixed_address"
        yield Problem(
            f"{path}:{first.index}",
            f"{first.address} gets no answer file: it is given to {whose} alone",
            f"write {host.fixed_address} in both places"
            if host.fixed_address
            else f"add fixed_address: {first.address}",
        )
    elif own is not None:
        yield from _neighbours(site, homes, f"{path}:{own.index}", own)


def _neighbours(site: Site, homes: Homes, path: str, nic: ArgumentNic) -> Iterator[Problem]:
    """The netmask is that of the subnet, and a gateway leads to a kickstart server elsewhere."""
    server, home = netaddr.IPAddress(site.server.address), homes.of(nic.address)
    if home is not None and nic.netmask != str(home.netmask):
        yield Problem(path, f"{nic.netmask} is not the netmask of {home}", f"write {home.netmask}")
    elif server not in netaddr.IPNetwork(f"{nic.address}/{nic.netmask}") and nic.gateway is None:
        yield Problem(
            path,
            f"{nic.address} has no way to the kickstart server {server}",
            "name the gateway of its subnet",
        )
