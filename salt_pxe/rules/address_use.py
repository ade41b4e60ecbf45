"""Every address lies where it can work: subnets, ranges, routers and hosts."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate, pairwise
from types import MappingProxyType

import netaddr

from salt_pxe.rules.references import Known, others
from salt_pxe.site import scopes
from salt_pxe.site.problem import Problem
from salt_pxe.site.scopes import Range
from salt_pxe.site.site import Site

_FEW = 10
_LONGEST = 64
"""Characters of a network in any spelling."""


class _Networks:
    """Networks in order, in which the one around an address is found without looking at all of them."""

    def __init__(self, networks: tuple[netaddr.IPNetwork, ...]) -> None:
        self._networks = sorted(networks, key=lambda one: (one.first, one.prefixlen))
        self._starts = [one.first for one in self._networks]
        # The highest address up to each place: where networks overlap, an earlier one may reach further.
        self._ends = list(accumulate((one.last for one in self._networks), max))

    def around(self, first: int, last: int) -> netaddr.IPNetwork | None:
        """Return the nearest network that holds both addresses."""
        at = bisect_right(self._starts, first) - 1
        while at >= 0 and self._ends[at] >= last:
            if self._networks[at].last >= last:
                return self._networks[at]
            at -= 1
        return None


def _number(address: str) -> int:
    first, second, third, fourth = address.split(".")
    return int(first) << 24 | int(second) << 16 | int(third) << 8 | int(fourth)


def subnets_overlap(site: Site) -> Iterator[Problem]:
    """No two subnets share an address: a DHCP service would choose one of them by its own order."""
    placed = sorted(scopes.subnets(site), key=lambda one: (one.network.first, one.network.prefixlen))
    for before, after in pairwise(placed):
        if after.network.first <= before.network.last:
            yield Problem(
                after.path,
                f"overlaps {before.network} of {before.path}",
                "each address belongs to one subnet; change one",
            )


def _sorted_ranges(site: Site) -> list[Range]:
    found = [one for one, _ in scopes.ranges(site)]
    return sorted((one for one in found if one.first <= one.last), key=lambda one: (one.first, one.last))


def _next_servers(site: Site) -> dict[int, str]:
    found = {}
    for path, scope, _ in [*scopes.scopes(site), *scopes.host_scopes(site)]:
        if scope.next_server:
            found[_number(scope.next_server)] = f"next-server ({path}:next_server)"
    found[_number(site.server.address)] = "the kickstart server (pxe:server:address), which is next-server"
    return found


def ranges(site: Site) -> Iterator[Problem]:
    """A range runs upwards inside one subnet and holds no address that is somebody's (few DHCP services check it)."""
    taken = _next_servers(site)
    for path, scope, _ in scopes.scopes(site):
        for router in scope.routers:
            taken.setdefault(_number(router), f"a router ({path}:routers)")
    taken_at = sorted(taken)
    of_these: tuple[netaddr.IPNetwork, ...] = ()
    places = _Networks(of_these)
    for one, networks in scopes.ranges(site):
        if one.first > one.last:
            yield Problem(
                one.path,
                f"{one} is reversed",
                f"write {netaddr.IPAddress(one.last)}-{netaddr.IPAddress(one.first)}",
            )
            continue
        if networks is not of_these:
            of_these, places = networks, _Networks(networks)
        home = places.around(one.first, one.last)
        if home is None:
            where = " or ".join(str(net) for net in networks[:_FEW])
            yield Problem(one.path, f"{one} is not inside {where}", "choose both ends inside one subnet")
            continue
        inside = taken_at[bisect_left(taken_at, one.first) : bisect_right(taken_at, one.last)]
        for address, what in (
            (home.first, f"the network address of {home}"),
            (home.last, f"the broadcast address of {home}"),
            *((address, taken[address]) for address in inside[:_FEW]),
        ):
            if one.first <= address <= one.last:
                yield Problem(
                    one.path, f"{one} holds {netaddr.IPAddress(address)}, {what}", "leave it out of the range"
                )
    found = _sorted_ranges(site)
    for before, after in pairwise(found):
        if after.first <= before.last:
            yield Problem(
                after.path, f"{after} overlaps {before} of {before.path}", "each address stands in one range"
            )


def _unread(site: Site, known: Known) -> _Networks | None:
    """Return the networks whose entries are wrong themselves; None where it cannot be told which these are."""
    if set(known.get("shared_networks", ())) - site.shared_networks.keys():
        return None
    try:
        broken = set(known.get("subnets", ())) - site.subnets.keys()
        if not all("/" in key and len(key) <= _LONGEST for key in broken):
            return None
        return _Networks(tuple(netaddr.IPNetwork(key, version=4).cidr for key in broken))
    except (netaddr.AddrFormatError, ValueError, IndexError):
        return None


class Declared:
    """The subnets that pillar declares, with those whose own entries are wrong and so are not in the site."""

    def __init__(self, site: Site, known: Known) -> None:
        self._read = _Networks(tuple(one.network for one in scopes.subnets(site)))
        self._unread = _unread(site, known)

    def may_hold(self, address: str) -> bool:
        """Tell whether an address lies in one of them, as far as that can be told."""
        number = _number(address)
        if self._unread is None or self._unread.around(number, number) is not None:
            return True
        return self._read.around(number, number) is not None


def hosts(site: Site, known: Known = MappingProxyType({})) -> Iterator[Problem]:
    """A host's address is its own, inside a subnet, outside every range, and nobody else's.

    Outside its subnet a DHCP service ignores or refuses it; inside a range it may be offered twice. A host is not
    blamed where the entry of its subnet is wrong.
    """
    unread = _unread(site, known)
    subnets = _Networks(tuple(one.network for one in scopes.subnets(site)))
    dynamic = _sorted_ranges(site)
    dynamic_starts = [one.first for one in dynamic]
    taken = _next_servers(site)
    for path, scope, _ in scopes.scopes(site):
        for router in scope.routers:
            taken.setdefault(_number(router), f"a router ({path}:routers)")
    owners: dict[int, list[str]] = {}
    for name, host in site.hosts.items():
        claims = {}
        if host.fixed_address:
            claims[f"pxe:hosts:{name}:fixed_address"] = host.fixed_address
        nics = [(index, nic.ip) for index, nic in enumerate(host.network or ()) if nic.ip]
        own = [index for index, ip in nics if ip == host.fixed_address][:1]
        for index, ip in nics:
            if index not in own:  # one NIC has the address that DHCP gave it already
                claims[f"pxe:hosts:{name}:network:{index}:ip"] = ip
        for path, text in claims.items():
            address = _number(text)
            owners.setdefault(address, []).append(path)
            if address in taken:
                yield Problem(path, f"{text} is {taken[address]}", "choose a free address")
            at = bisect_right(dynamic_starts, address) - 1
            if at >= 0 and address <= dynamic[at].last:
                yield Problem(
                    path,
                    f"{text} is inside the range {dynamic[at]} ({dynamic[at].path})",
                    "choose one outside",
                )
            home = subnets.around(address, address)
            if home is None:
                blamed = unread is not None and unread.around(address, address) is None
                if blamed and path.endswith(":fixed_address"):
                    yield Problem(
                        path, f"{text} is in no subnet", "declare its subnet under pxe:subnets, or mend it"
                    )
            elif address in (home.first, home.last):
                what = "network" if address == home.first else "broadcast"
                yield Problem(path, f"{text} is the {what} address of {home}", "choose another")
    for address, paths in owners.items():
        if len(paths) > 1:
            for path in paths:
                also = others(paths, path)
                yield Problem(
                    path,
                    f"{netaddr.IPAddress(address)} stands there twice: also at {also}",
                    "change one of them",
                )
