"""Which ledger may arm machines, given what was last published."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from salt_pxe.arming.ledger_trust import Position, Standing, guard

HERE = Position("ledger-a", 40, "m40")
TRUSTED = Standing(HERE)


@pytest.mark.parametrize("published", [None, HERE, replace(HERE, serial=39, mark="m39")])
def test_a_trusted_ledger_that_is_as_far_as_what_was_published_may_arm(published: Position | None) -> None:
    """So may one for a server that never published."""
    assert guard(TRUSTED, published) == guard(TRUSTED, published, True) == ""


def test_a_position_is_named_by_eight_digits() -> None:
    """They are the beginning of a SHA-256, so that each part of the position counts."""
    assert HERE.code == hashlib.sha256(b"ledger-a 40 m40").hexdigest()[:8]


ANOTHER = (
    "the ledger is another one than the one last published from, and knows nothing of what that one closed: "
    "accept the loss of {code} if it is meant"
)
BEHIND = (
    "the ledger does not contain row {row} that was published from, so it is older, such as one from a backup: "
    "accept the loss of {code} if it is meant"
)
OLDER = {
    "another ledger": (Position("ledger-b", 3, "m3"), None, ANOTHER),
    "another ledger as far, by its own word": (replace(HERE, ledger="ledger-b"), True, ANOTHER),
    "behind": (replace(HERE, serial=41), None, BEHIND),
    "behind, whatever it says": (replace(HERE, serial=41), True, BEHIND),
    "as far, by another way": (replace(HERE, mark="other"), None, BEHIND),
    "overtaken since, but not the same": (replace(HERE, serial=39), False, BEHIND),
}


@pytest.mark.parametrize(("published", "contains", "reason"), OLDER.values(), ids=OLDER)
def test_a_ledger_without_what_was_published_arms_nothing_until_a_person_says_so(
    published: Position, contains: bool | None, reason: str
) -> None:
    """The refusal gives the code to say; that code accepts this loss and no other."""
    assert guard(TRUSTED, published, contains) == reason.format(row=published.serial, code=published.code)
    assert guard(replace(TRUSTED, accepted_losses=(published.code,)), published, contains) == ""
    other = replace(published, serial=published.serial + 100, mark="m")
    assert guard(replace(TRUSTED, accepted_losses=(published.code,)), other, False) != ""


def test_distrust_outweighs_everything() -> None:
    """A new ledger arms nothing even for a server that never published."""
    assert guard(Standing(HERE, "it is new", (HERE.code,)), None) == "it is new"


def test_a_position_travels_as_plain_data() -> None:
    """What comes back is the same, and what is none is refused."""
    assert Position.from_plain(HERE.to_plain()) == HERE
    assert HERE.to_plain() == {"ledger": "ledger-a", "serial": 40, "mark": "m40"}
    broken: Any
    for broken in (
        {},
        [1],
        "x",
        {"ledger": "a", "serial": "1", "mark": "m"},
        {"ledger": "a", "serial": True, "mark": "m"},
        {"ledger": 1, "serial": 1, "mark": "m"},
        {"ledger": "a", "serial": 1, "mark": None},
    ):
        with pytest.raises(ValueError, match=r"^this is not the position of a ledger$"):
            Position.from_plain(broken)


def test_a_standing_travels_as_plain_data() -> None:
    """What comes back is the same, and what is none is refused, the position inside it included."""
    standing = Standing(HERE, "it is new", ("0a1b2c3d", "4e5f6a7b"))
    plain = standing.to_plain()
    assert plain == {
        "position": HERE.to_plain(),
        "distrust": "it is new",
        "accepted_losses": ["0a1b2c3d", "4e5f6a7b"],
    }
    assert Standing.from_plain(plain) == standing
    assert Standing.from_plain({**plain, "accepted_losses": [12345678]}).accepted_losses == ("12345678",)
    for wrong in ({"position": None}, {"position": "x"}, {"distrust": None}, {"accepted_losses": "0a1b2c3d"}):
        with pytest.raises(ValueError, match=r"^this is not the standing of a ledger$"):
            Standing.from_plain({**plain, **wrong})
    with pytest.raises(ValueError, match=r"^this is not the position of a ledger$"):
        Standing.from_plain({**plain, "position": {}})
