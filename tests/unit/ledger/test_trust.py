"""Whether a ledger may arm machines is said by people."""

from __future__ import annotations

from salt_pxe.arming.ledger_trust import guard
from salt_pxe.ledger.requests import Ledger
from tests.unit.ledger.asking import NOW


def test_a_new_ledger_arms_nothing_until_a_person_trusts_it(ledger: Ledger) -> None:
    """Distrust comes back with its reason, and goes with the next word."""
    assert "new" in guard(ledger.standing(), None)
    ledger.trust(now=NOW, by="operator")
    assert guard(ledger.standing(), None) == ""
    ledger.distrust(now=NOW, by="ks1", note="row 41 is missing")
    assert "row 41 is missing" in guard(ledger.standing(), None)


def test_a_loss_that_was_accepted_stays_accepted(ledger: Ledger) -> None:
    """By its code, whatever is said later."""
    ledger.trust(now=NOW, by="operator", accept_loss="1234abcd")
    ledger.distrust(now=NOW, by="ks1", note="restored")
    ledger.trust(now=NOW, by="operator")
    assert ledger.standing().accepted_losses == ("1234abcd",)


def test_who_said_it_is_told_with_the_reason(ledger: Ledger) -> None:
    """Cut to what the ledger can hold."""
    ledger.distrust(now=NOW, by="x" * 300, note="y" * 10_000)
    said = ledger.standing().distrust
    assert "x" * 255 in said and "x" * 256 not in said
    assert "y" * 4000 in said and "y" * 4001 not in said
