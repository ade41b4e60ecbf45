"""What salt-pxe tells on the master's bus: each new state, and what was done with a key; nothing secret."""

from __future__ import annotations

from typing import Any

from salt_pxe.adapters import bus_events
from salt_pxe.arming.request import Request
from tests.minion_keys import KEYS

OPTS = {"sock_dir": "/run/salt/master"}


def request(host: str, state: str) -> Request:
    """Return a request that has come to its end."""
    return Request(
        1,
        "fra1",
        host,
        "CHG1",
        "52:54:00:12:34:56",
        f"{host}.example.com",
        3,
        state,
        4,
        0,
        9,
        5,
        KEYS[0],
        "f" * 64,
        6,
    )


def test_each_new_state_is_an_event_of_its_own(bus: list[tuple[str, Any]]) -> None:
    """Its tag names site, host and state."""
    bus_events.fire_states(OPTS, [request("web01", "installed"), request("web02", "failed")])
    assert [tag for tag, _ in bus] == ["salt/pxe/fra1/web01/installed", "salt/pxe/fra1/web02/failed"]
    assert bus[0][1] == {
        "site": "fra1",
        "host": "web01",
        "request": "CHG1",
        "state": "installed",
        "mac": "52:54:00:12:34:56",
        "minion_id": "web01.example.com",
    }


def test_without_a_change_the_bus_is_not_asked_for(bus: list[tuple[str, Any]]) -> None:
    """Most signals change nothing."""
    bus_events.fire_states({}, [])
    assert bus == []


def test_a_key_is_told_as_salt_key_tells_it(bus: list[tuple[str, Any]]) -> None:
    """Whoever listens for Salt's own events hears it."""
    bus_events.fire_key(OPTS, "web01", "accepted")
    assert bus == [("salt/key", {"result": True, "act": "accepted", "id": "web01"})]
