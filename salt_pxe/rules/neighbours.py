"""What the machines of a subnet are told of their wire: its mask, its broadcast address, routers that are neighbours.

A word reaches the subnets whose machines inherit it. Said at a subnet, a pool or a host it is held to its own subnet;
said further out, to each subnet with addresses to give that does not say it itself; said at a class, to all of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import NamedTuple

import netaddr

from salt_pxe.site import scopes
from salt_pxe.site.dhcp import DhcpScope
from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site
from salt_pxe.site.values.dhcp_options import OPTIONS

Said = list[tuple[str, str]]
"""Where a scope says an address, as the end of its path, and the address."""

_FEW = 3


class Word(NamedTuple):
    """One thing that a scope may say: what it says, whether an address fits a network, and the words for a fault."""

    said: Callable[[DhcpScope], Said]
    fits: Callable[[str, netaddr.IPNetwork], bool]
    what: str
    hint: Callable[[netaddr.IPNetwork], str]
    harmless: bool = False
    """Whether a machine passes over it where it is inherited and does not fit."""


class Reached(NamedTuple):
    """A scope that says something, and the networks that it reaches; `inherited`: of these, it is none itself."""

    path: str
    said: Said
    networks: tuple[netaddr.IPNetwork, ...]
    inherited: bool
    """One address that fits is enough: of several routers each subnet has its own."""
    anywhere: bool
    """It need not fit more than one of the networks."""


def words(site: Site) -> Iterator[Problem]:
    """Each of these words is true of the subnets that it reaches."""
    return (problem for problem, harmless in _told(site) if not harmless)


def inherited_routes(site: Site) -> Iterator[Problem]:
    """A route over a gateway elsewhere is passed over by the machines that inherit it."""
    return (problem for problem, harmless in _told(site) if harmless)


def _told(site: Site) -> Iterator[tuple[Problem, bool]]:
    homes = Homes(site)
    for word in WORDS:
        for one in _reached(site, word, homes):
            for problem in _faults(word, one):
                yield problem, one.inherited and word.harmless


def _faults(word: Word, one: Reached) -> Iterator[Problem]:
    wrong = {
        end: [network for network in one.networks if not word.fits(address, network)]
        for end, address in one.said
    }
    if one.inherited:
        # Of what is inherited a subnet uses what fits it: it is wrong where nothing does.
        lost = [network for network in one.networks if all(network in wrong[end] for end, _ in one.said)]
        wrong = {one.said[0][0]: lost}
    for end, networks in wrong.items():
        if not networks or (one.anywhere and len(networks) < len(one.networks)):
            continue
        address = next(text for where, text in one.said if where == end)
        few = ", ".join(str(network) for network in networks[:_FEW])
        more = f" and {len(networks) - _FEW} more" if len(networks) > _FEW else ""
        whose = ", which inherits it" if len(networks) == 1 else ", which inherit it"
        hint = (
            word.hint(networks[0]) if not one.inherited else f"say it there as well: {word.hint(networks[0])}"
        )
        yield Problem(
            f"{one.path}:{end}", f"{address} is {word.what} {few}{more}{whose if one.inherited else ''}", hint
        )


def _reached(site: Site, word: Word, homes: Homes) -> Iterator[Reached]:
    inherits: dict[str, list[netaddr.IPNetwork]] = {}
    for path, network, subnet, outer in scopes.subnets(site):
        pools = [(f"{path}:pools:{index}", pool) for index, pool in enumerate(subnet.pools)]
        for where, scope in [(path, subnet), *pools]:
            if said := word.said(scope):
                yield Reached(where, said, (network,), False, False)
        if not word.said(subnet) and homes.gives(network, word):
            source = next((one for one in outer if word.said(one)), None)
            if source is site.dhcp:
                inherits.setdefault("pxe:dhcp", []).append(network)
            elif source is not None:
                inherits.setdefault(path.split(":subnets:")[0], []).append(network)
    for path, scope, _ in scopes.scopes(site):
        said = word.said(scope)
        if said and path in inherits:
            yield Reached(path, said, tuple(inherits[path]), True, False)
        elif said and path.startswith("pxe:classes:") and homes.networks:
            yield Reached(path, said, tuple(homes.networks), False, True)
    for name, shared in site.shared_networks.items():
        for index, pool in enumerate(shared.pools):
            if said := word.said(pool):
                found = homes.of_ranges(pool.range)
                yield Reached(f"pxe:shared_networks:{name}:pools:{index}", said, found, False, len(found) > 1)
    for path, scope, _ in scopes.host_scopes(site):
        if said := word.said(scope):
            home = homes.of(site.hosts[path.split(":")[2]].fixed_address)
            if home is not None:
                yield Reached(path, said, (home,), False, False)


class Homes:
    """The networks of a site by their addresses, and which of them have addresses to give."""

    def __init__(self, site: Site) -> None:
        placed = sorted(scopes.subnets(site), key=lambda one: one.network.first)
        self.networks = [one.network for one in placed]
        self._firsts = [one.network.first for one in placed]
        self._pools: dict[netaddr.IPNetwork, list[DhcpScope]] = {}
        self._ranges: set[netaddr.IPNetwork] = set()
        for one in placed:
            self._pools.setdefault(one.network, []).extend(one.subnet.pools)
            if one.subnet.range:
                self._ranges.add(one.network)
        for shared in site.shared_networks.values():
            for pool in shared.pools:
                for network in self.of_ranges(pool.range):
                    self._pools[network].append(pool)
        self._hosts: dict[netaddr.IPNetwork, list[DhcpScope]] = {}
        for host in site.hosts.values():
            home = self.of(host.fixed_address)
            if home is not None and host.dhcp is not None:
                self._hosts.setdefault(home, []).append(host.dhcp)
            elif home is not None:
                self._ranges.add(home)

    def of(self, address: str | None) -> netaddr.IPNetwork | None:
        """Return the network that holds an address."""
        number = int(netaddr.IPAddress(address)) if address else -1
        at = bisect_right(self._firsts, number) - 1
        return self.networks[at] if at >= 0 and number <= self.networks[at].last else None

    def of_ranges(self, ranges: tuple[str, ...]) -> tuple[netaddr.IPNetwork, ...]:
        """Return the networks that hold these ranges."""
        found = (self.of(text.partition("-")[0]) for text in ranges)
        return tuple(dict.fromkeys(one for one in found if one is not None))

    def gives(self, network: netaddr.IPNetwork, word: Word) -> bool:
        """Tell whether some machine gets an address there without being told this word by its pool or itself."""
        own = [*self._pools.get(network, ()), *self._hosts.get(network, ())]
        return network in self._ranges or any(not word.said(scope) for scope in own)


def _option(name: str, position: int = 0) -> Callable[[DhcpScope], Said]:
    def said(scope: DhcpScope) -> Said:
        passed = scope.options.get(name, ())
        many = passed if isinstance(passed, (list, tuple)) else (passed,)
        texts = [word for one in many for word in str(one).replace(",", " ").split()]
        step = 2 if OPTIONS[name] == "ip-pairs" else 1
        return [(f"options:{name}", text) for text in texts[position::step] if netaddr.valid_ipv4(text)]

    return said


def _routers(scope: DhcpScope) -> Said:
    by_field = [(f"routers:{index}", router) for index, router in enumerate(scope.routers)]
    return [*by_field, *_option("routers")(scope)]


def _gateways(scope: DhcpScope) -> Said:
    by_field = [
        (f"static_routes:{index}:gateway", one.gateway) for index, one in enumerate(scope.static_routes)
    ]
    return [*by_field, *_option("static-routes", 1)(scope)]


def _broadcasts(scope: DhcpScope) -> Said:
    said = scope.broadcast_address
    return [*([("broadcast_address", said)] if said else []), *_option("broadcast-address")(scope)]


def _number(address: str) -> int:
    return int(netaddr.IPAddress(address))


def _is_neighbour(address: str, network: netaddr.IPNetwork) -> bool:
    return network.first < _number(address) < network.last


WORDS = (
    Word(_routers, _is_neighbour, "no host address of", lambda network: "name a neighbour"),
    Word(
        _gateways,
        # RFC 3442: 0.0.0.0 means that the destination is on the wire itself.
        lambda address, network: address == "0.0.0.0" or _is_neighbour(address, network),
        "no host address of",
        lambda network: "a route leads over a neighbour",
        harmless=True,
    ),
    Word(
        _broadcasts,
        lambda address, network: (
            address == "255.255.255.255" or _number(address) in (network.first, network.last)
        ),
        "not the broadcast address of",
        lambda network: f"{netaddr.IPAddress(network.last)}, or leave it out",
    ),
    Word(
        _option("subnet-mask"),
        lambda address, network: (
            not netaddr.IPAddress(address).is_netmask() or address == str(network.netmask)
        ),
        "not the netmask of",
        lambda network: f"{network.netmask}, or leave it out: each subnet says its own",
    ),
)
"""A mask that is none is another rule's."""
