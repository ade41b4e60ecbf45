"""A network on which no machine would be installed is found: addresses, interfaces, ports, other servers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.functional.conftest import Run
from tests.functional.doctor.mistakes import assert_found, messages
from tests.functional.test_states import site

# Not among the fast tests: real daemons, or many processes, take their time.
pytestmark = pytest.mark.integration

MISTAKES = [
    (
        "pkill -x nginx; sleep 0.5; python3 -m http.server 80 >/dev/null 2>&1 & sleep 1",
        "port",
        "python3 listens on tcp",
    ),
    ("ip link set other down", "interface", "no carrier"),
    ("ip address add 10.0.0.150/24 dev eth1", "own-address", "holds 10.0.0.150, which is this machine's own"),
    ("ip address add 10.0.0.9/24 dev eth1 && ip address del 10.0.0.7/24 dev eth1", "next-server", "PXE-E11"),
    ("ip address flush dev eth1", "interface", "no address"),
    ("ip link set eth1 down", "interface", "eth1 is down"),
    ("ip link set eth1 name eth5", "interface", "eth1 is not there"),
]


def test_each_mistake_is_found(run: Run, media: Path) -> None:
    """By its own check, and named."""
    assert_found(run, media, MISTAKES)


def test_a_next_server_that_is_another_machine_is_found(run: Run, media: Path) -> None:
    """What pillar alone shows is found without anything being applied."""
    (report,) = run({"site": site(media, **{"subnets:10.0.0.0/24:next_server": "10.0.0.99"}), "check": False})
    assert any("10.0.0.99 is another machine" in message for message in messages(report, "next-server"))
