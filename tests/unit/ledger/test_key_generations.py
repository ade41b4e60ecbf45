"""Which generation of the key a file of keys has to hold."""

from __future__ import annotations

import pytest

from salt_pxe.ledger import key_generations
from salt_pxe.ledger.requests import Ledger
from tests.unit.ledger.asking import NOW, ask, row_of


def test_a_ledger_without_requests_needs_no_key(ledger: Ledger) -> None:
    """Then the first key may be made."""
    assert (key_generations.newest(ledger), key_generations.highest(ledger)) == (0, 0)


def test_the_newest_counts_among_late_requests_whatever_became_of_them(ledger: Ledger) -> None:
    """A server with an old pillar asks by the key before it."""
    ask(ledger, host="web01", key_generation=2)
    ledger.move(row_of(ledger), "cancelled", now=NOW, by="me")
    ask(ledger, host="web02", key_generation=1)
    assert (key_generations.newest(ledger), key_generations.highest(ledger)) == (2, 2)


def test_an_open_request_counts_however_old_it_is(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is over counts when a key is made: no generation is given twice."""
    monkeypatch.setattr(key_generations, "_LAST", 2)
    ask(ledger, host="web01", key_generation=5)
    for host in ("web02", "web03", "web04"):
        ask(ledger, host=host, key_generation=3)
        ledger.move(row_of(ledger, host), "cancelled", now=NOW, by="me")
    assert key_generations.newest(ledger) == 5
    ledger.move(row_of(ledger), "cancelled", now=NOW, by="me")
    assert (key_generations.newest(ledger), key_generations.highest(ledger)) == (3, 5)
