"""The address that an enrolled machine gets is nobody else's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from salt_pxe import pillar
from salt_pxe.api.free_address import free
from tests.site import ABSENT, changed

HOME = "10.0.0.0/24"
QUIET = {"hosts": {}, "subnets:10.0.0.0/24:range": ["10.0.0.150-10.0.0.200"]}


def lowest(changes: Mapping[str, Any] | None = None, *taken: str) -> str | None:
    """Return the lowest free address of the small site without hosts."""
    return free(pillar.parse(changed({**QUIET, **(changes or {})})), HOME, taken)


def test_the_lowest_address_that_is_nobody_s_is_free() -> None:
    """10.0.0.2 is a name server of the subnet."""
    assert lowest() == "10.0.0.1"
    assert lowest({}, "10.0.0.1") == "10.0.0.3"
    assert lowest({}, *(f"10.0.0.{number}" for number in range(3, 40)), "10.0.0.1") == "10.0.0.40"


@pytest.mark.parametrize(
    "changes",
    [
        {"subnets:10.0.0.0/24:routers": ["10.0.0.1"]},
        {"subnets:10.0.0.0/24:domain_name_servers": ["10.0.0.1"]},
        {"subnets:10.0.0.0/24:ntp_servers": ["10.0.0.1"]},
        {"subnets:10.0.0.0/24:static_routes": [{"network": "192.0.2.0/24", "gateway": "10.0.0.1"}]},
        {"subnets:10.0.0.0/24:next_server": "10.0.0.1"},
        {"subnets:10.0.0.0/24:range": ["10.0.0.1-10.0.0.1"]},
        {"dhcp:domain_name_servers": ["10.0.0.1"]},
        {"server:address": "10.0.0.1"},
        {"server:master": "10.0.0.1"},
        {"server:api": "http://10.0.0.1:8000"},
        {"repos:far": {"source": "http://10.0.0.1/el9"}},
        {"hosts:web01": {"mac": "52:54:00:12:34:56", "fixed_address": "10.0.0.1", "profile": "el9-web"}},
        {
            "hosts:web01": {
                "mac": "52:54:00:12:34:56",
                "profile": "el9-web",
                "network": [
                    {"device": "eth1", "bootproto": "static", "ip": "10.0.0.1", "netmask": "255.255.255.0"}
                ],
            }
        },
    ],
    ids=lambda changes: next(iter(changes)).removeprefix("subnets:10.0.0.0/24:"),
)
def test_what_the_site_says_of_an_address_keeps_it(changes: Mapping[str, Any]) -> None:
    """Servers, routers, ranges, hosts and their further interfaces."""
    assert lowest(changes) != "10.0.0.1"


def test_a_range_is_passed_over_whole() -> None:
    """The first address behind it is free; where ranges and servers have them all, none is."""
    all_but_one = ["10.0.0.1-10.0.0.1", "10.0.0.3-10.0.0.6", "10.0.0.8-10.0.0.253"]
    assert lowest({"subnets:10.0.0.0/24:range": ["10.0.0.1-10.0.0.1", "10.0.0.3-10.0.0.6"]}) == "10.0.0.8"
    assert lowest({"subnets:10.0.0.0/24:range": all_but_one}) is None


def test_network_and_broadcast_are_nobody_s() -> None:
    """A small subnet is full soon."""
    small = {
        "subnets": {"10.9.0.0/30": {"routers": ["10.9.0.1"]}, HOME: {}},
        "hosts": {},
        "server:master": "salt.example.com",
    }
    site = pillar.parse(changed(small))
    assert free(site, "10.9.0.0/30", ()) == "10.9.0.2"
    assert free(site, "10.9.0.0/30", ("10.9.0.2",)) is None


def test_an_octet_with_zeros_is_the_same_address() -> None:
    """Whoever wrote it that way."""
    assert lowest({"subnets:10.0.0.0/24:domain_name_servers": ABSENT}, "10.0.0.1") == "10.0.0.2"
