"""What is tried is judged as it would be done, and leaves nothing behind."""

from __future__ import annotations

import pytest

from salt_pxe.arming.request import Machine
from salt_pxe.ledger.errors import MinionIdHeld
from salt_pxe.ledger.rehearsal import Rehearsal
from salt_pxe.ledger.requests import Ledger
from tests.unit.ledger.asking import MAC, NOW, ask, mac_of, row_of
from tests.unit.ledger.test_snapshot import content


def test_a_change_is_told_and_taken_back(ledger: Ledger) -> None:
    """Each kind of change, with what it would make of the request."""
    ask(ledger)
    before, tried = content(ledger), Rehearsal(ledger.engine)
    assert ask(tried, "CHG1", "web02").won and ask(tried, "CHG2", supersede=True).won
    assert tried.move(row_of(ledger), "cancelled", now=NOW, by="x").request.state == "cancelled"
    assert tried.served(row_of(ledger), "ks1", now=NOW, by="x").request.state == "armed"
    assert tried.note(row_of(ledger), Machine("fra1", "db01", (MAC,)), now=NOW, by="x").won
    assert content(ledger) == before


def test_a_refusal_is_the_real_one(ledger: Ledger) -> None:
    """So that nothing is promised which is refused when it is done."""
    ask(ledger)
    tried = Rehearsal(ledger.engine)
    for asked in (tried, ledger):
        assert not ask(asked, "CHG2").won
        with pytest.raises(MinionIdHeld):
            ask(asked, host="web02", minion_id="web01")


def test_the_ledger_can_be_written_meanwhile(ledger: Ledger) -> None:
    """Nothing is held when a try is over."""
    ask(Rehearsal(ledger.engine), host="web02")
    assert ask(ledger, host="web03", mac=mac_of("web02")).won
