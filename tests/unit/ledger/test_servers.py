"""Which kickstart servers serve a request is remembered until each has disarmed it."""

from __future__ import annotations

import pytest

from salt_pxe.ledger.errors import UnknownRequest
from salt_pxe.ledger.requests import Ledger
from salt_pxe.ledger.rows import Undone
from tests.unit.ledger.asking import NOW, ask


def test_servers_that_armed_a_request_are_remembered_until_they_disarm_it(ledger: Ledger) -> None:
    """A server that says it armed what is over already is to disarm it, however late it says so."""
    ask(ledger)
    ledger.served("web01", "CHG1", "ks1", now=NOW, by="ks1")
    assert ledger.undone() == []
    ledger.move("web01", "CHG1", "cancelled", now=NOW, by="x")
    ledger.served("web01", "CHG1", "ks2", now=NOW, by="ks2")
    assert ledger.undone() == [Undone("web01", "CHG1", "ks1"), Undone("web01", "CHG1", "ks2")]
    ledger.disarmed("web01", "CHG1", "ks1", now=NOW, by="x")
    ledger.served("web01", "CHG1", "ks3", now=NOW, by="ks3")
    assert ledger.serving("web01", "CHG1") == {"ks1": True, "ks2": False, "ks3": False}
    ledger.served("web01", "CHG1", "ks1", now=NOW, by="ks1")
    assert Undone("web01", "CHG1", "ks1") in ledger.undone()


def test_the_first_server_that_serves_a_request_arms_it(ledger: Ledger) -> None:
    """Each server is written down once, with its name."""
    ask(ledger)
    assert ledger.served("web01", "CHG1", "ks1", now=NOW, by="ks1").request.state == "armed"
    second = ledger.served("web01", "CHG1", "ks2", now=NOW, by="ks2")
    assert second.won and second.request.state == "armed"
    again = ledger.served("web01", "CHG1", "ks1", now=NOW, by="ks1")
    assert not again.won and "before" in again.reason
    told = [(row.change, row.note) for row in ledger.history()[1:]]
    assert told == [("served", "ks1"), ("armed", "ks1"), ("served", "ks2")]


def test_a_server_that_disarms_before_it_was_known_is_known_as_disarmed(ledger: Ledger) -> None:
    """The machine's end may come before the server's own word."""
    ask(ledger)
    assert ledger.disarmed("web01", "CHG1", "ks1", now=NOW, by="x").won
    assert ledger.serving("web01", "CHG1") == {"ks1": True}
    assert not ledger.disarmed("web01", "CHG1", "ks1", now=NOW, by="x").won


def test_a_server_of_a_request_that_nobody_made_is_an_error(ledger: Ledger) -> None:
    """Nothing is written down of it."""
    for call in (ledger.served, ledger.disarmed):
        with pytest.raises(UnknownRequest):
            call("web01", "CHG1", "ks1", now=NOW, by="x")
    assert ledger.history() == []
