"""The states of a request: what may follow what, until when, and what a history comes to."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest

from salt_pxe.arming.request import (
    CLOSED,
    MOVES,
    OPEN,
    STATES,
    Change,
    Request,
    refusal,
)
from tests.ledger_replay import IllegalHistory, Replayed, replay

DEADLINE = 1_000_000


def request(state: str) -> Request:
    """Return a request in a state, which has its deadline at DEADLINE."""
    return Request(
        number=7,
        site="fra1",
        host="web01",
        request="CHG1",
        mac="52:54:00:12:34:56",
        minion_id="web01.example.com",
        key_generation=1,
        state=state,
        version=3,
        requested_at=DEADLINE - 3600,
        deadline=DEADLINE,
        changed_at=DEADLINE - 60,
    )


@pytest.mark.parametrize("state", STATES)
def test_a_request_arms_its_host_while_it_is_open_and_its_deadline_has_not_come(state: str) -> None:
    """The second of the deadline is too late."""
    assert request(state).is_open(DEADLINE - 1) == (state in OPEN)
    assert not request(state).is_open(DEADLINE)


WAY = ("requested", "armed", "booting", "installing", "installed")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("to", STATES)
def test_a_request_goes_forward_and_ends_once(state: str, to: str) -> None:
    """It may skip states on its way, end from each that is open, and is onboarded from installed alone."""
    forward = state in WAY and to in WAY and WAY.index(state) < WAY.index(to)
    ends = state in OPEN and to in ("failed", "expired", "cancelled")
    may = forward or ends or (state, to) == ("installed", "onboarded")
    assert (to in MOVES[state]) == may
    if not may:
        assert refusal(request(state), to, DEADLINE) == f"it is {state}"


@pytest.mark.parametrize(
    ("state", "to", "before", "after"),
    [
        *((state, to, "", "its deadline has passed") for state, to in pairwise(WAY)),
        ("requested", "expired", "its deadline has not come", ""),
        *(("requested", to, "", "") for to in ("failed", "cancelled")),
        ("installed", "onboarded", "", ""),
    ],
)
def test_the_deadline_parts_what_comes_in_time_from_what_ends_a_request(
    state: str, to: str, before: str, after: str
) -> None:
    """It has come in its own second; a machine may be given up, and its minion may start, at any time."""
    assert refusal(request(state), to, DEADLINE - 1) == before
    assert refusal(request(state), to, DEADLINE) == after


def row(step: int, change: str, note: str = "", host: str = "web01", text: str = "CHG1") -> Change:
    """Return a row of a history."""
    return Change(step, "fra1", host, text, step, change, DEADLINE, "x", note, "mark")


BEGUN = (row(1, "requested"), row(2, "served", "ks1"), row(3, "served", "ks2"), row(4, "disarmed", "ks1"))


def test_a_history_comes_to_what_each_request_is() -> None:
    """Of each host's each request: its state, its rows, who serves it, whether it is accepted and retired."""
    others = (
        row(1, "requested", host="web02"),
        row(1, "requested", text="CHG2"),
        row(2, "cancelled", text="CHG2"),
    )
    assert replay([]) == {}
    assert replay([others[0], *BEGUN, *others[1:], row(5, "installed")]) == {
        ("fra1", "web02", "CHG1"): Replayed("requested", 1, set(), False, False),
        ("fra1", "web01", "CHG1"): Replayed("installed", 5, {"ks2"}, False, False),
        ("fra1", "web01", "CHG2"): Replayed("cancelled", 2, set(), False, False),
    }
    installed = [*BEGUN, row(5, "disarmed", "ks2"), row(6, "installed")]
    assert replay([*installed, row(7, "accepted")])["fra1", "web01", "CHG1"] == Replayed(
        "installed", 7, set(), True, False
    )
    assert replay([*installed, row(7, "retired")])["fra1", "web01", "CHG1"] == Replayed(
        "installed", 7, set(), False, True
    )


def test_a_server_that_disarms_twice_or_never_served_leaves_the_others() -> None:
    """Its row says what it did, which is no fault of the history."""
    assert replay([*BEGUN, row(5, "disarmed", "ks1"), row(6, "disarmed", "ks3")])[
        "fra1", "web01", "CHG1"
    ].serving == {"ks2"}


NAME = "('fra1', 'web01', 'CHG1')"
ILLEGAL: dict[str, tuple[Any, str]] = {
    "no first row": ([row(2, "requested")], f"{NAME} begins with step 2, requested"),
    "another first state": ([row(1, "armed")], f"{NAME} begins with step 1, armed"),
    "a row is missing": ([*BEGUN, row(6, "installed")], f"{NAME}: step 6 follows step 4"),
    "a row stands there twice": ([*BEGUN, BEGUN[-1]], f"{NAME}: step 4 follows step 4"),
    "a state that may not follow": ([*BEGUN, row(5, "onboarded")], f"{NAME}: onboarded follows requested"),
    "a word that is no state": ([*BEGUN, row(5, "begun")], f"{NAME}: begun follows requested"),
}


@pytest.mark.parametrize(("history", "message"), ILLEGAL.values(), ids=ILLEGAL)
def test_a_history_that_the_rules_cannot_have_made_is_refused(history: Any, message: str) -> None:
    """The refusal names the request and the row."""
    with pytest.raises(IllegalHistory, match=f"^{re.escape(message)}$"):
        replay(history)


def test_each_state_is_open_or_closed() -> None:
    """None is both, and each has its moves."""
    assert not set(OPEN) & set(CLOSED) and set(MOVES) == set(STATES)
