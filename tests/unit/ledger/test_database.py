"""A ledger at a URL: a writer makes and migrates it, a reader changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from salt_pxe.ledger import database
from salt_pxe.ledger.errors import LedgerError
from salt_pxe.ledger.requests import Ledger
from tests.unit.ledger.asking import NOW, ask


def test_a_reader_changes_nothing(ledger: Ledger, url: str) -> None:
    """The database itself refuses, whatever is tried through it."""
    ask(ledger)
    with pytest.raises(LedgerError, match="readonly"):
        ask(Ledger(database.reader(url).engine), host="web02")
    assert len(ledger.history()) == 1


def test_a_ledger_that_is_not_there_is_not_made_by_reading(url: str, tmp_path: Path) -> None:
    """Nothing in its place would mean that nothing was ever closed."""
    with pytest.raises(LedgerError, match="cannot be used"):
        database.reader(url)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "bad",
    [
        "nonsense",
        "sqlite://",
        "postgresql+nosuch://u:canary@h/d",
        "postgresql+psycopg://u:canary@127.0.0.1:1/d",
        "sqlite:////nowhere/x/l.db",
    ],
)
def test_a_url_that_leads_nowhere_is_said_without_its_password(bad: str) -> None:
    """Neither reading nor writing gives anything but a LedgerError."""
    for open_it in (database.ledger, database.reader):
        with pytest.raises(LedgerError) as caught:
            open_it(bad)
        assert "canary" not in str(caught.value)


def test_a_ledger_that_was_never_made_is_none_for_who_asks_so(
    url: str, ledger: Ledger, tmp_path: Path
) -> None:
    """The pillar extension arms nothing without one; any other failure is still one."""
    assert database.reader_or_none(f"sqlite:///{tmp_path}/none.db") is None
    found = database.reader_or_none(url)
    assert found and found.standing() == ledger.standing()
    with pytest.raises(LedgerError):
        database.reader_or_none("nonsense")
    (tmp_path / "text.db").write_text("no database" * 100)
    with pytest.raises(LedgerError):
        database.reader_or_none(f"sqlite:///{tmp_path}/text.db")


def test_a_ledger_is_made_once(url: str, ledger: Ledger) -> None:
    """Opening it again finds the same one."""
    ask(ledger)
    again = database.ledger(url)
    assert again.standing().position == ledger.standing().position
    assert [row.host for row in again.open(NOW)] == ["web01"]
