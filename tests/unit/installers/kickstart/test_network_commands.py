"""The `network` lines."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.installers.kickstart.check.reading import read
from salt_pxe.installers.kickstart.network_commands import network
from tests.unit.installers.kickstart.rendered_site import installed

MAC = "52:54:00:12:34:56"


@pytest.mark.parametrize(
    ("nic", "says"),
    [
        ({}, {"device": MAC, "noipv6": True}),
        ({"ipv6": "auto"}, {"device": MAC, "ipv6": "auto"}),
        (
            {"onboot": False, "activate": False},
            {"device": MAC, "noipv6": True, "onboot": False, "activate": False},
        ),
        (
            {"device": "em1", "mtu": 9000, "nodefroute": True},
            {"device": "em1", "mtu": "9000", "nodefroute": True},
        ),
        (
            {"bootproto": "static"},
            {
                "bootProto": "static",
                "ip": "10.0.0.21",
                "netmask": "255.255.255.0",
                "gateway": "10.0.0.254",
                "nameserver": "10.0.0.2",
            },
        ),
        (
            {"device": "bond0", "bond": {"slaves": ["em1", "em2"], "options": "mode=802.3ad,miimon=100"}},
            {"device": "bond0", "bondslaves": "em1,em2", "bondopts": "mode=802.3ad,miimon=100"},
        ),
        (
            {"device": "em1", "vlan": {"id": 7, "interface_name": "prod"}},
            {"device": "em1", "vlanid": "7", "interfacename": "prod"},
        ),
    ],
)
def test_the_release_s_parser_reads_what_pillar_says_of_a_device(
    nic: dict[str, Any], says: dict[str, Any]
) -> None:
    """pykickstart's own names on the right; the host's name is on the first line."""
    (line,) = network(installed({"hosts:web01:network": [nic]}))
    (found,) = read(f"{line}\n", "RHEL9").data["network"]
    assert says.items() <= {"onboot": True, "activate": False, **found}.items()
    assert found["hostname"] == "web01"


def test_the_host_s_name_stands_in_the_first_line_alone() -> None:
    """One line a device, in pillar's order."""
    lines = network(installed({"hosts:web01:network": [{"device": "em1"}, {"device": "em2"}]}))
    assert ["--hostname=web01" in line for line in lines] == [True, False]
    assert ["--device=em1 " in line for line in lines] == [True, False]
