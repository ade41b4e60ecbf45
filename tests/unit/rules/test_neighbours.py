"""Masks, broadcast addresses, routers and routes that are true of the subnets whose machines are told of them."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.rules import neighbours
from salt_pxe.site.problem import Problem
from tests.site import ABSENT, small_site

NET = "pxe:subnets:10.0.0.0/24"
RANGE = ["10.0.0.150-10.0.0.200"]


def told(changes: dict[str, Any]) -> list[tuple[str, str]]:
    """Return path and message of each problem."""
    return [(problem.path, problem.message) for problem in neighbours.words(small_site(changes))]


def cautioned(changes: dict[str, Any]) -> list[tuple[str, str]]:
    """Return path and message of each warning, where there is no problem."""
    assert told(changes) == []
    return [(problem.path, problem.message) for problem in neighbours.inherited_routes(small_site(changes))]


@pytest.mark.parametrize("router", ["10.0.0.0", "10.0.0.255", "10.0.1.1", "9.255.255.255"])
def test_a_router_is_a_host_address_of_its_subnet(router: str) -> None:
    """Neither the network's address nor its broadcast address is a neighbour, nor is one outside."""
    changes = {"subnets:10.0.0.0/24:routers": ["10.0.0.1", router]}
    assert list(neighbours.words(small_site(changes))) == [
        Problem(f"{NET}:routers:1", f"{router} is no host address of 10.0.0.0/24", "name a neighbour")
    ]


@pytest.mark.parametrize("octets", ["172.20.30", "1.2.3", "192.168.255"])
@pytest.mark.parametrize("last", [1, 254])
def test_the_first_and_the_last_host_address_may_be_a_router(octets: str, last: int) -> None:
    """They are where routers usually are."""
    assert told({f"subnets:{octets}.0/24": {"routers": [f"{octets}.{last}"]}}) == []


def site_wide(*given: str, **subnets: dict[str, Any]) -> dict[str, Any]:
    """Return a site with routers for everybody, and subnets 10.1.<name>.0/24."""
    nets = {f"10.1.{name[1:]}.0/24": words for name, words in subnets.items()}
    return {"dhcp": {"routers": list(given)}, "subnets": nets, "hosts": {}}


def test_a_router_for_everybody_is_a_neighbour_of_each_subnet_that_inherits_it() -> None:
    """One that has addresses to give, and does not name its own."""
    one = {"range": ["10.1.1.9-10.1.1.20"]}
    assert told(site_wide("10.1.1.1", n1=one)) == []
    assert told(site_wide("10.1.1.1", n1=one, n2={})) == []
    two = {"range": ["10.1.2.9-10.1.2.20"]}
    assert told(site_wide("10.1.1.1", n1=one, n2=two)) == [
        ("pxe:dhcp:routers:0", "10.1.1.1 is no host address of 10.1.2.0/24, which inherits it")
    ]
    assert told(site_wide("10.1.1.1", "10.1.2.1", n1=one, n2=two)) == []
    assert told(site_wide("10.1.1.1", n1=one, n2={**two, "routers": ["10.1.2.1"]})) == []


def test_it_is_inherited_by_the_machines_with_an_address_of_their_own_too() -> None:
    """A subnet without a range has those, and pools that do not name a router."""
    there = {
        "subnets": {"10.0.0.0/24": {}},
        "dhcp": {"routers": ["10.9.9.9"]},
        "hosts:web02:fixed_address": "10.0.0.22",
    }
    wrong = ("pxe:dhcp:routers:0", "10.9.9.9 is no host address of 10.0.0.0/24, which inherits it")
    assert told(there) == [wrong]
    own = {"dhcp": {"routers": ["10.0.0.254"]}}
    assert told({**there, "hosts:web01:dhcp": own["dhcp"], "hosts:web02:dhcp": own["dhcp"]}) == []
    pools = {"subnets": {"10.0.0.0/24": {"pools": [{"range": RANGE}]}}}
    assert told({**there, **pools, "hosts": {}}) == [wrong]
    pools["subnets"]["10.0.0.0/24"]["pools"][0]["routers"] = ["10.0.0.254"]
    assert told({**there, **pools, "hosts": {}}) == []


def test_many_subnets_that_inherit_one_router_make_one_problem() -> None:
    """Three of them are named."""
    subnets = {f"n{number}": {"range": [f"10.1.{number}.9-10.1.{number}.20"]} for number in range(1, 7)}
    assert told(site_wide("10.9.9.9", **subnets)) == [
        (
            "pxe:dhcp:routers:0",
            "10.9.9.9 is no host address of 10.1.1.0/24, 10.1.2.0/24, 10.1.3.0/24 and 3 more, which inherit it",
        )
    ]


def wire(**words: Any) -> dict[str, Any]:
    """Return a shared network of 10.1.0.0/24 and 10.2.0.0/24, with what it says of itself."""
    nets = {f"10.{number}.0.0/24": {"range": [f"10.{number}.0.9-10.{number}.0.20"]} for number in (1, 2)}
    return {"shared_networks:wire": {"subnets": nets, **words}}


def test_a_shared_network_has_a_router_for_each_of_its_subnets() -> None:
    """It may name them all: each subnet uses its own."""
    assert told(wire(routers=["10.1.0.1", "10.2.0.1"])) == []
    assert told(wire(routers=["10.1.0.1"])) == [
        (
            "pxe:shared_networks:wire:routers:0",
            "10.1.0.1 is no host address of 10.2.0.0/24, which inherits it",
        )
    ]


def test_a_pool_of_a_shared_network_is_in_the_subnets_of_its_ranges() -> None:
    """Its router is a neighbour in one of them."""
    pool = {"range": ["10.1.0.30-10.1.0.40"], "routers": ["10.2.0.1"]}
    assert told(wire(pools=[pool])) == [
        ("pxe:shared_networks:wire:pools:0:routers:0", "10.2.0.1 is no host address of 10.1.0.0/24")
    ]
    both = {"range": ["10.1.0.30-10.1.0.40", "10.2.0.30-10.2.0.40"], "routers": ["10.2.0.1"]}
    assert told(wire(pools=[both])) == []


def test_a_class_is_true_of_one_subnet_at_least() -> None:
    """Its members may be in any."""
    members = {"match": {"vendor_class": "phone"}, "routers": ["10.0.0.253"]}
    assert told({"classes:phones": members}) == []
    assert told({"classes:phones": {**members, "routers": ["10.9.9.9"]}}) == [
        ("pxe:classes:phones:routers:0", "10.9.9.9 is no host address of 10.0.0.0/24")
    ]


def test_a_host_is_in_the_subnet_of_its_address() -> None:
    """Without an address it may be in any."""
    words = {"hosts:web01:dhcp": {"routers": ["10.9.9.9"]}}
    assert told(words) == [("pxe:hosts:web01:dhcp:routers:0", "10.9.9.9 is no host address of 10.0.0.0/24")]
    assert told({"hosts:web02:dhcp": {"routers": ["10.9.9.9"]}, "hosts:web02:fixed_address": ABSENT}) == []


WORDS: dict[str, tuple[str, Any, Any]] = {
    "route": (
        "static_routes:0:gateway",
        [{"network": "10.5.0.0/16", "gateway": "10.9.9.9"}],
        [{"network": "10.5.0.0/16", "gateway": "10.0.0.1"}, {"network": "10.6.0.0/16", "gateway": "0.0.0.0"}],
    ),
    "route by option": ("options:static-routes", ["10.5.0.1 10.9.9.9"], ["10.5.0.1 10.0.0.1"]),
    "router by option": ("options:routers", "10.9.9.9", "10.0.0.1"),
    "broadcast": ("broadcast_address", "10.0.1.255", "10.0.0.255"),
    "broadcast by option": ("options:broadcast-address", "10.0.1.255", "255.255.255.255"),
    "mask": ("options:subnet-mask", "255.255.0.0", "255.255.255.0"),
}


@pytest.mark.parametrize("scope", ["dhcp", "subnets:10.0.0.0/24", "classes:own", "hosts:web01:dhcp"])
@pytest.mark.parametrize(("path", "wrong", "right"), WORDS.values(), ids=WORDS)
def test_each_word_is_held_to_the_subnet_wherever_it_is_said(
    scope: str, path: str, wrong: Any, right: Any
) -> None:
    """By its field and by its option; what is right is accepted at the same place."""
    key = path.removesuffix(":0:gateway")
    start: dict[str, Any] = {
        "dhcp": {},
        "subnets:10.0.0.0/24": {"range": RANGE},
        "classes:own": {"match": {"mac_prefix": "52:54:00"}},
        "hosts:web01:dhcp": {},
    }
    said = cautioned if scope == "dhcp" and "static" in path else told
    assert said({**start, f"{scope}:{key}": right}) == []
    ((where, message),) = said({**start, f"{scope}:{key}": wrong})
    assert where == f"pxe:{scope}:{path}"
    assert "of 10.0.0.0/24" in message


def test_a_mask_that_is_none_is_told_elsewhere() -> None:
    """One fault has one finding."""
    assert told({"dhcp:options": {"subnet-mask": "255.0.255.0"}}) == []
