"""The operator is told why a text arms nobody, and what the ledger learns."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from salt_pxe.arming.ledger_trust import Position, Standing
from salt_pxe.publish import remarks
from salt_pxe.publish.files.disk import Disk
from salt_pxe.publish.kickstart_server import KickstartServer
from tests.unit.publish.steps.armed_server import server


def knowing(found: KickstartServer, **known: Any) -> KickstartServer:
    """Return a server to which the master has told more."""
    assert found.registration
    return replace(found, registration=replace(found.registration, **known))


@pytest.fixture
def disk(tmp_path: Any) -> Disk:
    """An empty disk."""
    return Disk(str(tmp_path))


def test_a_text_that_is_over_is_explained_with_its_state(disk: Disk) -> None:
    """Hosts without a text say nothing, nor does one that is armed."""
    found = server(disk, 7, {})
    found = replace(found, served=replace(found.served, ledger={"over": {"web02": ["CHG7", "installed"]}}))
    assert found.armed() == {"web01": "CHG0012345"}
    assert remarks.over(found) == {
        "web02": "the request 'CHG7' of web02 is over (installed): write a new text to install again"
    }
    assert remarks.over(server(disk, 7, {})) == {}


def test_a_text_that_is_over_on_this_server_is_explained_before_the_master_knows(disk: Disk) -> None:
    """By its tombstone; the state is not known here."""
    found = server(disk, 7, {})
    found.armed_files.disarm("web01", "CHG0012345")
    said = "the request 'CHG0012345' of web01 is over: write a new text to install again"
    assert remarks.over(found) == {"web01": said}


@pytest.mark.parametrize(("test", "verb"), [(True, "would be"), (False, "is")])
def test_what_the_ledger_learns_is_told(disk: Disk, test: bool, verb: str) -> None:
    """With test, what it would learn; from a ledger that is not trusted nothing is said."""
    found = knowing(server(disk, 7, {}), unnoted={"db01": "CHG1"}, test=test)
    assert remarks.noted(found) == [
        f"the present name and MAC addresses of db01 {verb} written down in the master's ledger, "
        "with the request 'CHG1'"
    ]
    assert remarks.noted(server(disk, 7, {})) == []
    lost = Standing(Position("ledger", 7, "mark 7"), "it was lost")
    assert remarks.noted(knowing(found, standing=lost)) == []
