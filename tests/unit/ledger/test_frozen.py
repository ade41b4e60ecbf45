"""A ledger whose disk is full is read where nobody writes to it, and nothing is ever written by it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from salt_pxe.ledger import frozen
from salt_pxe.ledger.errors import LedgerError
from salt_pxe.ledger.frozen import Frozen, ledger_or_frozen
from salt_pxe.ledger.requests import Ledger
from tests.unit.ledger.asking import NOW, ask, row_of

FULL = "the ledger cannot be used: OperationalError: database or disk is full"


def fails(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    """Let opening the ledger for writing fail with these words."""

    def opened(*_: Any) -> Ledger:
        raise LedgerError(words)

    monkeypatch.setattr(frozen, "ledger", opened)


def test_a_ledger_that_can_be_written_is_not_frozen(url: str, ledger: Ledger) -> None:
    """It is the ordinary one."""
    assert not isinstance(ledger_or_frozen(url), Frozen)
    assert ask(ledger_or_frozen(url)).won


@pytest.mark.parametrize("words", frozen.NO_SPACE)
def test_without_space_it_is_read_and_every_change_fails_for_that_reason(
    url: str, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    """Who is armed where is known, so that it can be disarmed."""
    ask(ledger)
    ledger.served(row_of(ledger), "ks1", now=NOW, by="x")
    fails(monkeypatch, words)
    found = ledger_or_frozen(url)
    assert found.serving(row_of(found)) == {"ks1": False}
    for change in (
        lambda: found.move(row_of(found), "cancelled", now=NOW, by="x"),
        lambda: ask(found, host="web02"),
        lambda: found.disarmed(row_of(found), "ks1", now=NOW, by="x"),
    ):
        with pytest.raises(LedgerError, match=words):
            change()
    assert len(ledger.history()) == 3


def test_what_fails_for_another_reason_fails(
    url: str, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As does a database that is no file, and a file that was never made."""
    fails(monkeypatch, "the ledger cannot be used: database is locked")
    with pytest.raises(LedgerError, match="locked"):
        ledger_or_frozen(url)
    fails(monkeypatch, FULL)
    for other in (f"{url}.none", "postgresql+psycopg://u@127.0.0.1/d"):
        with pytest.raises(LedgerError, match="disk is full"):
            ledger_or_frozen(other)


def test_a_ledger_to_which_somebody_may_be_writing_is_not_read_so(
    url: str, ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is in its log would be missed: a request that was closed would still be open."""
    fails(monkeypatch, FULL)
    (tmp_path / "ledger.db-wal").write_bytes(b"x")
    with pytest.raises(LedgerError, match="disk is full"):
        ledger_or_frozen(url)
    (tmp_path / "ledger.db-wal").write_bytes(b"")
    assert isinstance(ledger_or_frozen(url), Frozen)
