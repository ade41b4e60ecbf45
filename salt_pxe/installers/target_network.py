"""The network devices of the installed machine, with what the site knows of them filled in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import netaddr

from salt_pxe.installers.refusal import InstallationRefused
from salt_pxe.site.host import Host
from salt_pxe.site.problem import Problem
from salt_pxe.site.profiles.nics import Nic
from salt_pxe.site.site import Site


def network(site: Site, path: str, nics: tuple[Nic, ...], host: Host | None) -> tuple[Nic, ...]:
    """Fill in the NIC that boots as the device, and what a static device takes from the host and its subnet."""
    found: list[Nic] = []
    for nic in nics:
        filled: dict[str, object] = {}
        if nic.device is None:
            filled["device"] = host.mac[0] if host else "link"
        if nic.bootproto == "static" and nic.ip is None:
            filled.update(_fixed(site, path, nic, host))
        found.append(nic.model_copy(update=filled) if filled else nic)
    without_vlan: set[str | None] = set()
    for nic in found:
        if nic.vlan is None and nic.device in without_vlan:
            message = f"the network device {nic.device} stands there twice"
            raise InstallationRefused(Problem(f"{path}:network", message, "give each NIC its own device"))
        if nic.vlan is None:
            without_vlan.add(nic.device)
    return tuple(found)


def _fixed(site: Site, path: str, nic: Nic, host: Host | None) -> dict[str, object]:
    if host is None or host.fixed_address is None:
        message = "a static address is wanted and there is none"
        raise InstallationRefused(
            Problem(f"{path}:network", message, "give the host a fixed_address, or the NIC an ip")
        )
    address = int(netaddr.IPAddress(host.fixed_address))
    for network, *scopes in _subnets(site):
        first, last, netmask = _span(network)
        if first <= address <= last:
            routers = next((scope.routers for scope in scopes if scope.routers), ())
            servers = next((scope.domain_name_servers for scope in scopes if scope.domain_name_servers), ())
            return {
                "ip": host.fixed_address,
                "netmask": netmask,
                "gateway": nic.gateway or (routers[0] if routers and not nic.nodefroute else None),
                "nameservers": nic.nameservers or servers,
            }
    message = f"the fixed_address {host.fixed_address} is in no subnet, so its netmask is not known"
    raise InstallationRefused(
        Problem(f"{path}:network", message, "declare the subnet, or give the NIC ip and netmask")
    )


def _subnets(site: Site) -> Iterator[tuple[Any, ...]]:
    """Yield each subnet's network, and the scopes that speak for it, the nearest first."""
    for network, subnet in site.subnets.items():
        yield network, subnet, site.dhcp
    for shared in site.shared_networks.values():
        for network, subnet in shared.subnets.items():
            yield network, subnet, shared, site.dhcp


@lru_cache(maxsize=4096)
def _span(network: str) -> tuple[int, int, str]:
    """Return the first and last address of a network, and its netmask."""
    found = netaddr.IPNetwork(network)
    return found.first, found.last, str(found.netmask)
