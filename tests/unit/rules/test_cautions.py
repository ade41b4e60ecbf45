"""What is allowed and yet likely to surprise is told, and what is as usual is not."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.rules import cautions
from salt_pxe.site.problem import Problem
from tests.site import HASH, small_site

NET = "pxe:subnets:10.0.0.0/24"
WIRE = "shared_networks:wire"
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGdvbGRlbmtleWdvbGRlbmtleWdvbGRlbmtleWdvbGRl"


@pytest.mark.parametrize(
    "caution",
    [
        cautions.infinite_pools,
        cautions.protected_requests,
        cautions.server_outside_subnets,
        cautions.no_router,
        cautions.unattended_strangers,
        cautions.nobody_can_log_in,
        cautions.known_codes,
        cautions.open_control_port,
    ],
)
def test_a_usual_site_surprises_nobody(caution: Any) -> None:
    """It has a router, a root password, leases that end, and its server in its subnet."""
    assert list(caution(small_site({}))) == []


POOLS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "of the site, both times": ({"dhcp": {"lease_time": "infinite"}}, [NET]),
    "of the site, the default time": ({"dhcp": {"default_lease_time": "infinite"}}, [NET]),
    "of the site, the longest time": ({"dhcp": {"max_lease_time": "infinite"}}, [NET]),
    "of the site, the shortest time alone": ({"dhcp": {"min_lease_time": "infinite"}}, []),
    "of the subnet, whatever the site says": ({"subnets:10.0.0.0/24:lease_time": "infinite"}, [NET]),
    "of the site, not of the subnet": (
        {"dhcp": {"lease_time": "infinite"}, "subnets:10.0.0.0/24:lease_time": 600},
        [],
    ),
    "of a subnet without a range": ({"subnets:10.1.0.0/24": {"lease_time": "infinite"}}, []),
    "of a pool in a subnet": (
        {"subnets:10.0.0.0/24:pools": [{"range": "10.0.0.30-10.0.0.40", "lease_time": "infinite"}]},
        [f"{NET}:pools:0"],
    ),
    "of a wire, inherited by its pool and its subnet": (
        {
            f"{WIRE}:lease_time": "infinite",
            f"{WIRE}:subnets": {"10.1.0.0/24": {"range": "10.1.0.9-10.1.0.20"}, "10.2.0.0/24": {}},
            f"{WIRE}:pools": [
                {"range": "10.2.0.9-10.2.0.20"},
                {"range": "10.2.0.30-10.2.0.40", "lease_time": 60},
            ],
        },
        [f"pxe:{WIRE}:subnets:10.1.0.0/24", f"pxe:{WIRE}:pools:0"],
    ),
}


@pytest.mark.parametrize(("changes", "paths"), POOLS.values(), ids=POOLS)
def test_a_pool_whose_leases_never_end_is_told(changes: dict[str, Any], paths: list[str]) -> None:
    """The innermost scope that says a lease time counts."""
    assert list(cautions.infinite_pools(small_site(changes))) == [
        Problem(
            path,
            "leases of this pool never end, so the pool runs out once every address was given away",
            "keep infinite leases for hosts with a fixed_address",
        )
        for path in paths
    ]


def test_a_protected_host_that_asks_is_told() -> None:
    """One that is protected alone, or asks alone, is not."""
    changes = {
        "hosts:web01:protected": "the ledger",
        "hosts:web02:protected": "the mirror",
        "hosts:web03": {"mac": "52:54:00:12:34:58", "profile": "el9-web", "install": "CHG3"},
    }
    assert list(cautions.protected_requests(small_site(changes))) == [
        Problem(
            "pxe:hosts:web01:install", "the host is protected (the ledger) and is not armed", "remove one"
        )
    ]


def test_a_server_outside_of_its_subnets_is_told() -> None:
    """A subnet of a shared network, or the second one, holds it as well as the first."""
    outside = small_site({"server:address": "10.1.0.7"})
    assert list(cautions.server_outside_subnets(outside)) == [
        Problem(
            "pxe:server:address",
            "10.1.0.7 is in none of the subnets",
            "declare the subnet of the server's interface (it needs no range), or machines must come through a relay",
        )
    ]
    for more in ({"subnets:10.1.0.0/24": {}}, {WIRE: {"subnets": {"10.1.0.0/24": {}}}}):
        assert list(cautions.server_outside_subnets(small_site({"server:address": "10.1.0.7", **more}))) == []


ROUTERS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "none, beside the server": ({"subnets:10.0.0.0/24:routers": []}, []),
    "none, elsewhere": ({"subnets:10.1.0.0/24": {}}, ["pxe:subnets:10.1.0.0/24"]),
    "its own": ({"subnets:10.1.0.0/24": {"routers": ["10.1.0.1"]}}, []),
    "the site's": ({"subnets:10.1.0.0/24": {}, "dhcp:routers": ["10.1.0.1"]}, []),
    "none in a wire": ({WIRE: {"subnets": {"10.1.0.0/24": {}}}}, [f"pxe:{WIRE}:subnets:10.1.0.0/24"]),
    "the wire's": ({WIRE: {"subnets": {"10.1.0.0/24": {}}, "routers": ["10.1.0.1"]}}, []),
}


@pytest.mark.parametrize(("changes", "paths"), ROUTERS.values(), ids=ROUTERS)
def test_a_subnet_without_a_way_out_is_told(changes: dict[str, Any], paths: list[str]) -> None:
    """What is inherited counts, and a subnet that holds the server can do without."""
    assert list(cautions.no_router(small_site(changes))) == [
        Problem(
            f"{path}:routers", "is missing, and the server is not in this subnet", "name the subnet's router"
        )
        for path in paths
    ]


def test_a_profile_that_strangers_install_is_told() -> None:
    """A menu asks before it does."""
    assert list(cautions.unattended_strangers(small_site({"unknown": "menu"}))) == []
    assert list(cautions.unattended_strangers(small_site({"unknown": "el9-web"}))) == [
        Problem(
            "pxe:unknown",
            'every machine that nobody declared is installed with profile "el9-web" when it boots over its NIC',
            "set unknown: local when you are done",
        )
    ]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, True),
        ({"users": {"ann": {}}}, True),
        ({"users": {"ann": {"password": HASH}}}, False),
        ({"users": {"bob": {}, "ann": {"ssh_keys": [KEY]}}}, False),
        ({"ssh_keys": [KEY]}, False),
        ({"rootpw": HASH}, False),
    ],
)
def test_a_machine_that_nobody_can_log_in_to_is_told(more: dict[str, Any], told: bool) -> None:
    """One key or one password is enough."""
    locked = {"release": "RHEL9", "repo": "el9", "rootpw": "locked", **more}
    wanted = Problem(
        "pxe:profiles:bare:rootpw",
        "is locked, and no user has a password or an ssh key: nobody can log in",
        "add ssh_keys, or a user, unless the minion is enough for you",
    )
    assert list(cautions.nobody_can_log_in(small_site({"profiles:bare": locked}))) == (
        [wanted] if told else []
    )


LOCKED = {"release": "RHEL9", "repo": "el9", "rootpw": "locked"}
OPEN = {**LOCKED, "ssh_keys": [KEY]}
BARE, HOST = "pxe:profiles:bare:rootpw", "pxe:hosts:h1:rootpw"
LOGINS: dict[str, tuple[dict[str, Any], str, list[str]]] = {
    "a host that asks": ({"h1": {"install": "CHG1"}}, "local", [BARE]),
    "a host with a password of its own": ({"h1": {"install": "CHG1", "rootpw": HASH}}, "local", []),
    "a host with a password, which does not ask": ({"h1": {"rootpw": HASH}}, "local", []),
    "a host that does not ask, and another with a password that does": (
        {"h1": {}, "h2": {"install": "CHG1", "rootpw": HASH}},
        "local",
        [],
    ),
    "one of two hosts that ask": (
        {"h1": {"install": "CHG1", "rootpw": HASH}, "h2": {"install": "CHG2"}},
        "local",
        [BARE],
    ),
    "a host with a password, and strangers": ({"h1": {"install": "CHG1", "rootpw": HASH}}, "bare", [BARE]),
    "a host that locks root itself": ({"h1": {"install": "CHG1", "rootpw": "locked"}}, "local", [HOST]),
    "a host that locks root, and one that leaves it so": (
        {"h1": {"rootpw": "locked"}, "h2": {}},
        "local",
        [BARE, HOST],
    ),
}


@pytest.mark.parametrize(("hosts", "unknown", "paths"), LOGINS.values(), ids=LOGINS)
def test_whose_root_is_locked_is_told_where_it_is_so(
    hosts: dict[str, Any], unknown: str, paths: list[str]
) -> None:
    """At the profile where a machine has its password from there, and at each host that locks root itself.

    A profile with a key stands before it, and hosts of no profile and of another one stand beside.
    """
    declared = {
        "stray": {"mac": "52:54:00:00:00:00", "rootpw": "locked"},
        "other": {"mac": "52:54:00:00:00:01", "profile": "open", "rootpw": "locked"},
        **{
            name: {"mac": f"52:54:00:00:01:0{at}", "profile": "bare", **host}
            for at, (name, host) in enumerate(hosts.items())
        },
    }
    site = small_site({"profiles": {"open": OPEN, "bare": LOCKED}, "hosts": declared, "unknown": unknown})
    why = "is locked, and no user has a password or an ssh key: nobody can log in"
    remedy = {
        BARE: "add ssh_keys, or a user, unless the minion is enough for you",
        HOST: "add ssh_keys, or a user, to its profile, unless the minion is enough for you",
    }
    assert list(cautions.nobody_can_log_in(site)) == [Problem(path, why, remedy[path]) for path in paths]


def test_a_profile_without_hosts_is_told_though_others_belong_to_none() -> None:
    """These are not its own."""
    strays = {"stray": {"mac": "52:54:00:00:00:00", "rootpw": HASH}}
    site = small_site({"profiles": {"bare": LOCKED}, "hosts": strays})
    assert [one.path for one in cautions.nobody_can_log_in(site)] == [BARE]


def test_a_control_port_is_told() -> None:
    """It stands open to whoever reaches it."""
    assert list(cautions.open_control_port(small_site({"dhcp:omapi_port": 7911}))) == [
        Problem(
            "pxe:dhcp:omapi_port",
            "has no key: whoever reaches this port can add machines and boot files",
            "leave it out, or let a firewall keep everybody away from it",
        )
    ]


def test_an_own_definition_of_a_standard_option_is_told() -> None:
    """Of the same type; another type is refused by another rule, and codes of the site's own are nobody's."""
    definitions = {
        "phones": {"code": 150, "type": "ip-addresses"},
        "controllers": {"code": 138, "type": "text"},
        "wpad": {"code": 252, "type": "text"},
    }
    assert list(cautions.known_codes(small_site({"dhcp:option_definitions": definitions}))) == [
        Problem(
            "pxe:dhcp:option_definitions:phones:code",
            "150 is tftp-server-address already",
            "leave the definition out and say tftp-server-address",
        )
    ]
