"""An install can run to its end, and on the named disks alone."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.rules import install_targets
from salt_pxe.rules.install_targets import LONGEST_KERNEL_LINE
from salt_pxe.site.problem import Problem
from tests.site import ABSENT, small_site

PROFILE, HOST = "pxe:profiles:el9-web", "pxe:hosts:web01"
STATIC = {"bootproto": "static", "netmask": "255.255.255.0"}


BOND = {"device": "bond0", "bond": {"slaves": ["em1", "em2"]}}


def parts(*disks: str | None) -> dict[str, Any]:
    """Return a layout with a partition on each of these disks."""
    return {
        "partitions": [
            {"mount": f"/{number}" if number else "/", "size": 4096, **({"disk": disk} if disk else {})}
            for number, disk in enumerate(disks)
        ]
    }


def foreign(path: str, index: int, disk: str, named: str) -> Problem:
    """Return the problem of a partition."""
    return Problem(
        f"{path}:storage:partitions:{index}:disk",
        f"{disk} is not one of the disks that the install may touch ({named})",
        "name it in disks too, if it may be erased",
    )


NO_DISK = Problem(
    f"{HOST}:disks",
    "no disk is named, and the host asks for an install",
    "name what may be erased here or in pxe:profiles:el9-web:disks, such as disks: sda",
)
DISKS: dict[str, tuple[dict[str, Any], list[Problem]]] = {
    "named by the profile": ({}, []),
    "partitions on named disks": (
        {"profiles:el9-web:disks": ["sda", "sdb"], "profiles:el9-web:storage": parts(None, "sdb", "sda")},
        [],
    ),
    "a profile's partition elsewhere": (
        {
            "profiles:el9-web:disks": ["sda", "sdb"],
            "profiles:el9-web:storage": parts("sda", "sdc", None, "sdd"),
        },
        [foreign(PROFILE, 1, "sdc", "sda, sdb"), foreign(PROFILE, 3, "sdd", "sda, sdb")],
    ),
    "a host's partition on the profile's disk": ({"hosts:web01:storage": parts("sda")}, []),
    "a host's partition elsewhere": (
        {"hosts:web01:storage": parts("sdb")},
        [foreign(HOST, 0, "sdb", "sda")],
    ),
    "a host's partition on its own disk": (
        {"hosts:web01:storage": parts("sdb"), "hosts:web01:disks": ["sdb"]},
        [],
    ),
    "a host's partition on the profile's disk, and the host names another": (
        {"hosts:web01:storage": parts("sda"), "hosts:web01:disks": ["sdb"]},
        [foreign(HOST, 0, "sda", "sdb")],
    ),
    "the profile's partition on its disk, and the host names another": (
        {"profiles:el9-web:storage": parts("sda"), "hosts:web01:disks": ["sdb"]},
        [foreign(HOST, 0, "sda", "sdb")],
    ),
    "the profile's partition, and the host has a layout of its own": (
        {
            "profiles:el9-web:storage": parts("sda"),
            "hosts:web01:disks": ["sdb"],
            "hosts:web01:storage": parts("sdb"),
        },
        [],
    ),
    "none, and an install": ({"profiles:el9-web:disks": ABSENT}, [NO_DISK]),
    "none but the host's": ({"profiles:el9-web:disks": ABSENT, "hosts:web01:disks": ["sda"]}, []),
    "none, with partitions on some": (
        {"profiles:el9-web:disks": ABSENT, "profiles:el9-web:storage": parts("sda")},
        [NO_DISK],
    ),
    "none, and no install": (
        {"profiles:el9-web:disks": ABSENT, "hosts:web01:install": ABSENT},
        [],
    ),
    "none, and strangers may install it": (
        {"profiles:wild": {"release": "RHEL9", "repo": "el9", "install_unknown": True}},
        [
            Problem(
                "pxe:profiles:wild:disks",
                "is missing, and undeclared machines may install it",
                "name the disks",
            )
        ],
    ),
    "some, and strangers may install it": ({"profiles:el9-web:install_unknown": True}, []),
    "none, and nobody may install it": ({"profiles:tame": {"release": "RHEL9", "repo": "el9"}}, []),
    "a host without a profile before one that is wrong": (
        {
            "hosts": {
                "web00": {"mac": "52:54:00:12:34:50", "install": "CHG0"},
                "web01": {"mac": "52:54:00:12:34:56", "profile": "el9-web", "storage": parts("sdb")},
            }
        },
        [foreign(HOST, 0, "sdb", "sda")],
    ),
}


@pytest.mark.parametrize(("changes", "wanted"), DISKS.values(), ids=DISKS)
def test_an_install_touches_named_disks_alone(changes: dict[str, Any], wanted: list[Problem]) -> None:
    """A host's own disks and layout stand before those of its profile."""
    assert list(install_targets.disks(small_site(changes))) == wanted


def nics(*words: dict[str, Any], of: str = "hosts:web01") -> dict[str, Any]:
    """Return the change that gives a host or a profile these NICs."""
    return {f"{of}:network": list(words)}


def twice(path: str, index: int, what: str, first: int) -> Problem:
    """Return the problem of a device that stands there twice."""
    return Problem(
        f"{path}:network:{index}", f"{what} is configured twice, also at {path}:network:{first}", "join them"
    )


FIXED = Problem(
    f"{HOST}:fixed_address",
    "is missing, and a static network of the host or its profile takes its address from here",
    "add it, or give the network ip and netmask",
)
GATEWAY = "a gateway is a neighbour"
ONE = {"device": "eth0", "ip": "10.0.0.21", **STATIC}
NETWORKS: dict[str, tuple[dict[str, Any], list[Problem]]] = {
    "none": ({}, []),
    "a device and its VLANs": (
        nics(
            {"device": "eth0"},
            {"device": "eth0", "vlan": {"id": 7}},
            {"device": "eth0", "vlan": {"id": 8}},
            {},
        ),
        [],
    ),
    "a device three times": (
        nics({"device": "eth0"}, {"device": "eth1"}, {"device": "eth0"}, {"device": "eth0"}),
        [twice(HOST, 2, "eth0", 0), twice(HOST, 3, "eth0", 0)],
    ),
    "a VLAN twice": (
        nics({"device": "eth0", "vlan": {"id": 7}}, {"device": "eth0", "vlan": {"id": 7}}),
        [twice(HOST, 1, "eth0", 0)],
    ),
    "the booting NIC twice, in a profile": (
        nics({}, {}, of="profiles:el9-web"),
        [twice(PROFILE, 1, "the booting NIC", 0)],
    ),
    "the booting NIC twice, by its address": (
        nics({}, {"device": "52:54:00:12:34:56"}),
        [twice(HOST, 1, "52:54:00:12:34:56", 0)],
    ),
    "the booting NIC twice, by its word": (
        nics({"device": "52:54:00:12:34:56"}, {"device": "bootif"}),
        [twice(HOST, 1, "bootif", 0)],
    ),
    "the booting NIC, which may be another one": (
        {
            "hosts:web01:mac": ["52:54:00:12:34:56", "52:54:00:12:34:66"],
            **nics({"device": "bootif"}, {"device": "52:54:00:12:34:56"}),
        },
        [],
    ),
    "a NIC of another host": (
        nics({"device": "52:54:00:12:34:56"}, {"device": "52:54:00:12:34:57"}),
        [
            Problem(
                f"{HOST}:network:1:device",
                "52:54:00:12:34:57 is a NIC of web02",
                "name one of this host's NICs",
            )
        ],
    ),
    "a NIC of nobody": (nics({"device": "52:54:00:99:99:99"}), []),
    "a gateway that is the machine": (
        nics({**ONE, "gateway": "10.0.0.21"}),
        [
            Problem(
                f"{HOST}:network:0:gateway",
                "10.0.0.21 is the machine itself",
                "name the router of its subnet",
            )
        ],
    ),
    "a gateway that is a neighbour": (nics({**ONE, "gateway": "10.0.0.254"}), []),
    "a gateway elsewhere": (
        nics({"device": "eth1"}, {**ONE, "gateway": "10.0.1.254"}),
        [Problem(f"{HOST}:network:1:gateway", "10.0.1.254 is not in 10.0.0.0/24", GATEWAY)],
    ),
    "a gateway of a NIC that has its address from the host": (
        nics({"device": "eth0", "bootproto": "static", "gateway": "10.9.9.9"}),
        [],
    ),
    "an address in a profile": (
        nics({"device": "eth1"}, {**ONE, "gateway": "10.0.1.254"}, of="profiles:el9-web"),
        [
            Problem(f"{PROFILE}:network:1:gateway", "10.0.1.254 is not in 10.0.0.0/24", GATEWAY),
            Problem(
                f"{PROFILE}:network:1:ip", "a profile's hosts would share this address", "say it at a host"
            ),
        ],
    ),
    "static by the fixed address": (nics({"bootproto": "static"}), []),
    "static without any address": (
        {**nics({"device": "eth1"}, {"bootproto": "static"}), "hosts:web01:fixed_address": ABSENT},
        [FIXED],
    ),
    "static without any address, by the profile": (
        {**nics({"bootproto": "static"}, of="profiles:el9-web"), "hosts:web01:fixed_address": ABSENT},
        [FIXED],
    ),
    "static by the profile, and the host has networks of its own": (
        {
            **nics({"bootproto": "static"}, of="profiles:el9-web"),
            **nics({"device": "eth0"}),
            "hosts:web01:fixed_address": ABSENT,
        },
        [],
    ),
    "static by the profile, and the host has none": (
        {
            **nics({"bootproto": "static"}, of="profiles:el9-web"),
            **nics(),
            "hosts:web01:fixed_address": ABSENT,
        },
        [],
    ),
    "static with an address of its own": ({**nics(ONE), "hosts:web01:fixed_address": ABSENT}, []),
    "no address, and DHCP": ({**nics({"device": "eth0"}), "hosts:web01:fixed_address": ABSENT}, []),
    "static without any address, and no install": (
        {
            **nics({"bootproto": "static"}),
            "hosts:web01:fixed_address": ABSENT,
            "hosts:web01:install": ABSENT,
        },
        [],
    ),
    "a bond, and a VLAN on a slave of it": (
        nics(BOND, {"device": "em1", "vlan": {"id": 5}}, {"device": "em3"}),
        [],
    ),
    "a slave of two bonds": (
        nics(BOND, {"device": "bond1", "bond": {"slaves": ["em3", "em2"]}}),
        [
            Problem(
                f"{HOST}:network:1:bond:slaves",
                f"em2 is a slave of two bonds, also at {HOST}:network:0:bond:slaves",
                "choose one of them",
            )
        ],
    ),
    "a slave with an address of its own": (
        nics({"device": "em2"}, BOND),
        [
            Problem(
                f"{HOST}:network:0:device",
                f"em2 is a slave at {HOST}:network:1:bond:slaves, and has no address of its own",
                "configure the bond in its place",
            )
        ],
    ),
    "static without any address or profile": (
        {
            **nics({"bootproto": "static"}),
            "hosts:web01:fixed_address": ABSENT,
            "hosts:web01:profile": ABSENT,
        },
        [FIXED],
    ),
    "neither networks nor a profile": (
        {"hosts:web01:fixed_address": ABSENT, "hosts:web01:profile": ABSENT},
        [],
    ),
}


@pytest.mark.parametrize(("changes", "wanted"), NETWORKS.values(), ids=NETWORKS)
def test_a_network_can_come_up(changes: dict[str, Any], wanted: list[Problem]) -> None:
    """A device is configured once, a gateway is reached, and a static network has an address."""
    assert list(install_targets.networks(small_site(changes))) == wanted


def too_long(length: int, host: str = "web01") -> Problem:
    """Return the problem of a kernel line."""
    return Problem(
        f"pxe:hosts:{host}:kernel_args",
        f"the kernel line is {length} characters long and the kernel reads {LONGEST_KERNEL_LINE}",
        "shorten kernel_args here or in the profile",
    )


LINE = len(
    "inst.repo=http://10.0.0.7/pxe/repo/el9/ inst.ks=http://10.0.0.7/pxe/ks/52:54:00:12:34:56 inst.ks.sendmac "
    "ip=dhcp BOOTIF=01-52-54-00-12-34-56 inst.text"
)


def words(length: int) -> list[str]:
    """Return kernel arguments that take up so many characters, each with the blank before it."""
    assert length % 100 == 0
    return [f"a{number:02}={'x' * 95}" for number in range(length // 100)]


def test_a_kernel_line_is_as_long_as_the_kernel_reads() -> None:
    """It is counted to the character, with what profile and host add."""
    rest = (LONGEST_KERNEL_LINE - LINE) % 100
    profile = {"profiles:el9-web:kernel_args": ["p" * (rest - 1)]}
    most = words(LONGEST_KERNEL_LINE - LINE - rest)
    assert list(install_targets.kernel_lines(small_site({**profile, "hosts:web01:kernel_args": most}))) == []
    profile = {"profiles:el9-web:kernel_args": ["p" * rest]}
    assert list(install_targets.kernel_lines(small_site({**profile, "hosts:web01:kernel_args": most}))) == [
        too_long(LONGEST_KERNEL_LINE + 1)
    ]


def test_each_host_that_asks_is_measured_by_its_own_profile() -> None:
    """What cannot be installed anyway is left to other rules, and the hosts behind it are measured."""
    long = words(2000)
    short = {"release": "RHEL9", "repo": "el9", "mode": "graphical"}
    asks = {"install": "CHG1", "kernel_args": long}
    hosts = {
        "idle": {"profile": "el9-web", "kernel_args": long},
        "bare": {**asks},
        "lost": {**asks, "profile": "nowhere"},
        "dry": {**asks, "profile": "no-repo"},
        "one": {**asks, "profile": "el9-web"},
        "two": {**asks, "profile": "short"},
        "three": {**asks, "profile": "el9-web"},
        "four": {**asks, "profile": "el9-web", "kernel_args": ["quiet"]},
    }
    changes = {
        "profiles:short": short,
        "profiles:no-repo": {**short, "repo": "nowhere"},
        "hosts": {
            name: {"mac": f"52:54:00:00:00:0{at}", **host} for at, (name, host) in enumerate(hosts.items())
        },
    }
    assert list(install_targets.kernel_lines(small_site(changes))) == [
        too_long(LINE + 2000, "one"),
        too_long(LINE + 2000 - len(" inst.text"), "two"),
        too_long(LINE + 2000, "three"),
    ]
