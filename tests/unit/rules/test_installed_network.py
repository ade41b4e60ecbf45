"""The network of the installed machine."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.rules import installed_network
from tests.site import small_site

NET = "subnets:10.0.0.0/24"
STATIC = {"bootproto": "static", "netmask": "255.255.255.0"}
FIRST = {**STATIC, "device": "eth0", "ip": "10.0.0.21", "gateway": "10.0.0.254"}
SECOND = {**STATIC, "device": "eth1", "ip": "192.0.2.9", "gateway": "192.0.2.1"}


def paths(rule: Any, changes: dict[str, Any]) -> list[str]:
    """Return where a rule finds something."""
    return [problem.path for problem in rule(small_site(changes))]


@pytest.mark.parametrize(
    "address", ["0.0.0.0", "255.255.255.255", "224.0.0.251", "10.0.0.0", "10.0.0.255", "127.0.0.1"]
)
def test_a_server_is_one_machine(address: str) -> None:
    """By field and by option; its neighbour is one."""
    for key in ("domain_name_servers", "next_server"):
        end = f"{key}:0" if key != "next_server" else key
        assert paths(installed_network.servers, {f"{NET}:{key}": address}) == [f"pxe:{NET}:{end}"]
    option = {f"{NET}:options": {"domain-name-servers": ["10.0.0.3", address]}}
    assert paths(installed_network.servers, option) == [f"pxe:{NET}:options:domain-name-servers"]
    assert paths(installed_network.servers, {f"{NET}:options": {"domain-name-servers": "10.0.0.3"}}) == []


def test_a_group_may_tell_the_time_and_a_machine_may_ask_itself() -> None:
    """RFC 5905 has a multicast address; a resolver may run on the machine."""
    assert paths(installed_network.servers, {"dhcp:ntp_servers": ["224.0.1.1"]}) == []
    assert paths(installed_network.servers, {"dhcp:ntp_servers": ["0.0.0.0"]}) == ["pxe:dhcp:ntp_servers:0"]
    own = {"bootproto": "static", "nameservers": ["127.0.0.1", "10.0.0.255"]}
    assert paths(installed_network.servers, {"hosts:web01:network": [own]}) == [
        "pxe:hosts:web01:network:0:nameservers:1"
    ]


def test_a_static_address_has_the_netmask_of_its_subnet() -> None:
    """Outside of every subnet it may have any."""
    wide = {**FIRST, "netmask": "255.255.0.0"}
    assert paths(installed_network.netmasks, {"hosts:web01:network": [wide]}) == [
        "pxe:hosts:web01:network:0:netmask"
    ]
    assert (
        paths(
            installed_network.netmasks, {"hosts:web01:network": [FIRST, {**SECOND, "netmask": "255.0.0.0"}]}
        )
        == []
    )


def test_there_is_one_default_route() -> None:
    """A device without a gateway, or one that is told so, has none."""
    two = {"hosts:web01:network": [FIRST, SECOND]}
    assert paths(installed_network.default_routes, two) == ["pxe:hosts:web01:network:1:gateway"]
    for one in ({**SECOND, "nodefroute": True}, {**STATIC, "device": "eth1", "ip": "192.0.2.9"}):
        assert paths(installed_network.default_routes, {"hosts:web01:network": [FIRST, one]}) == []


@pytest.mark.parametrize("whose", ["hosts:web01", "profiles:el9-web"])
def test_one_device_comes_up_at_boot(whose: str) -> None:
    """Of none at all nothing is said: the installer configures the one that boots."""
    off = {"device": "eth0", "onboot": False}
    assert paths(installed_network.offline, {f"{whose}:network": [off]}) == [f"pxe:{whose}:network"]
    assert paths(installed_network.offline, {f"{whose}:network": [off, {"device": "eth1"}]}) == []
    assert paths(installed_network.offline, {f"{whose}:network": []}) == []
