"""Where the addresses of subnets, ranges, routers and hosts may lie."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.rules import address_use
from salt_pxe.site.problem import Problem
from tests.site import ABSENT, small_site

NET = "pxe:subnets:10.0.0.0/24"
ONCE = "each address belongs to one subnet; change one"
OUT = "leave it out of the range"
STATIC = {"bootproto": "static", "netmask": "255.255.255.0"}


def wire(**words: Any) -> dict[str, Any]:
    """Return changes that put a shared network beside the subnet: 10.1.0.0/24, 10.2.0.0/24 and a pool of theirs."""
    return {"shared_networks:wire": {"subnets": {"10.2.0.0/24": {}, "10.1.0.0/24": {}}, **words}}


@pytest.mark.parametrize("rule", [address_use.subnets_overlap, address_use.ranges, address_use.hosts])
@pytest.mark.parametrize(
    "changes",
    [{}, wire(pools=[{"range": ["10.1.0.9-10.1.0.20", "10.2.0.9-10.2.0.20"]}])],
    ids=["one", "wire"],
)
def test_a_site_whose_addresses_lie_where_they_can_work_has_no_problem(rule: Any, changes: Any) -> None:
    """One subnet, or several on a wire with a pool that has a range in each."""
    assert list(rule(small_site(changes))) == []


@pytest.mark.parametrize(
    ("changes", "later", "before"),
    [
        ({"subnets:10.0.0.128/25": {}}, "pxe:subnets:10.0.0.128/25", f"10.0.0.0/24 of {NET}"),
        ({"subnets:10.0.0.0/16": {}}, NET, "10.0.0.0/16 of pxe:subnets:10.0.0.0/16"),
        ({"subnets:10.0.0.252/30": {}}, "pxe:subnets:10.0.0.252/30", f"10.0.0.0/24 of {NET}"),
        (
            {"shared_networks:wire": {"subnets": {"10.0.0.0/24": {}}}},
            "pxe:shared_networks:wire:subnets:10.0.0.0/24",
            f"10.0.0.0/24 of {NET}",
        ),
        ({"subnets:10.0.1.0/24": {}}, None, ""),
        ({"subnets:9.255.255.0/24": {}}, None, ""),
    ],
)
def test_an_address_belongs_to_one_subnet(changes: dict[str, Any], later: str | None, before: str) -> None:
    """The narrower one is named, wherever in pillar it stands; neighbours may touch."""
    wanted = [Problem(later, f"overlaps {before}", ONCE)] if later else []
    assert list(address_use.subnets_overlap(small_site(changes))) == wanted


def in_range(text: str, what: str) -> Problem:
    """Return the problem of the subnet's first range, which holds this."""
    return Problem(f"{NET}:range:0", f"{text} holds {what}", OUT)


RANGES: dict[str, tuple[dict[str, Any], list[Problem]]] = {
    "reversed": (
        {"subnets:10.0.0.0/24:range": "10.0.0.200-10.0.0.150"},
        [Problem(f"{NET}:range:0", "10.0.0.200-10.0.0.150 is reversed", "write 10.0.0.150-10.0.0.200")],
    ),
    "outside, before one that is reversed": (
        {"subnets:10.0.0.0/24:range": ["10.0.9.1-10.0.9.2", "10.0.0.40-10.0.0.30"]},
        [
            Problem(
                f"{NET}:range:0",
                "10.0.9.1-10.0.9.2 is not inside 10.0.0.0/24",
                "choose both ends inside one subnet",
            ),
            Problem(f"{NET}:range:1", "10.0.0.40-10.0.0.30 is reversed", "write 10.0.0.30-10.0.0.40"),
        ],
    ),
    "reversed beside one that is right and one that is outside": (
        {"subnets:10.0.0.0/24:range": ["10.0.0.40-10.0.0.30", "10.0.0.35-10.0.0.50", "10.0.9.1-10.0.9.2"]},
        [
            Problem(f"{NET}:range:0", "10.0.0.40-10.0.0.30 is reversed", "write 10.0.0.30-10.0.0.40"),
            Problem(
                f"{NET}:range:2",
                "10.0.9.1-10.0.9.2 is not inside 10.0.0.0/24",
                "choose both ends inside one subnet",
            ),
        ],
    ),
    "of one address": ({"subnets:10.0.0.0/24:range": "10.0.0.30-10.0.0.30"}, []),
    "two of one address that is the same": (
        {"subnets:10.0.0.0/24:range": ["10.0.0.30-10.0.0.30", "10.0.0.30-10.0.0.30"]},
        [
            Problem(
                f"{NET}:range:1",
                f"10.0.0.30-10.0.0.30 overlaps 10.0.0.30-10.0.0.30 of {NET}:range:0",
                "each address stands in one range",
            )
        ],
    ),
    "overlapping, the later one first in pillar": (
        {"subnets:10.0.0.0/24:range": ["10.0.0.50-10.0.0.60", "10.0.0.40-10.0.0.50"]},
        [
            Problem(
                f"{NET}:range:0",
                f"10.0.0.50-10.0.0.60 overlaps 10.0.0.40-10.0.0.50 of {NET}:range:1",
                "each address stands in one range",
            )
        ],
    ),
    "below its subnet": (
        {"subnets:10.0.0.0/24:range": "9.255.255.1-9.255.255.9"},
        [
            Problem(
                f"{NET}:range:0",
                "9.255.255.1-9.255.255.9 is not inside 10.0.0.0/24",
                "choose both ends inside one subnet",
            )
        ],
    ),
    "with the whole subnet": (
        {"subnets:10.0.0.0/24:range": "10.0.0.0-10.0.0.255"},
        [
            in_range("10.0.0.0-10.0.0.255", "10.0.0.0, the network address of 10.0.0.0/24"),
            in_range("10.0.0.0-10.0.0.255", "10.0.0.255, the broadcast address of 10.0.0.0/24"),
            in_range(
                "10.0.0.0-10.0.0.255",
                "10.0.0.7, the kickstart server (pxe:server:address), which is next-server",
            ),
            in_range("10.0.0.0-10.0.0.255", f"10.0.0.254, a router ({NET}:routers)"),
        ],
    ),
    "all but what is taken": (
        {"subnets:10.0.0.0/24:range": ["10.0.0.1-10.0.0.6", "10.0.0.8-10.0.0.253"]},
        [],
    ),
    "from a router to the server of another scope": (
        {
            "subnets:10.0.0.0/24:range": "10.0.0.30-10.0.0.40",
            "subnets:10.0.0.0/24:routers": ["10.0.0.30"],
            "hosts:web01:dhcp": {"next_server": "10.0.0.40"},
        },
        [
            in_range("10.0.0.30-10.0.0.40", f"10.0.0.30, a router ({NET}:routers)"),
            in_range("10.0.0.30-10.0.0.40", "10.0.0.40, next-server (pxe:hosts:web01:dhcp:next_server)"),
        ],
    ),
    "with a router that is next-server of a scope": (
        {
            "subnets:10.0.0.0/24:range": "10.0.0.30-10.0.0.40",
            "subnets:10.0.0.0/24:routers": ["10.0.0.30"],
            "subnets:10.0.0.0/24:next_server": "10.0.0.30",
            "dhcp:next_server": "10.0.0.7",
        },
        [in_range("10.0.0.30-10.0.0.40", f"10.0.0.30, next-server ({NET}:next_server)")],
    ),
    "with a router that two scopes name": (
        {
            "subnets:10.0.0.0/24:range": "10.0.0.30-10.0.0.40",
            "subnets:10.0.0.0/24:routers": ["10.0.0.30"],
            "dhcp:routers": ["10.0.0.30"],
        },
        [in_range("10.0.0.30-10.0.0.40", "10.0.0.30, a router (pxe:dhcp:routers)")],
    ),
    "with a router of another subnet's": (
        wire(pools=[{"range": "10.1.0.9-10.1.0.20"}], routers=["10.1.0.12"]),
        [
            Problem(
                "pxe:shared_networks:wire:pools:0:range:0",
                "10.1.0.9-10.1.0.20 holds 10.1.0.12, a router (pxe:shared_networks:wire:routers)",
                OUT,
            )
        ],
    ),
    "of a wire, over two subnets": (
        wire(pools=[{"range": "10.1.0.9-10.2.0.20"}]),
        [
            Problem(
                "pxe:shared_networks:wire:pools:0:range:0",
                "10.1.0.9-10.2.0.20 is not inside 10.2.0.0/24 or 10.1.0.0/24",
                "choose both ends inside one subnet",
            )
        ],
    ),
    "of a wire, in its wider subnet behind a narrower one": (
        {
            "shared_networks:wire": {
                "subnets": {"10.1.5.0/24": {}, "10.1.0.0/16": {}},
                "pools": [{"range": ["10.1.9.1-10.1.9.2", "10.1.5.254-10.1.5.255"]}],
            }
        },
        [
            Problem(
                "pxe:shared_networks:wire:pools:0:range:1",
                "10.1.5.254-10.1.5.255 holds 10.1.5.255, the broadcast address of 10.1.5.0/24",
                OUT,
            )
        ],
    ),
    "of a wire, in a narrower subnet that begins with a wider one": (
        {
            "shared_networks:wire": {
                "subnets": {"10.1.0.0/24": {}, "10.1.0.0/16": {}},
                "pools": [{"range": "10.1.0.254-10.1.0.255"}],
            }
        },
        [
            Problem(
                "pxe:shared_networks:wire:pools:0:range:0",
                "10.1.0.254-10.1.0.255 holds 10.1.0.255, the broadcast address of 10.1.0.0/24",
                OUT,
            )
        ],
    ),
}


@pytest.mark.parametrize(("changes", "wanted"), RANGES.values(), ids=RANGES)
def test_a_range_runs_upwards_inside_one_subnet_and_holds_nobody_s_address(
    changes: dict[str, Any], wanted: list[Problem]
) -> None:
    """Each fault of a range is told, with what it holds and whose that is."""
    assert list(address_use.ranges(small_site(changes))) == wanted


def test_of_many_subnets_and_many_addresses_a_few_are_named() -> None:
    """Ten are enough to see what is meant."""
    nets = {f"10.9.{number}.0/24": {} for number in range(12)}
    outside = {"shared_networks:w": {"subnets": nets, "pools": [{"range": "10.8.0.1-10.8.0.2"}]}}
    (problem,) = address_use.ranges(small_site(outside))
    assert problem.message.endswith(" or ".join(f"10.9.{number}.0/24" for number in range(10)))
    many = {
        "subnets:10.0.0.0/24:range": "10.0.0.100-10.0.0.200",
        "subnets:10.0.0.0/24:routers": [f"10.0.0.{number}" for number in range(101, 113)],
    }
    assert [problem.message.split()[2] for problem in address_use.ranges(small_site(many))] == [
        f"10.0.0.{number}," for number in range(101, 111)
    ]


def own(text: str, *problems: tuple[str, str]) -> tuple[dict[str, Any], list[Problem]]:
    """Return the change of web01's address, and its problems by message and hint."""
    path = "pxe:hosts:web01:fixed_address"
    return {"hosts:web01:fixed_address": text}, [Problem(path, *problem) for problem in problems]


def static(*texts: str) -> list[dict[str, Any]]:
    """Return NICs with these addresses."""
    return [{"device": f"eth{number}", "ip": text, **STATIC} for number, text in enumerate(texts)]


RANGE = f"the range 10.0.0.150-10.0.0.200 ({NET}:range:0)"
ELSEWHERE = "declare its subnet under pxe:subnets, or mend it"
HOSTS: dict[str, tuple[dict[str, Any], list[Problem]]] = {
    "below the range": own("10.0.0.149"),
    "first of the range": own("10.0.0.150", (f"10.0.0.150 is inside {RANGE}", "choose one outside")),
    "last of the range": own("10.0.0.200", (f"10.0.0.200 is inside {RANGE}", "choose one outside")),
    "above the range": own("10.0.0.201"),
    "last of the subnet": own("10.0.0.253"),
    "the router": own("10.0.0.254", (f"10.0.0.254 is a router ({NET}:routers)", "choose a free address")),
    "the server": own(
        "10.0.0.7",
        (
            "10.0.0.7 is the kickstart server (pxe:server:address), which is next-server",
            "choose a free address",
        ),
    ),
    "the network": own("10.0.0.0", ("10.0.0.0 is the network address of 10.0.0.0/24", "choose another")),
    "the broadcast": own(
        "10.0.0.255", ("10.0.0.255 is the broadcast address of 10.0.0.0/24", "choose another")
    ),
    "above every subnet": own("10.0.1.0", ("10.0.1.0 is in no subnet", ELSEWHERE)),
    "below every subnet": own("9.255.255.255", ("9.255.255.255 is in no subnet", ELSEWHERE)),
    "none": ({"hosts:web01:fixed_address": ABSENT}, []),
    "in a range of one address": (
        {**own("10.0.0.30")[0], "subnets:10.0.0.0/24:pools": [{"range": "10.0.0.30-10.0.0.30"}]},
        own(
            "",
            (
                f"10.0.0.30 is inside the range 10.0.0.30-10.0.0.30 ({NET}:pools:0:range:0)",
                "choose one outside",
            ),
        )[1],
    ),
    "a router, though next-server of a host is another one": (
        {**own("10.0.0.254")[0], "dhcp:routers": ["10.0.0.254"]},
        own("", ("10.0.0.254 is a router (pxe:dhcp:routers)", "choose a free address"))[1],
    ),
    "the same on a NIC that the install sets up": (
        {"hosts:web01:network": static("10.0.0.21")},
        [],
    ),
    "on another NIC, outside of every subnet": ({"hosts:web01:network": static("10.0.0.21", "10.9.9.9")}, []),
    "on another NIC, a taken one": (
        {"hosts:web01:network": static("10.0.0.21", "10.0.0.254", "10.0.0.0")},
        [
            Problem(
                "pxe:hosts:web01:network:1:ip",
                f"10.0.0.254 is a router ({NET}:routers)",
                "choose a free address",
            ),
            Problem(
                "pxe:hosts:web01:network:2:ip",
                "10.0.0.0 is the network address of 10.0.0.0/24",
                "choose another",
            ),
        ],
    ),
    "on another NIC, another host's": (
        {"hosts:web01:network": static("10.0.0.22")},
        [
            Problem(
                "pxe:hosts:web01:network:0:ip",
                "10.0.0.22 stands there twice: also at pxe:hosts:web02:fixed_address",
                "change one of them",
            ),
            Problem(
                "pxe:hosts:web02:fixed_address",
                "10.0.0.22 stands there twice: also at pxe:hosts:web01:network:0:ip",
                "change one of them",
            ),
        ],
    ),
}


@pytest.mark.parametrize(("changes", "wanted"), HOSTS.values(), ids=HOSTS)
def test_a_host_s_address_is_its_own_inside_a_subnet_and_outside_every_range(
    changes: dict[str, Any], wanted: list[Problem]
) -> None:
    """What an address is already is said; a NIC's address may lie where no DHCP is served."""
    assert list(address_use.hosts(small_site(changes))) == wanted


UNREAD = {
    "elsewhere": ("10.1.0.0/24", True),
    "around it": ("192.0.2.0/24", False),
    "without its length": ("10.1.0.0", False),
    "of another version": ("fd00::/64", False),
    "no network": ("x/" * 40, False),
}


@pytest.mark.parametrize(("key", "blamed"), UNREAD.values(), ids=UNREAD)
def test_a_host_is_blamed_where_no_subnet_that_is_wrong_itself_can_hold_it(key: str, blamed: bool) -> None:
    """What cannot be read as a network may be any."""
    site = small_site({"hosts:web01:fixed_address": "192.0.2.9"})
    found = list(address_use.hosts(site, {"subnets": ["10.0.0.0/24", key]}))
    wanted = Problem("pxe:hosts:web01:fixed_address", "192.0.2.9 is in no subnet", ELSEWHERE)
    assert found == ([wanted] if blamed else [])


def test_of_two_networks_around_a_host_the_narrower_one_is_its_own() -> None:
    """Where both begin at one address too."""
    site = small_site({"subnets:10.0.0.0/16": {}, "hosts:web01:fixed_address": "10.0.0.255"})
    assert list(address_use.hosts(site)) == [
        Problem(
            "pxe:hosts:web01:fixed_address",
            "10.0.0.255 is the broadcast address of 10.0.0.0/24",
            "choose another",
        )
    ]


def test_a_host_s_address_on_two_nics_is_told() -> None:
    """One of them has it from DHCP."""
    nics = [{"device": f"eth{at}", "ip": "10.0.0.21", **STATIC} for at in range(2)]
    paths = [one.path for one in address_use.hosts(small_site({"hosts:web01:network": nics}))]
    assert paths == ["pxe:hosts:web01:fixed_address", "pxe:hosts:web01:network:1:ip"]
