"""Asking for an install from one kickstart server: never more machines than it may have, whoever asks at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from salt_pxe.arming.request import LIFETIME
from salt_pxe.ledger import database
from salt_pxe.ledger import history as listing
from salt_pxe.ledger.capacity import ask
from salt_pxe.ledger.errors import NoRoom
from salt_pxe.ledger.requests import Ledger
from salt_pxe.ledger.transaction import Outcome
from tests.ledger_replay import replay
from tests.unit.ledger.asking import mac_of, row_of

NOW = 1_000_000


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """Return a new ledger."""
    return database.ledger(f"sqlite:///{tmp_path}/ledger.db")


def want(
    ledger: Ledger, host: str = "web01", request: str = "CHG1", server: str = "ks1", **more: Any
) -> Outcome:
    """Ask for an install of a host."""
    facts = {
        "site": "fra1",
        "mac": mac_of(host),
        "minion_id": host,
        "key_generation": 1,
        "most": 2,
        "now": NOW,
    }
    return ask(ledger, host, request, server, **{**facts, "by": "ticket", **more})


def test_a_request_and_its_server_are_written_down_together(ledger: Ledger) -> None:
    """No server has armed it yet, so it stays `requested`; the server is known as one that may."""
    done = want(ledger)
    assert done.won and done.request.state == "requested"
    assert done.request == ledger.find("fra1", "web01", "CHG1")
    assert ledger.serving(row_of(ledger)) == {"ks1": False}
    assert [row.change for row in ledger.history()] == ["requested", "served"]
    assert replay(ledger.history())[("fra1", "web01", "CHG1")].serving == {"ks1"}
    assert listing.unconfirmed(ledger, NOW) == [(done.request, "ks1")]
    again = want(ledger)
    assert not again.won and again.request == done.request


def test_what_does_not_fit_is_not_asked_for(ledger: Ledger) -> None:
    """Nothing is left of it: the text can be asked for again when there is room."""
    assert want(ledger).won and want(ledger, "web02").won
    with pytest.raises(NoRoom, match="ks1 may install 2 machines at once, and has 2 to install"):
        want(ledger, "web03")
    assert ledger.find("fra1", "web03", "CHG1") is None and len(ledger.history()) == 4
    assert want(ledger, "web03", server="ks2").won, "another server has room of its own"
    ledger.move(row_of(ledger), "cancelled", now=NOW, by="x")
    assert want(ledger, "web04").won


def test_hosts_that_pillar_asks_for_are_counted_and_none_twice(ledger: Ledger) -> None:
    """The ledger may know some of them already, the host itself among them."""
    want(ledger, "web02")
    with pytest.raises(NoRoom):
        want(ledger, besides={"db01"})
    assert want(ledger, besides={"web01", "web02"}).won


def test_one_whose_deadline_has_come_takes_no_room(ledger: Ledger) -> None:
    """It is over, whether or not anything has closed it."""
    want(ledger), want(ledger, "web02")
    assert want(ledger, "web03", now=NOW + LIFETIME).won


def test_of_many_at_once_as_many_get_in_as_there_is_room_for(ledger: Ledger) -> None:
    """The limit holds across writers."""

    def attempt(number: int) -> bool:
        mine = database.ledger(ledger_url)
        try:
            return want(mine, f"web{number}", mac=f"52:54:00:00:00:{number:02x}", most=5).won
        except NoRoom:
            return False

    ledger_url = f"sqlite:///{opening_path(ledger)}"
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(16))) == 5
    assert len(ledger.open(NOW)) == 5


def opening_path(ledger: Ledger) -> str:
    """Return the file of an SQLite ledger."""
    with ledger.engine.connect() as connection:
        return str(connection.exec_driver_sql("PRAGMA database_list").first()[2])  # type: ignore[index]
