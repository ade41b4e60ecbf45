"""The interfaces of a machine, made in a network namespace, and what the room tells of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.namespace import Namespace

PROGRAM = """
import dataclasses, json, sys
from salt_pxe.publish.host import interfaces as room
found = {name: dataclasses.asdict(one) for name, one in room.interfaces().items()}
print(json.dumps([found, sorted(room.own()), room.of("eth1"), room.of("none"), room.mac_of("eth1"),
    room.mac_of("none"), [name for name in ("eth1", "other", "none") if room.has_carrier(name)]]))
"""
IN_A_LOOP = """
import asyncio
from salt_pxe.publish.host.interfaces import own
async def main():
    print(sorted(own()))
asyncio.run(main())
"""


@pytest.fixture
def namespace() -> Iterator[Namespace]:
    """A network with two interfaces at the ends of one wire, the one up with two addresses, the other down."""
    with Namespace() as namespace:
        for command in (
            "ip link add eth1 address 52:54:00:aa:bb:01 type veth peer name other",
            "ip address add 10.0.0.7/24 dev eth1",
            "ip address add 10.1.0.7/16 dev eth1",
            "ip link set eth1 up",
        ):
            namespace.run(command.split())
        yield namespace


def told(namespace: Namespace) -> Any:
    """Return what the room tells inside the namespace."""
    return json.loads(namespace.run([sys.executable, "-c", PROGRAM]).stdout)


def test_interfaces_are_told_with_state_and_addresses(namespace: Namespace) -> None:
    """Without the far end an interface is up but has no carrier; what is not there has nothing."""
    found, own, of_eth1, of_none, mac, no_mac, carriers = told(namespace)
    assert found["eth1"] == {
        "name": "eth1",
        "mac": "52:54:00:aa:bb:01",
        "up": True,
        "carrier": False,
        "addresses": ["10.0.0.7", "10.1.0.7"],
        "prefixes": [24, 16],
    }
    assert (found["other"]["up"], found["other"]["carrier"], found["other"]["addresses"]) == (
        False,
        False,
        [],
    )
    assert {"10.0.0.7", "10.1.0.7"} <= set(own)
    assert (of_eth1, of_none) == (["10.0.0.7", "10.1.0.7"], [])
    assert (mac, no_mac) == ("52:54:00:aa:bb:01", "")
    assert carriers == []


def test_with_the_far_end_up_there_is_a_carrier(namespace: Namespace) -> None:
    """Both ends then can send frames."""
    namespace.run(["ip", "link", "set", "other", "up"])
    assert told(namespace)[-1] == ["eth1", "other"]


def test_it_works_where_an_event_loop_runs(namespace: Namespace) -> None:
    """Salt runs its functions inside event loops of its own."""
    assert "10.0.0.7" in namespace.run([sys.executable, "-c", IN_A_LOOP]).stdout
