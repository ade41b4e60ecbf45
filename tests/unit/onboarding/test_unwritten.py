"""A machine whose end cannot be written down is disarmed all the same, and whoever asked is told both."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from salt_pxe.arming.request import Machine
from salt_pxe.ledger import database
from salt_pxe.ledger.errors import LedgerError
from salt_pxe.ledger.requests import Ledger
from salt_pxe.onboarding.unwritten import disarmed_unwritten
from tests.unit.ledger.asking import MAC, NOW, ask, row_of


@dataclass
class Servers:
    """Kickstart servers, some of which do not answer."""

    away: set[str] = field(default_factory=set)
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    def disarm(self, server: str, host: str, request: str) -> bool:
        """Disarm a host, where the server answers."""
        self.asked.append((server, host, request))
        return server not in self.away


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """Return a ledger in which two servers serve a request, and one of them has disarmed it."""
    made = database.ledger(f"sqlite:///{tmp_path}/ledger.db")
    ask(made)
    for server in ("ks1", "ks2"):
        made.served(row_of(made), server, now=NOW, by=server)
    made.disarmed(row_of(made), "ks2", now=NOW, by="ks2")
    return made


def ending(ledger: Ledger, servers: Servers, failure: Exception | None) -> None:
    """End the request while the ledger fails like that."""
    with disarmed_unwritten(ledger, row_of(ledger), disarm=servers.disarm):
        if failure:
            raise failure


def test_an_end_that_is_written_down_disarms_nothing_here(ledger: Ledger) -> None:
    """Who wrote it disarms."""
    servers = Servers()
    ending(ledger, servers, None)
    assert servers.asked == []


def test_an_end_that_cannot_be_written_disarms_on_every_server_that_may_have_it(ledger: Ledger) -> None:
    """Those that the ledger knows and that have not disarmed it."""
    servers = Servers()
    with pytest.raises(LedgerError):
        ending(ledger, servers, LedgerError("the disk is full"))
    assert servers.asked == [("ks1", "web01", "CHG1")]


def test_a_machine_that_was_renamed_is_disarmed_by_each_of_its_names(ledger: Ledger) -> None:
    """Its server may know it by either; one that does not answer is asked for all of them."""
    ledger.note(row_of(ledger), Machine("fra1", "db01", (MAC,)), now=NOW, by="ks1")
    servers = Servers(away={"ks1"})
    with pytest.raises(LedgerError, match="web01 is not disarmed on ks1"):
        ending(ledger, servers, LedgerError("the disk is full"))
    assert servers.asked == [("ks1", "web01", "CHG1"), ("ks1", "db01", "CHG1")]


def test_the_failure_tells_what_was_done_and_that_it_is_to_be_repeated(ledger: Ledger) -> None:
    """With the ledger's own words first."""
    with pytest.raises(LedgerError) as told:
        ending(ledger, Servers(away={"ks1"}), LedgerError("the disk is full"))
    assert str(told.value) == (
        "the disk is full; its end is not written down, repeat it; web01 is not disarmed on ks1"
    )


def test_another_error_is_no_end(ledger: Ledger) -> None:
    """Nothing is disarmed because of a bug."""
    servers = Servers()
    with pytest.raises(KeyError):
        ending(ledger, servers, KeyError("x"))
    assert servers.asked == []
