"""Lease times that contradict each other, and options that are unknown, of another type, or said twice."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.rules import dhcp_limits
from salt_pxe.site.problem import Problem
from salt_pxe.site.values.dhcp_options import OPTIONS
from tests.site import small_site

NET = "pxe:subnets:10.0.0.0/24"


def default(path: str, time: object, longest: object, key: str = "default_lease_time") -> Problem:
    """Return the problem of a default lease time."""
    return Problem(
        f"{path}:{key}", f"the default lease time {time} is above max_lease_time {longest}", "lower it"
    )


def shortest(path: str, time: object, longest: object, key: str = "min_lease_time") -> Problem:
    """Return the problem of a minimum."""
    return Problem(f"{path}:{key}", f"min_lease_time {time} is above max_lease_time {longest}", "lower it")


LEASES: dict[str, tuple[dict[str, Any], list[Problem]]] = {
    "as usual": ({}, []),
    "none": ({"dhcp": {}}, []),
    "default as long as the maximum": ({"dhcp": {"default_lease_time": 600, "max_lease_time": 600}}, []),
    "default above the maximum": (
        {"dhcp": {"default_lease_time": 601, "max_lease_time": 600}},
        [default("pxe:dhcp", 601, 600)],
    ),
    "infinite default": (
        {"dhcp": {"default_lease_time": "infinite", "max_lease_time": 600}},
        [default("pxe:dhcp", "inf", 600)],
    ),
    "infinite maximum": ({"dhcp": {"default_lease_time": 600, "max_lease_time": "infinite"}}, []),
    "default alone": ({"dhcp": {"default_lease_time": 600}}, []),
    "maximum alone": ({"dhcp": {"max_lease_time": 600}}, []),
    "a subnet's default above the site's maximum": (
        {"subnets:10.0.0.0/24:default_lease_time": 50000},
        [default(NET, 50000, 43200)],
    ),
    "a subnet's maximum below the site's default": (
        {"subnets:10.0.0.0/24:max_lease_time": 600},
        [default(NET, 21600, 600, "max_lease_time")],
    ),
    "a subnet's minimum and maximum below the site's default": (
        {"subnets:10.0.0.0/24:min_lease_time": 60, "subnets:10.0.0.0/24:max_lease_time": 600},
        [default(NET, 21600, 600, "max_lease_time")],
    ),
    "a host's default above the site's maximum": (
        {"hosts:web01:dhcp": {"default_lease_time": 50000}},
        [default("pxe:hosts:web01:dhcp", 50000, 43200)],
    ),
    "both times at once below the minimum": (
        {"dhcp": {"lease_time": 60, "min_lease_time": 600}},
        [shortest("pxe:dhcp", 600, 60)],
    ),
    "both times at once, and no minimum": ({"dhcp": {"lease_time": 60}}, []),
    "a subnet's both times below the site's minimum": (
        {"dhcp:min_lease_time": 600, "subnets:10.0.0.0/24:lease_time": 60},
        [shortest(NET, 600, 60, "lease_time")],
    ),
    "minimum as long as the maximum": (
        {"dhcp": {"min_lease_time": 600, "max_lease_time": 600, "default_lease_time": 600}},
        [],
    ),
    "minimum alone": ({"dhcp": {"min_lease_time": 600}}, []),
    "minimum above the maximum of the inner scope": (
        {
            "dhcp": {"min_lease_time": 600, "max_lease_time": 6000},
            "subnets:10.0.0.0/24:max_lease_time": 60,
            "subnets:10.0.0.0/24:default_lease_time": 60,
        },
        [shortest(NET, 600, 60, "max_lease_time")],
    ),
    "both": (
        {"dhcp": {"default_lease_time": 700, "min_lease_time": 601, "max_lease_time": 600}},
        [default("pxe:dhcp", 700, 600), shortest("pxe:dhcp", 601, 600)],
    ),
    "in two scopes, one of which says nothing": (
        {
            "subnets:10.1.0.0/24": {"default_lease_time": 50001},
            "subnets:10.2.0.0/24": {},
            "subnets:10.3.0.0/24": {"default_lease_time": 50002},
        },
        [default("pxe:subnets:10.1.0.0/24", 50001, 43200), default("pxe:subnets:10.3.0.0/24", 50002, 43200)],
    ),
}


@pytest.mark.parametrize(("changes", "wanted"), LEASES.values(), ids=LEASES)
def test_lease_times_do_not_contradict_each_other(changes: dict[str, Any], wanted: list[Problem]) -> None:
    """Inherited ones count, and the problem stands where the scope says something."""
    assert list(dhcp_limits.leases(small_site(changes))) == wanted


def test_the_types_of_options_are_those_of_the_standard_and_the_site_s_own() -> None:
    """No more and no less."""
    site = small_site({"dhcp:option_definitions": {"ipphone": {"code": 224, "type": "ip-addresses"}}})
    assert dhcp_limits.option_types(site) == {**OPTIONS, "ipphone": "ip-addresses"}


OPTION_CASES: dict[str, tuple[dict[str, Any], list[Problem]]] = {
    "right": (
        {
            "dhcp:option_definitions": {
                "one": {"code": 224, "type": "text"},
                "two": {"code": 225, "type": "uint8"},
            },
            "dhcp:options": {"one": "x", "two": 7, "time-offset": -3600},
        },
        [],
    ),
    "defined though it is known": (
        {"dhcp:option_definitions": {"domain-name": {"code": 224, "type": "text"}}},
        [
            Problem(
                "pxe:dhcp:option_definitions:domain-name",
                "this option is known already",
                "leave the definition out",
            )
        ],
    ),
    "defined with one code": (
        {
            "dhcp:option_definitions": {
                name: {"code": code, "type": "text"}
                for name, code in (("a", 224), ("b", 225), ("c", 224), ("d", 224))
            }
        },
        [
            Problem(f"pxe:dhcp:option_definitions:{name}:code", "224 is also the code of a", "choose another")
            for name in ("c", "d")
        ],
    ),
    "unknown, near another": (
        {"subnets:10.0.0.0/24:options": {"ntp-serverz": "10.0.0.2", "time-offset": "soon"}},
        [
            Problem(
                f"{NET}:options:ntp-serverz",
                'there is no DHCP option "ntp-serverz"',
                "did you mean ntp-servers or nntp-server?",
            ),
            Problem(
                f"{NET}:options:time-offset",
                '"soon" is not a number from -2147483648 to 2147483647',
                "its type is int32",
            ),
        ],
    ),
    "unknown, near none": (
        {"hosts:web01:dhcp": {"options": {"xyzzy": "x"}}},
        [
            Problem(
                "pxe:hosts:web01:dhcp:options:xyzzy",
                'there is no DHCP option "xyzzy"',
                "a name of dhcp-options(5), or define it in pxe:dhcp:option_definitions",
            )
        ],
    ),
    "of another type, whose fault has its own advice": (
        {"dhcp:options": {"ntp-servers": []}},
        [
            Problem(
                "pxe:dhcp:options:ntp-servers",
                "the option has no value",
                "give at least one, or leave the option out",
            )
        ],
    ),
    "said by the service": (
        {"dhcp:options": {"dhcp-lease-time": 600, "dhcp-message-type": 5}},
        [
            Problem(
                "pxe:dhcp:options:dhcp-lease-time",
                "has words of its own",
                "say lease_time, or default_lease_time and max_lease_time",
            ),
            Problem(
                "pxe:dhcp:options:dhcp-message-type",
                "is what the DHCP service says itself",
                "leave it out",
            ),
        ],
    ),
    "of a type that allows more than clients": (
        {"dhcp:options": {"netbios-node-type": 3, "interface-mtu": 68}},
        [
            Problem(
                "pxe:dhcp:options:netbios-node-type",
                "3 is no type of node",
                "one of 1 (B-node), 2 (P-node), 4 (M-node), 8 (H-node)",
            )
        ],
    ),
    "defined with a standard code in another type": (
        {
            "dhcp:option_definitions": {
                "controllers": {"code": 138, "type": "text"},
                "right": {"code": 150, "type": "ip-addresses"},
            },
        },
        [
            Problem(
                "pxe:dhcp:option_definitions:controllers:code",
                "138 is capwap-ac-v4, whose type is ip-addresses",
                "leave the definition out and say capwap-ac-v4, or choose a code from 224 to 254",
            )
        ],
    ),
    "said by two names of one code": (
        {
            "dhcp:option_definitions": {"phones": {"code": 150, "type": "ip-addresses"}},
            "dhcp:options": {"phones": "10.0.0.5", "tftp-server-address": "10.0.0.6"},
            "subnets:10.0.0.0/24:options": {"phones": "10.0.0.5"},
        },
        [
            Problem(
                "pxe:dhcp:options:phones",
                "is also said by pxe:dhcp:options:tftp-server-address",
                "keep one of the two",
            )
        ],
    ),
    "of the site's own type": (
        {
            "dhcp:option_definitions": {"one": {"code": 224, "type": "uint8"}},
            "dhcp:options": {"one": 256},
        },
        [Problem("pxe:dhcp:options:one", "256 is not a number from 0 to 255", "its type is uint8")],
    ),
}

SAID_TWICE = {
    "routers": ("routers", ["10.0.0.1"]),
    "domain-name": ("domain_name", "example.com"),
    "domain-name-servers": ("domain_name_servers", ["10.0.0.2"]),
    "domain-search": ("domain_search", ["example.com"]),
    "ntp-servers": ("ntp_servers", ["10.0.0.2"]),
    "broadcast-address": ("broadcast_address", "10.0.0.255"),
    "interface-mtu": ("interface_mtu", 1500),
}


@pytest.mark.parametrize(("changes", "wanted"), OPTION_CASES.values(), ids=OPTION_CASES)
def test_an_option_is_known_and_of_its_type(changes: dict[str, Any], wanted: list[Problem]) -> None:
    """The hint names the nearest option, or the type."""
    assert list(dhcp_limits.options(small_site(changes))) == wanted


@pytest.mark.parametrize("option", SAID_TWICE)
def test_an_option_that_has_a_field_of_its_own_is_said_once(option: str) -> None:
    """By the field or by the option; in two scopes it may be said in two ways."""
    field, value = SAID_TWICE[option]
    once = {"dhcp": {"options": {option: value}}, f"subnets:10.0.0.0/24:{field}": value}
    assert list(dhcp_limits.options(small_site(once))) == []
    assert list(dhcp_limits.options(small_site({"dhcp": {"options": {option: value}, field: value}}))) == [
        Problem(f"pxe:dhcp:options:{option}", f"is also said by pxe:dhcp:{field}", "keep one of the two")
    ]


def test_a_hosts_lease_times_meet_those_of_the_subnet_of_its_address() -> None:
    """Whichever of several subnets, in whatever order they stand there; outside of them all only the site's count."""
    subnets = {
        "10.0.2.0/24": {"max_lease_time": 300},
        "10.0.0.0/24": {},
        "10.0.1.0/24": {"max_lease_time": 600},
    }
    for address, longest in (("10.0.1.7", 600), ("10.0.2.7", 300), ("10.0.0.7", None), ("10.0.9.7", None)):
        site = small_site(
            {
                "dhcp": {},
                "subnets": subnets,
                "hosts:web01:fixed_address": address,
                "hosts:web01:dhcp": {"default_lease_time": 900},
            }
        )
        wanted = [default("pxe:hosts:web01:dhcp", 900, longest)] if longest else []
        assert list(dhcp_limits.leases(site)) == wanted, address


BELOW = {
    "by a minimum": (
        {"dhcp": {"default_lease_time": 600, "min_lease_time": 601}},
        "pxe:dhcp:min_lease_time",
        "min_lease_time 601 is above the default lease time 600, which nobody gets",
    ),
    "by a minimum inside, beside a maximum": (
        {
            "dhcp": {"default_lease_time": 600},
            "subnets:10.0.0.0/24:min_lease_time": 700,
            "subnets:10.0.0.0/24:max_lease_time": 800,
        },
        f"{NET}:min_lease_time",
        "min_lease_time 700 is above the default lease time 600, which nobody gets",
    ),
    "by a default inside": (
        {"dhcp": {"min_lease_time": 600}, "subnets:10.0.0.0/24:default_lease_time": 60},
        f"{NET}:default_lease_time",
        "min_lease_time 600 is above the default lease time 60, which nobody gets",
    ),
}


@pytest.mark.parametrize(("changes", "path", "message"), BELOW.values(), ids=BELOW)
def test_a_default_that_nobody_gets_is_told(changes: dict[str, Any], path: str, message: str) -> None:
    """Where the scope says something of it."""
    assert list(dhcp_limits.leases(small_site(changes))) == [
        Problem(path, message, "lower the minimum, or raise the default")
    ]


def test_a_host_at_either_end_of_a_subnet_is_held_to_it() -> None:
    """And one just outside is not, with or without subnets."""
    inner = {"10.0.1.0/24": {"max_lease_time": 600}}
    for subnets, address, held in (
        (inner, "10.0.1.0", True),
        (inner, "10.0.1.255", True),
        (inner, "10.0.0.255", False),
        (inner, "10.0.2.0", False),
        ({}, "10.0.1.7", False),
    ):
        given = {
            "dhcp": {},
            "subnets": subnets,
            "hosts:web01:fixed_address": address,
            "hosts:web01:dhcp": {"default_lease_time": 900},
        }
        wanted = [default("pxe:hosts:web01:dhcp", 900, 600)] if held else []
        assert list(dhcp_limits.leases(small_site(given))) == wanted, address


def met(key: str, place: str, low: str, lower: int, high: str, upper: int) -> Problem:
    """Return the problem of the class `phones`."""
    return Problem(
        f"pxe:classes:phones:{key}",
        f"meets {place}, and {low} {lower} is above {high} {upper} there",
        "change one of them, or say both in the class",
    )


SHORT = {"max_lease_time": 600}
POOL = {"range": "10.0.0.30-10.0.0.40", **SHORT}
OVER = [met("default_lease_time", f"{NET}:pools:0", "default_lease_time", 900, "max_lease_time", 600)]
LOW, DEFAULT, HIGH = "min_lease_time", "default_lease_time", "max_lease_time"
MEETING: dict[str, tuple[dict[str, Any], dict[str, Any], list[Problem]]] = {
    "a default above a maximum": (
        {DEFAULT: 900},
        {"subnets:10.0.0.0/24:max_lease_time": 600},
        [met(DEFAULT, NET, DEFAULT, 900, HIGH, 600)],
    ),
    "a default above the site's maximum, which is told elsewhere": (
        {DEFAULT: 900},
        {"dhcp": {HIGH: 600}},
        [],
    ),
    "a default at a maximum": ({DEFAULT: 600}, {"subnets:10.0.0.0/24:max_lease_time": 600}, []),
    "a maximum below a default": (
        {HIGH: 600},
        {"subnets:10.0.0.0/24:default_lease_time": 900},
        [met(HIGH, NET, DEFAULT, 900, HIGH, 600)],
    ),
    "a minimum above a maximum": (
        {LOW: 900},
        {"subnets:10.0.0.0/24:max_lease_time": 600},
        [met(LOW, NET, LOW, 900, HIGH, 600)],
    ),
    "a minimum above a default": (
        {LOW: 900},
        {"subnets:10.0.0.0/24:default_lease_time": 600},
        [met(LOW, NET, LOW, 900, DEFAULT, 600)],
    ),
    "both times at once": (
        {"lease_time": 600},
        {"subnets:10.0.0.0/24:min_lease_time": 900},
        [met("lease_time", NET, LOW, 900, HIGH, 600)],
    ),
    "both said in the class": ({DEFAULT: 900, HIGH: 900}, {"subnets:10.0.0.0/24:max_lease_time": 600}, []),
    "both said in the subnet": (
        {"domain_name": "example.com"},
        {"subnets:10.0.0.0/24:max_lease_time": 600, "subnets:10.0.0.0/24:default_lease_time": 900},
        [],
    ),
    "nothing said in the class of what is wrong elsewhere": (
        {LOW: 60},
        {"subnets:10.0.0.0/24:max_lease_time": 600, "subnets:10.0.0.0/24:default_lease_time": 900},
        [],
    ),
    "at two places, of which the second is wrong": (
        {DEFAULT: 900},
        {"subnets:10.0.0.0/24:pools": [{"range": "10.0.0.30-10.0.0.40"}, POOL]},
        [met(DEFAULT, f"{NET}:pools:1", DEFAULT, 900, HIGH, 600)],
    ),
    "at two places, of which both are wrong": (
        {DEFAULT: 900},
        {"subnets:10.0.0.0/24:max_lease_time": 700, "subnets:10.0.0.0/24:pools": [POOL]},
        [
            met(DEFAULT, NET, DEFAULT, 900, HIGH, 700),
            met(DEFAULT, f"{NET}:pools:0", DEFAULT, 900, HIGH, 600),
        ],
    ),
    "in a pool for all": ({DEFAULT: 900}, {"subnets:10.0.0.0/24:pools": [POOL]}, OVER),
    **{
        f"in a pool that keeps {name}": (
            {DEFAULT: 900},
            {"subnets:10.0.0.0/24:pools": [{**POOL, **words}]},
            wanted,
        )
        for name, words, wanted in (
            ("them out", {"deny": ["phones"]}, []),
            ("others out", {"deny": ["desks"]}, OVER),
            ("all but others out", {"allow": ["desks"]}, []),
            ("all but them out", {"allow": ["phones"]}, OVER),
            ("undeclared machines out", {"allow": ["known"]}, OVER),
            ("declared machines out", {"allow": ["unknown"]}, OVER),
            ("them out, though it takes declared ones", {"allow": ["known"], "deny": ["phones"]}, []),
        )
    },
    "in a pool behind one that keeps them out": (
        {DEFAULT: 900},
        {"subnets:10.0.0.0/24:pools": [{**POOL, "deny": ["phones"]}, {**POOL, "range": "10.0.0.50"}]},
        [met(DEFAULT, f"{NET}:pools:1", DEFAULT, 900, HIGH, 600)],
    ),
}


@pytest.mark.parametrize(("says", "changes", "wanted"), MEETING.values(), ids=MEETING)
def test_a_class_agrees_with_where_its_members_may_be(
    says: dict[str, Any], changes: dict[str, Any], wanted: list[Problem]
) -> None:
    """Whatever another class says, and behind one that says nothing."""
    classes = {
        "desks": {"match": {"user_class": "desk"}},
        "phones": {"match": {"user_class": "phone"}, **says},
        "doors": {"match": {"user_class": "door"}, "max_lease_time": 60},
    }
    site = small_site({"dhcp": {}, "classes": classes, **changes})
    assert [one for one in dhcp_limits.meeting(site) if ":doors:" not in one.path] == wanted


def test_a_host_is_held_to_its_subnet_whatever_order_their_names_have() -> None:
    """10.0.10.0 is behind 10.0.9.0, though its name is before."""
    given = {
        "dhcp": {},
        "subnets": {"10.0.9.0/24": {"max_lease_time": 300}, "10.0.10.0/24": {"max_lease_time": 600}},
        "hosts:web01:fixed_address": "10.0.10.7",
        "hosts:web01:dhcp": {"default_lease_time": 900},
    }
    assert list(dhcp_limits.leases(small_site(given))) == [default("pxe:hosts:web01:dhcp", 900, 600)]
