"""The network by which the installer fetches its kickstart."""

from __future__ import annotations

import pytest

from salt_pxe.installers.kernel_line import ArgumentNic
from salt_pxe.installers.kickstart import network_options
from salt_pxe.installers.kickstart.network_options import Ip, parsed

OWN = "ip=10.0.0.21::10.0.0.254:255.255.255.0:web01:eth0:none"


def told(*arguments: str) -> list[tuple[int, str, bool]]:
    """Return place and message of each fault, and whether it stops the install."""
    return [(one.index, one.message, one.stops) for one in network_options.faults(arguments)]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("", Ip(methods=("dhcp",))),
        ("dhcp", Ip(methods=("dhcp",))),
        ("eth0:dhcp", Ip(device="eth0", methods=("dhcp",))),
        ("eth0:dhcp,dhcp6:9000:52:54:00:12:34:56", Ip(device="eth0", methods=("dhcp", "dhcp6"))),
        ("::::web01:eth0:dhcp", Ip(device="eth0", methods=("dhcp",))),
        (OWN[3:], Ip("10.0.0.21", "10.0.0.254", "255.255.255.0", "eth0", ("none",))),
        ("10.0.0.21/24::10.0.0.254::::off", Ip("10.0.0.21/24", "10.0.0.254", "", "", ("off",))),
        (
            "10.0.0.21:10.0.0.7:10.0.0.254:255.0.0.0",
            Ip("10.0.0.21", "10.0.0.254", "255.0.0.0", "", ("dhcp",)),
        ),
        (
            "[2001:db8::5]::[2001:db8::1]:64::eth0:none",
            Ip("2001:db8::5", "2001:db8::1", "64", "eth0", ("none",)),
        ),
        ("eth0:dhpc", Ip(device="eth0", methods=("dhpc",))),
    ],
)
def test_the_forms_of_an_address_are_those_of_dracut(value: str, said: Ip) -> None:
    """A word, a device and a word, or seven fields; an empty last one is DHCP."""
    assert parsed(value) == said


@pytest.mark.parametrize(
    "arguments",
    [
        ["ip=dhcp"],
        ["ip=eth0:dhcp"],
        ["ip=on"],
        ["ip=ibft"],
        ["ip=single-dhcp"],
        [OWN],
        ["ip=10.0.0.21::10.0.0.254:24:web01:eth0:off"],
        ["ip=10.0.0.21:::255.255.255.0:::none"],
        ["ip=10.0.0.21", "netmask=255.255.255.0", "gateway=10.0.0.254"],
        ["ip=eth0:dhcp", "ip=eth1:dhcp", "bootdev=eth1"],
        ["ip=eth0:dhcp", "ip=[2001:db8::5]::[2001:db8::1]:64::eth1:none"],
        ["ip=eth0:dhcp", "ip=eth1:none"],
        [
            "rd.neednet=1",
            "rd.neednet",
            "nameserver=10.0.0.2",
            "nameserver=[2001:db8::2]",
            "ifname=boot:52:54:00:12:34:56",
        ],
        ["bootdev=eth0", "ip=eth0:dhcp"],
        ["rd.bootif=0"],
    ],
)
def test_what_brings_an_ipv4_address_is_taken(arguments: list[str]) -> None:
    """In each form, and several devices of which each has a name."""
    assert told(*arguments) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ip=dhpc"], "dhpc is no way to an address"),
        (["ip=eth0:dhpc"], "dhpc is no way to an address"),
        (
            ["ip=10.0.0.21:::255.255.255.0:::none", "ip=dhcp"],
            "of several ip= each names its device, and one does not",
        ),
        (["ip=bootif"], "bootif is no way to an address"),
        (["ip=none"], "no ip= brings an IPv4 address"),
        (["ip=eth0:auto6"], "no ip= brings an IPv4 address"),
        (["ip=[2001:db8::5]::[2001:db8::1]:64::eth0:none"], "no ip= brings an IPv4 address"),
        (["ip=10.0.0.21"], "ip=10.0.0.21 has no netmask"),
        (["ip=10.0.0.21:10.0.0.254"], "ip=10.0.0.21:10.0.0.254 has no netmask"),
        (["ip=10.0.0.300::10.0.0.254:255.255.255.0::eth0:none"], "10.0.0.300 is no address"),
        (["ip=10.0.0.21::10.0.0.254:255.0.255.0::eth0:none"], "255.0.255.0 is no netmask"),
        (["ip=10.0.0.21::10.0.0.254:33::eth0:none"], "33 is no netmask"),
        (["ip=10.0.0.21::gw:255.255.255.0::eth0:none"], "gw is no address of a gateway"),
        (["ip=10.0.0.21::10.0.1.254:255.255.255.0::eth0:none"], "10.0.1.254 is not in 10.0.0.0/24"),
        (["rd.neednet=0"], "rd.neednet=0: without a network there is no kickstart"),
        (["bootdev=eth5"], "no ip= here configures eth5"),
        (["ip=eth0:dhcp", "bootdev=eth5"], "no ip= here configures eth5"),
        (["nameserver=dns.example.com"], "dns.example.com is no address of a name server"),
        (["ifname=boot:525400123456"], "boot:525400123456 is no name and MAC address"),
    ],
)
def test_what_leaves_the_installer_without_its_kickstart_stops(arguments: list[str], message: str) -> None:
    """At the last of several arguments."""
    assert told(*arguments) == [(len(arguments) - 1, message, True)]


@pytest.mark.parametrize(
    "arguments",
    [
        ["ip=10.0.0.21::10.0.0.254:255.255.255.0::eth0:dhcp"],
        ["ip=eth0:dhcp", "ip=eth0:dhcp6"],
        ["ifname=eth0:52:54:00:12:34:56"],
    ],
)
def test_what_some_releases_take_is_told(arguments: list[str]) -> None:
    """NetworkManager reads it, and the scripts of RHEL 7 stop."""
    assert [(index, stops) for index, _, stops in told(*arguments)] == [(len(arguments) - 1, False)]


def test_what_is_said_of_nics_is_read_for_the_rules() -> None:
    """Addresses with their netmask, who asks, and MAC addresses; what is wrong is left out."""
    said = [
        OWN,
        "ip=eth1:dhcp",
        "ip=dhpc",
        "ifname=boot:52:54:00:AB:34:56",
        "quiet",
        "ip=10.0.0.22/25::::eth2:none",
    ]
    assert list(network_options.nics(said)) == [
        ArgumentNic(0, "10.0.0.21", "255.255.255.0", "10.0.0.254"),
        ArgumentNic(1, asks=True),
        ArgumentNic(5, "10.0.0.22", "255.255.255.128"),
        ArgumentNic(3, mac="52:54:00:ab:34:56"),
    ]
