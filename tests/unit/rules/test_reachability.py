"""An armed machine has an address, one that the kickstart server takes reports from, and a way there."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.pillar import PillarError, parse, warnings
from salt_pxe.rules import reachability
from salt_pxe.site.problem import Problem
from tests.site import ABSENT, changed, small_site

NET = "subnets:10.0.0.0/24"
LEASED = {"hosts:web01:fixed_address": ABSENT}


def paths(changes: dict[str, Any]) -> list[str]:
    """Return the paths of the problems of a site."""
    try:
        parse(changed(changes))
    except PillarError as error:
        return [problem.path for problem in error.problems]
    return []


def static(ip: str, **more: Any) -> dict[str, Any]:
    """Return a device with this address."""
    return {"bootproto": "static", "ip": ip, "netmask": "255.255.255.0", **more}


@pytest.mark.parametrize(
    ("nics", "expected"),
    [
        ([static("192.0.2.9", gateway="192.0.2.1")], ["pxe:hosts:web01:network:0:ip"]),
        ([static("10.0.0.29")], []),
        ([static("192.0.2.9", device="eth1"), {}], []),
        ([static("192.0.2.9", device="eth1"), static("10.0.0.29", device="eth0")], []),
        (
            [static("192.0.2.9"), static("192.0.3.9", device="eth1", gateway="192.0.3.1")],
            ["pxe:hosts:web01:network:0:ip"],
        ),
    ],
)
def test_one_address_is_in_a_subnet_of_the_site(nics: list[dict[str, Any]], expected: list[str]) -> None:
    """Reports are taken from there alone; other devices are free."""
    assert paths({"hosts:web01:network": nics}) == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, ["pxe:hosts:web01:network"]),
        ({"gateway": "10.1.0.1"}, []),
        ({"gateway": "10.1.0.1", "nodefroute": True}, ["pxe:hosts:web01:network"]),
    ],
)
def test_one_device_leads_to_the_server(more: dict[str, Any], expected: list[str]) -> None:
    """As a neighbour or by a gateway that is a default route."""
    assert paths({"subnets:10.1.0.0/24": {}, "hosts:web01:network": [static("10.1.0.9", **more)]}) == expected


def test_a_host_that_asks_for_nothing_may_be_anywhere() -> None:
    """It is not installed, so it reports nothing."""
    assert paths({"hosts:web01:install": ABSENT, "hosts:web01:network": [static("192.0.2.9")]}) == []


@pytest.mark.parametrize(
    ("pools", "warned"),
    [
        ([{"range": "10.0.0.30-10.0.0.40", "deny": "known"}], True),
        ([{"range": "10.0.0.30-10.0.0.40", "allow": "unknown"}], True),
        ([], True),
        ([{"range": "10.0.0.30-10.0.0.40", "deny": "unknown"}], False),
        ([{"range": "10.0.0.30-10.0.0.40", "allow": ["unknown", "known"]}], False),
        ([{"range": "10.0.0.30-10.0.0.40"}], False),
    ],
)
def test_a_leased_machine_needs_a_pool_that_serves_it(pools: list[dict[str, Any]], warned: bool) -> None:
    """It is said at the host; a fixed address needs none."""
    site = {f"{NET}:range": ABSENT, f"{NET}:pools": pools}
    found = [problem.path for problem in warnings(parse(changed({**site, **LEASED})))]
    assert ("pxe:hosts:web01:fixed_address" in found) is warned
    fixed = [problem.path for problem in warnings(parse(changed(site)))]
    assert "pxe:hosts:web01:fixed_address" not in fixed


def pool(**words: Any) -> dict[str, Any]:
    """Return a pool with a list of clients."""
    return {"range": "10.0.0.30-10.0.0.40", **words}


@pytest.mark.parametrize(
    ("match", "pools", "why"),
    [
        ({"vendor_class": "phone"}, [pool(allow="own")], "boots over the network"),
        ({"vendor_class": "phone"}, [pool(deny="own")], ""),
        ({"vendor_class": "PXEClient"}, [pool(deny="own")], "boots over the network"),
        ({"vendor_class": "PXEClient"}, [pool(allow="own")], "for its installer"),
        ({"vendor_class": "PXEClient"}, [pool(allow=["own", "known"])], ""),
        ({"architecture": [0, 7, 9]}, [pool(allow="own")], "for its installer"),
        ({"mac_prefix": "52:54:00"}, [pool(allow="own")], ""),
        ({"mac_prefix": "52:54:00"}, [pool(deny="own")], "boots over the network"),
        ({"mac_prefix": "52:54:01"}, [pool(allow="own")], "boots over the network"),
    ],
)
def test_a_pool_serves_a_machine_as_firmware_and_as_installer(
    match: dict[str, Any], pools: list[dict[str, Any]], why: str
) -> None:
    """They are two clients that say different things; another pool may serve the one that the first leaves out."""
    site = {f"{NET}:range": ABSENT, f"{NET}:pools": pools, "classes:own": {"match": match}, **LEASED}
    found = [one.message for one in warnings(parse(changed(site))) if one.path.endswith(":fixed_address")]
    assert [why in message for message in found] == ([True] if why else [])
    beside = [*pools, {"range": "10.0.0.50-10.0.0.60", "allow": "known"}]
    assert not list(reachability.pools(parse(changed({**site, f"{NET}:pools": beside}))))


@pytest.mark.parametrize(
    "broken",
    [
        {"shared_networks:wire": {"colour": "blue", "subnets": {"192.0.2.0/24": {}}}},
        {"subnets:192.0.2.0/24": {"colour": "blue"}},
    ],
)
def test_a_host_is_not_blamed_for_a_subnet_that_is_wrong_itself(broken: dict[str, Any]) -> None:
    """Whether the address lies in it is told once the subnet can be read."""
    found = paths({**broken, "hosts:web01:network": [static("192.0.2.9", gateway="192.0.2.1")]})
    assert len(found) == 1
    assert found[0].endswith(":colour")


def problems(changes: dict[str, Any]) -> list[Problem]:
    """Return what is wrong with a site, and what is said of one that is served."""
    try:
        return list(warnings(parse(changed(changes))))
    except PillarError as error:
        return list(error.problems)


@pytest.mark.parametrize("whose", ["hosts:web01", "profiles:el9-web"])
def test_an_address_in_no_subnet_is_told_with_what_to_do(whose: str) -> None:
    """A host that asks for nothing stands before it."""
    idle = {"hosts:aa00": {"mac": "52:54:00:12:34:50"}}
    nics = [static("192.0.2.9", gateway="192.0.2.1")]
    found = problems({**idle, **hosts_first(idle), f"{whose}:network": nics})
    wanted = Problem(
        "pxe:hosts:web01:network:0:ip",
        "192.0.2.9 is in no subnet, and the kickstart server takes no report from there",
        "declare its subnet under pxe:subnets (it needs no range), or mend the address",
    )
    assert wanted in found


def test_a_host_without_a_way_is_told_with_what_to_do() -> None:
    """Also behind one that asks for nothing."""
    given = {
        "subnets:10.1.0.0/24": {},
        **hosts_first({"hosts:aa00": {"mac": "52:54:00:12:34:50"}}),
        "hosts:web01:network": [static("10.1.0.9")],
    }
    assert problems(given) == [
        Problem(
            "pxe:hosts:web01:network",
            "no device has a way to the kickstart server 10.0.0.7",
            "give one of them a gateway",
        )
    ]


def hosts_first(first: dict[str, Any]) -> dict[str, Any]:
    """Return the change after which these hosts stand before web01."""
    rest = changed({})["pxe"]["hosts"]
    return {"hosts": {**{path.split(":")[1]: host for path, host in first.items()}, **rest}}


@pytest.mark.parametrize(
    ("pools", "why"),
    [
        ([{"range": "10.0.0.30-10.0.0.40", "deny": "known"}], "every pool denies declared machines"),
        ([], "there is no range of addresses"),
    ],
)
def test_a_leased_machine_that_gets_no_address_is_told_why(pools: list[dict[str, Any]], why: str) -> None:
    """And what to do."""
    assert list(
        reachability.pools(small_site({f"{NET}:range": ABSENT, f"{NET}:pools": pools, **LEASED}))
    ) == [
        Problem(
            "pxe:hosts:web01:fixed_address",
            f"is missing, and the machine gets no address: {why}",
            "give it a fixed_address, or let a pool serve declared machines",
        )
    ]


def test_a_range_serves_a_leased_machine() -> None:
    """Whatever pools stand beside it."""
    pool = {"range": "10.0.0.30-10.0.0.40", "deny": "known"}
    assert not list(reachability.pools(small_site({f"{NET}:pools": [pool], **LEASED})))
