"""Which kickstart servers serve a request is remembered until each has disarmed it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from salt_pxe.ledger.errors import UnknownRequest
from salt_pxe.ledger.requests import Ledger
from salt_pxe.ledger.rows import Undone
from tests.unit.ledger.asking import NOW, ask, row_of


def test_servers_that_armed_a_request_are_remembered_until_they_disarm_it(ledger: Ledger) -> None:
    """A server that says it armed what is over already is to disarm it, however late it says so."""
    ask(ledger)
    ledger.served(row_of(ledger), "ks1", now=NOW, by="ks1")
    assert ledger.undone() == []
    ledger.move(row_of(ledger), "cancelled", now=NOW, by="x")
    ledger.served(row_of(ledger), "ks2", now=NOW, by="ks2")
    row = row_of(ledger)
    assert ledger.undone() == [Undone(row, "ks1"), Undone(row, "ks2")]
    ledger.disarmed(row_of(ledger), "ks1", now=NOW, by="x")
    ledger.served(row_of(ledger), "ks3", now=NOW, by="ks3")
    assert ledger.serving(row_of(ledger)) == {"ks1": True, "ks2": False, "ks3": False}
    ledger.served(row_of(ledger), "ks1", now=NOW, by="ks1")
    assert Undone(row_of(ledger), "ks1") in ledger.undone()


def test_the_first_server_that_serves_a_request_arms_it(ledger: Ledger) -> None:
    """Each server is written down once, with its name."""
    ask(ledger)
    assert ledger.served(row_of(ledger), "ks1", now=NOW, by="ks1").request.state == "armed"
    second = ledger.served(row_of(ledger), "ks2", now=NOW, by="ks2")
    assert second.won and second.request.state == "armed"
    again = ledger.served(row_of(ledger), "ks1", now=NOW, by="ks1")
    assert not again.won and "before" in again.reason
    told = [(row.change, row.note) for row in ledger.history()[1:]]
    assert told == [("served", "ks1"), ("armed", "ks1"), ("served", "ks2")]


def test_a_server_that_disarms_before_it_was_known_is_known_as_disarmed(ledger: Ledger) -> None:
    """The machine's end may come before the server's own word."""
    ask(ledger)
    assert ledger.disarmed(row_of(ledger), "ks1", now=NOW, by="x").won
    assert ledger.serving(row_of(ledger)) == {"ks1": True}
    assert not ledger.disarmed(row_of(ledger), "ks1", now=NOW, by="x").won


def test_a_server_of_a_request_that_nobody_made_is_an_error(ledger: Ledger) -> None:
    """Nothing is written down of it."""
    asked = ask(ledger).request
    for call in (ledger.served, ledger.disarmed):
        with pytest.raises(UnknownRequest):
            call(replace(asked, number=asked.number + 1), "ks1", now=NOW, by="x")
    assert [row.change for row in ledger.history()] == ["requested"]
