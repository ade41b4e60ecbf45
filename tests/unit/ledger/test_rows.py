"""Rows of the ledger come back as the values that were written."""

from __future__ import annotations

from dataclasses import fields

from salt_pxe.arming.request import Request
from salt_pxe.ledger.requests import Ledger
from salt_pxe.ledger.rows import COLUMNS, found, parts
from tests.minion_keys import KEYS
from tests.unit.ledger.asking import NOW, ask, row_of


def test_a_request_comes_back_with_every_field(ledger: Ledger) -> None:
    """Each column is a field of the value, and each field a column."""
    asked = ask(ledger).request
    assert ledger.find("fra1", "web01", "CHG1") == asked
    done = ledger.finish(row_of(ledger), KEYS[0], now=NOW + 1, by="x").request
    read = ledger.find("fra1", "web01", "CHG1")
    assert read == done and read and read.public_key == KEYS[0]
    names = {column.name for column in COLUMNS} - {"id"} | {"number"}
    assert names == {field.name for field in fields(Request)}


def test_a_request_is_found_as_it_is_inside_a_transaction(ledger: Ledger) -> None:
    """By site, host and text together."""
    ask(ledger)
    ask(ledger, host="web02")
    with ledger.engine.begin() as connection:
        row = found(connection, "fra1", "web02", "CHG1")
        assert row and row.host == "web02"
        assert found(connection, "fra1", "web02", "CHG2") is None
        assert found(connection, "muc1", "web02", "CHG1") is None


def test_many_values_are_asked_for_in_parts() -> None:
    """A database takes only so many in one query; none is lost, none comes twice."""
    values = list(range(1001))
    split = list(parts(values))
    assert [one for part in split for one in part] == values
    assert max(map(len, split)) <= 400
    assert list(parts([])) == []
