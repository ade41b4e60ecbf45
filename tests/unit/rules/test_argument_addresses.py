"""Addresses that kernel arguments give a machine before it has its answer file."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.rules import argument_addresses
from tests.site import ABSENT, small_site


def ip(
    address: str, netmask: str = "255.255.255.0", gateway: str = "10.0.0.254", device: str = "eth0"
) -> str:
    """Return an argument that gives a NIC an address."""
    return f"ip={address}::{gateway}:{netmask}::{device}:none"


def told(*arguments: str, **changes: Any) -> list[str]:
    """Return what is said of web01, whose fixed address is 10.0.0.21."""
    site = small_site({"hosts:web01:kernel_args": list(arguments), **changes})
    return [f"{one.path}: {one.message}" for one in argument_addresses.addresses(site)]


@pytest.mark.parametrize(
    "arguments",
    [
        [ip("10.0.0.21")],
        [ip("10.0.0.21", gateway="")],
        ["quiet", "ip=dhcp"],
        ["ip=eth0:dhcp", ip("192.168.7.5", gateway="", device="eth1")],
        [ip("192.168.7.5", gateway="", device="eth1"), ip("10.0.0.21")],
        ["ifname=boot:52:54:00:12:34:56"],
        ["ifname=boot:52:54:00:00:00:99"],
    ],
)
def test_a_host_may_say_its_own_address(arguments: list[str]) -> None:
    """Or ask for it; a further NIC may have another one."""
    assert told(*arguments) == []


@pytest.mark.parametrize("address", ["10.0.0.22", "10.0.0.160", "10.0.0.7", "192.0.2.9"])
def test_answers_are_given_to_the_fixed_address_alone(address: str) -> None:
    """The HTTP server knows a machine by it."""
    mine = "pxe:hosts:web01:kernel_args:0"
    gateway = address.rpartition(".")[0] + ".254"
    assert told(ip(address, gateway=gateway)) == [
        f"{mine}: {address} gets no answer file: it is given to its fixed_address, 10.0.0.21, alone"
    ]


def test_without_a_fixed_address_there_is_none_to_say() -> None:
    """Answers then go to addresses that are leased."""
    changes = {"hosts:web01:fixed_address": ABSENT}
    site = small_site({"hosts:web01:kernel_args": [ip("10.0.0.21")], **changes})
    (problem,) = argument_addresses.addresses(site)
    assert problem.hint == "add fixed_address: 10.0.0.21"


def test_the_netmask_is_that_of_the_subnet() -> None:
    """Otherwise strangers are taken for neighbours."""
    assert told(ip("10.0.0.21", "255.255.0.0")) == [
        "pxe:hosts:web01:kernel_args:0: 255.255.0.0 is not the netmask of 10.0.0.0/24"
    ]


def test_a_gateway_leads_to_a_kickstart_server_elsewhere() -> None:
    """A neighbour of it needs none."""
    far = {
        "subnets:10.1.0.0/24": {"routers": ["10.1.0.1"]},
        "hosts:web01:fixed_address": "10.1.0.9",
    }
    away = small_site({**far, "hosts:web01:kernel_args": [ip("10.1.0.9", gateway="")]})
    assert [one.message for one in argument_addresses.addresses(away)] == [
        "10.1.0.9 has no way to the kickstart server 10.0.0.7"
    ]
    there = small_site({**far, "hosts:web01:kernel_args": [ip("10.1.0.9", gateway="10.1.0.1")]})
    assert list(argument_addresses.addresses(there)) == []


def test_a_nic_is_not_that_of_another_machine() -> None:
    """It is named by its address."""
    assert told("ifname=boot:52:54:00:12:34:57") == [
        "pxe:hosts:web01:kernel_args:0: 52:54:00:12:34:57 is a NIC of web02"
    ]


@pytest.mark.parametrize("argument", [ip("10.0.0.21"), "ifname=boot:52:54:00:12:34:56"])
def test_a_profile_says_nothing_of_one_machine(argument: str) -> None:
    """It has many hosts, or may have."""
    site = small_site({"profiles:el9-web:kernel_args": ["quiet", argument]})
    assert [one.path for one in argument_addresses.addresses(site)] == ["pxe:profiles:el9-web:kernel_args:1"]


def test_a_profile_may_say_how_its_hosts_ask() -> None:
    """By a device that all of them have."""
    assert (
        list(argument_addresses.addresses(small_site({"profiles:el9-web:kernel_args": ["ip=eno1:dhcp"]})))
        == []
    )
