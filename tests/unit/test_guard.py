"""The guard: which ledger may arm machines, given what was last published."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from salt_pxe.guard import Position, Standing, guard

HERE = Position("ledger-a", 40, "m40")
TRUSTED = Standing(HERE)


@pytest.mark.parametrize("published", [None, HERE, replace(HERE, serial=39, mark="m39")])
def test_a_trusted_ledger_that_is_as_far_as_what_was_published_may_arm(published: Position | None) -> None:
    """So may one for a server that never published."""
    assert guard(TRUSTED, published) == guard(TRUSTED, published, True) == ""


OLDER = {
    "another ledger": (Position("ledger-b", 3, "m3"), None, "another one"),
    "behind": (replace(HERE, serial=41), None, "row 41"),
    "as far, by another way": (replace(HERE, mark="other"), None, "row 40"),
    "overtaken since, but not the same": (replace(HERE, serial=39), False, "row 39"),
}


@pytest.mark.parametrize(("published", "contains", "reason"), OLDER.values(), ids=OLDER)
def test_a_ledger_without_what_was_published_arms_nothing_until_a_person_says_so(
    published: Position, contains: bool | None, reason: str
) -> None:
    """The refusal gives the code to say; that code accepts this loss and no other."""
    said = guard(TRUSTED, published, contains)
    assert reason in said and published.code in said
    assert guard(replace(TRUSTED, accepted_losses=(published.code,)), published, contains) == ""
    other = replace(published, serial=published.serial + 100, mark="m")
    assert guard(replace(TRUSTED, accepted_losses=(published.code,)), other, False) != ""


def test_distrust_outweighs_everything() -> None:
    """A new ledger arms nothing even for a server that never published."""
    assert guard(Standing(HERE, "it is new", (HERE.code,)), None) == "it is new"


def test_a_position_travels_as_plain_data() -> None:
    """What comes back is the same, and what is none is refused."""
    assert Position.from_plain(HERE.to_plain()) == HERE
    broken: Any
    for broken in (
        {},
        [1],
        "x",
        {"ledger": "a", "serial": "1", "mark": "m"},
        {"ledger": "a", "serial": True, "mark": "m"},
    ):
        with pytest.raises(ValueError, match="position"):
            Position.from_plain(broken)
