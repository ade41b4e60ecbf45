"""Network devices of the installed system."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from salt_pxe.site.profiles.nics import Nic

STATIC = {"bootproto": "static", "ip": "10.0.0.21", "netmask": "255.255.255.0"}


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"bootproto": "static"},
        STATIC,
        {**STATIC, "gateway": "10.0.0.254", "nameservers": "10.0.0.2", "nodefroute": True},
        {"device": "52:54:00:12:34:56", "mtu": 9000},
        {"device": "bond0", "bond": {"slaves": ["em1", "em2"], "options": "mode=802.3ad,miimon=100"}},
        {"device": "em1", "vlan": {"id": 4094}},
        {"device": "link", "ipv6": "auto"},
    ],
)
def test_a_device_may_come_up_in_each_of_these_ways(given: dict[str, Any]) -> None:
    """By DHCP, with an address of its own or the host's, as a bond, with a VLAN."""
    assert Nic.model_validate(given).onboot


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"bootproto": "static", "ip": "10.0.0.21"}, "ip and netmask belong together"),
        ({"bootproto": "static", "netmask": "255.255.255.0"}, "ip and netmask belong together"),
        ({**STATIC, "netmask": "255.0.255.0"}, "is not a netmask"),
        ({**STATIC, "bootproto": "dhcp"}, "belong to bootproto: static"),
        ({"gateway": "10.0.0.254"}, "belong to bootproto: static"),
        ({"bond": {"slaves": "em1"}}, "a bond needs a device of its own"),
        ({"device": "link", "bond": {"slaves": "em1"}}, "a bond needs a device of its own"),
        ({"device": "52:54:00:12:34:56", "bond": {"slaves": "em1"}}, "a bond needs a device of its own"),
        ({"device": "em1", "bond": {"slaves": ["em2", "em1"]}}, "the bond is its own slave"),
        ({"device": "bond0", "bond": {"slaves": []}}, "slaves"),
        ({"device": "em1", "vlan": {"id": 4095}}, "id"),
        ({"device": "em1", "vlan": {"id": 0}}, "id"),
        ({"mtu": 67}, "mtu"),
    ],
)
def test_what_would_leave_a_machine_without_network_is_refused(given: dict[str, Any], words: str) -> None:
    """Half an address, a mask with holes, a bond of itself, numbers that no frame can carry."""
    with pytest.raises(ValidationError, match=words):
        Nic.model_validate(given)
