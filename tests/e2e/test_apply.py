"""Does the state tree do what it says, once, and nothing the second time? On a server with a real systemd."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.lab import Lab
from tests.e2e.server import MINION_ID

pytestmark = pytest.mark.e2e
DAEMONS = ("isc-dhcp-server", "tftpd-hpa", "nginx")


def changed(result: dict[str, Any]) -> set[str]:
    """Return the ids of the states that changed something, or would."""
    return {state["__id__"] for state in result.values() if state["changes"] or state["result"] is None}


def test_dry_run_names_what_the_run_changes(predicted: dict[str, Any], applied: dict[str, Any]) -> None:
    """What the run reports on a fresh server is to the letter what test=True had said, state by state."""
    assert all(state["result"] is not False for state in predicted.values())
    assert changed(predicted) == changed(applied)
    for name, state in applied.items():
        assert predicted[name]["changes"] == state["changes"], name


def test_second_run_changes_nothing(lab: Lab, applied: dict[str, Any]) -> None:
    """A second state.apply pxe reports no change, and so does its dry run."""
    for dry in (True, False):
        again = lab.salt("state.apply", "pxe", test=dry)
        assert changed(again) == set()
        assert all(state["result"] is True for state in again.values())


def test_daemons_run_and_are_not_enabled(lab: Lab, applied: dict[str, Any]) -> None:
    """While a machine is armed the daemons run, and none of them would start at boot."""
    assert {daemon: lab.server.is_active(daemon) for daemon in DAEMONS} == dict.fromkeys(DAEMONS, True)
    assert {daemon: lab.server.is_enabled(daemon) for daemon in DAEMONS} == dict.fromkeys(DAEMONS, False)


def test_server_that_restarts_starts_none_of_its_daemons(lab: Lab, applied: dict[str, Any]) -> None:
    """After a reboot of the kickstart server nothing is served until the states run again; then all is as before."""
    lab.server.stop()
    lab.server.start()
    assert {daemon: lab.server.is_active(daemon) for daemon in DAEMONS} == dict.fromkeys(DAEMONS, False)

    lab.master.wait_for(MINION_ID)
    again = lab.salt("state.apply", "pxe")
    assert all(state["result"] is True for state in again.values()), again
    assert {daemon: lab.server.is_active(daemon) for daemon in DAEMONS} == dict.fromkeys(DAEMONS, True)
