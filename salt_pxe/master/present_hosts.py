"""The machines that a site has now, and which of them each open request is of, whatever it was asked for as. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from salt_pxe.arming.request import Machine, Request
from salt_pxe.ledger.machines import Seen
from salt_pxe.site.site import Site
from salt_pxe.site.values import addresses


def machines(given: Mapping[str, Any], enrolled: Mapping[str, Any], site: str) -> dict[str, Machine]:
    """Return by host the machines of a pillar (its `pxe` key) and of the enrolled hosts, as far as they can be read.

    Pillar wins where both have a name. The door names what cannot be read.
    """
    declared = given.get("hosts")
    hosts = {**enrolled, **(declared if isinstance(declared, Mapping) else {})}
    return {
        name: Machine(site, name, tuple(_macs(host.get("mac"))))
        for name, host in hosts.items()
        if isinstance(name, str) and isinstance(host, Mapping) and _is_name(name)
    }


def machine(site: Site, host: str) -> Machine:
    """Return a host of a site that has a name as the machine that it is."""
    return Machine(site.site or "", host, tuple(site.hosts[host].mac))


def present(
    rows: Collection[Request], seen: Mapping[int, Seen], found: Mapping[str, Machine]
) -> dict[str, Request]:
    """Return the open requests of a site by the host that each is of now: by its MAC, else by its last name."""
    by_mac = {mac: name for name, one in found.items() for mac in one.macs}
    by_name = {name.lower(): name for name in found}
    hosts: dict[str, Request] = {}
    left = []
    for row in rows:
        macs = (row.mac, *sorted(seen[row.number].macs))
        name = next((by_mac[mac] for mac in macs if mac in by_mac), None)
        if name is None:
            left.append(row)
        else:
            hosts.setdefault(name, row)
    for row in left:
        site, last = seen[row.number].names[-1]
        name = by_name.get(last.lower()) if site == row.site else None
        if name is not None:
            hosts.setdefault(name, row)
    return hosts


def _is_name(name: str) -> bool:
    try:
        return bool(addresses.host_key(name))
    except ValueError:
        return False


def _macs(given: object) -> Iterator[str]:
    many: Iterable[object] = given if isinstance(given, (list, tuple)) else (given,)
    for one in many:
        try:
            yield addresses.mac(one)
        except ValueError:
            continue
