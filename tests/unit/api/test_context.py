"""What a call refuses, and how it says so."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.api.context import Refused, answered, checked, distrust
from salt_pxe.arming.ledger_trust import Position
from salt_pxe.ledger.errors import LedgerError
from salt_pxe.site.problem import Problem
from salt_pxe.site.values import addresses
from tests.ticket_office import Office, office


def raising(error: Exception) -> Any:
    """Return a call that fails."""

    def call() -> dict[str, Any]:
        raise error

    return call


def test_a_refusal_is_an_answer_for_programs_and_people() -> None:
    """Its code, its sentence, and what would be wrong in pillar, where that is the reason."""
    assert answered(raising(Refused("busy", "it is being installed"))) == {
        "error": "busy",
        "reason": "it is being installed",
    }
    problem = Problem("pxe:hosts:web01:mac", "is none", "write one")
    assert answered(raising(Refused("invalid", "no", [problem])))["problems"] == [
        {"path": "pxe:hosts:web01:mac", "message": "is none", "hint": "write one"}
    ]


def test_a_ledger_that_fails_is_an_answer_too() -> None:
    """Any other error is a bug, and not hidden."""
    assert answered(raising(LedgerError("the disk is full"))) == {
        "error": "ledger",
        "reason": "the disk is full",
    }
    with pytest.raises(KeyError):
        answered(raising(KeyError("x")))


def test_a_value_comes_in_its_canonical_form() -> None:
    """As pillar's would."""
    assert checked("mac", addresses.mac, "52-54-00-12-34-AB") == "52:54:00:12:34:ab"


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (7, "mac is a number or a truth value, not text: send it as text"),
        (True, "mac is a number or a truth value"),
        (1.5, "mac is a number or a truth value"),
        ("52:54", 'mac: "52:54" is not a MAC address'),
        (None, "mac: None is not a MAC address"),
        ([], "mac: "),
    ],
)
def test_what_is_no_such_value_is_refused_by_its_name(value: object, says: str) -> None:
    """What a command line has read as a number has lost its zeros already."""
    with pytest.raises(Refused) as refused:
        checked("mac", addresses.mac, value)
    assert refused.value.code == "value"
    assert refused.value.reason.startswith(says)


def test_a_new_ledger_or_an_older_one_arms_nothing(tmp_path: Any) -> None:
    """By what it says of itself, and by the position that was relied on before."""
    new: Office = office(tmp_path, trusted=False)
    assert "new" in new.context().distrust()
    new.ledger.trust(now=0, by="me")
    assert new.context().distrust() == ""
    assert distrust(new.ledger, None) == ""
    new.published = Position("another ledger", 9, "mark")
    assert new.context().distrust() != ""
