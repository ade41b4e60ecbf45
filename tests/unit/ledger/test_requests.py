"""The ledger on SQLite: what each call does, says, and refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from salt_pxe.arming.proof import fingerprint
from salt_pxe.arming.request import LIFETIME, Machine
from salt_pxe.ledger import database
from salt_pxe.ledger.errors import UnknownRequest
from salt_pxe.ledger.requests import Ledger, Outcome
from tests.ledger_replay import IllegalHistory, replay
from tests.minion_keys import KEYS
from tests.unit.ledger.asking import NOW, ask, ask_of, is_used_up, row_of


def test_a_request_is_done_once_for_ever(ledger: Ledger) -> None:
    """The same text is not asked for again, in whatever state it is; asking again says which."""
    assert ask(ledger).won
    again = ask(ledger, now=NOW + 5)
    assert not again.won and again.request.requested_at == NOW and "requested" in again.reason
    ledger.move(row_of(ledger), "cancelled", now=NOW, by="x")
    assert "cancelled" in ask(ledger, supersede=True).reason
    assert ledger.open(NOW) == []
    assert ask(ledger, "CHG2").won and ask(ledger, host="web02").won


def test_a_host_has_one_open_request_and_a_new_one_can_supersede_it(ledger: Ledger) -> None:
    """The superseded one is cancelled, and its history says by which."""
    ask(ledger)
    refused = ask(ledger, "CHG2")
    assert (
        not refused.won and refused.request.request == "CHG1" and ledger.find("fra1", "web01", "CHG2") is None
    )
    assert ask(ledger, "CHG2", supersede=True).won
    assert [row.request for row in ledger.open(NOW)] == ["CHG2"]
    assert ledger.history("web01", "CHG1")[-1].note == "superseded by CHG2"


def test_a_request_whose_deadline_has_come_stands_in_nobodys_way(ledger: Ledger) -> None:
    """It expires, even if nothing has closed it yet."""
    ask(ledger)
    assert ask(ledger, "CHG2", now=NOW + LIFETIME).won
    assert ledger.counts() == {"expired": 1, "requested": 1}


@pytest.mark.parametrize(
    "bad", [{"mac": "x"}, {"minion_id": "*"}, {"minion_id": "../x"}, {"host": "a/b"}, {"request": "a\nb"}]
)
def test_what_no_site_can_hold_is_not_asked_for(ledger: Ledger, bad: dict[str, str]) -> None:
    """Globs, paths and line breaks never get into the ledger."""
    with pytest.raises(ValueError):
        ask(ledger, **bad)
    assert ledger.history() == []


def test_the_whole_way(ledger: Ledger) -> None:
    """From the request to the minion, each step once; the history tells it in order."""
    ask(ledger)
    ledger.served(row_of(ledger), "ks1", now=NOW + 1, by="ks1")
    steps: list[Callable[[], Outcome]] = [
        lambda: ledger.move(row_of(ledger), "booting", now=NOW + 2, by="ks1"),
        lambda: ledger.move(row_of(ledger), "installing", now=NOW + 3, by="machine"),
        lambda: ledger.finish(row_of(ledger), KEYS[0] + "\n", now=NOW + 4, by="machine"),
        lambda: ledger.accepted(row_of(ledger), now=NOW + 5, by="master"),
        lambda: ledger.disarmed(row_of(ledger), "ks1", now=NOW + 6, by="master"),
        lambda: ledger.move(row_of(ledger), "onboarded", now=NOW + 7, by="minion"),
    ]
    for step in steps:
        first, second = step(), step()
        assert first.won and not second.won and second.reason
        assert first.request == second.request == ledger.find("fra1", "web01", "CHG1")
    assert [row.change for row in ledger.history()] == [
        *(
            "requested",
            "served",
            "armed",
            "booting",
            "installing",
            "installed",
            "accepted",
            "disarmed",
            "onboarded",
        )
    ]
    row = ledger.find("fra1", "web01", "CHG1")
    assert row and (row.public_key, row.fingerprint) == (KEYS[0], fingerprint(KEYS[0]))
    assert (row.mac, row.accepted_at, row.changed_at) == ("52:54:00:12:34:56", NOW + 5, NOW + 7)


def test_onboarding_waits_for_the_key(ledger: Ledger) -> None:
    """A start that somebody announces too early does not hide that the key is not stored yet."""
    ask(ledger)
    ledger.finish(row_of(ledger), KEYS[0], now=NOW, by="x")
    assert "not stored" in ledger.move(row_of(ledger), "onboarded", now=NOW, by="x").reason
    assert [row.host for row in ledger.unaccepted()] == ["web01"]


def test_deadlines_hold_by_themselves_and_expire_closes_what_is_over(ledger: Ledger) -> None:
    """To the second; `installed` is never reached late, and a request is over at its deadline for who arms."""
    ask(ledger)
    late = NOW + LIFETIME
    assert ledger.expire(late - 1) == [] and not is_used_up(ledger, late - 1)
    assert is_used_up(ledger, late)
    assert not ledger.finish(row_of(ledger), KEYS[0], now=late, by="x").won
    assert ledger.served(row_of(ledger), "ks1", now=late, by="x").request.state != "armed"
    assert [row.state for row in ledger.expire(late)] == ["expired"]
    assert ledger.expire(late) == []


def test_retiring_cancels_and_lets_the_minion_id_go(ledger: Ledger) -> None:
    """Another machine may have the name then."""
    ask(ledger)
    ledger.finish(row_of(ledger), KEYS[0], now=NOW, by="x")
    ask(ledger, "CHG2")
    assert len(ledger.with_minion_id("web01")) == 2
    rows = [row_of(ledger), row_of(ledger, request="CHG2")]
    assert [row.state for row in ledger.retire(rows, now=NOW, by="x")] == ["installed", "cancelled"]
    assert ledger.with_minion_id("web01") == () and ledger.unaccepted() == []
    rows = [row_of(ledger), row_of(ledger, request="CHG2")]
    assert ledger.retire(rows, now=NOW, by="x") == []
    assert "retired" in ledger.accepted(row_of(ledger), now=NOW, by="x").reason


def test_what_nobody_asked_for_has_no_states(ledger: Ledger) -> None:
    """Every change of an unknown request is an error of its own kind; so is a state that is none."""
    asked = ask(ledger).request
    unknown = replace(asked, number=asked.number + 1)
    machine = Machine("fra1", "web01", (asked.mac,))
    for change in (
        lambda: ledger.move(unknown, "booting", now=NOW, by="x"),
        lambda: ledger.finish(unknown, KEYS[0], now=NOW, by="x"),
        lambda: ledger.served(unknown, "ks1", now=NOW, by="x"),
        lambda: ledger.disarmed(unknown, "ks1", now=NOW, by="x"),
        lambda: ledger.note(unknown, machine, now=NOW, by="x"),
    ):
        with pytest.raises(UnknownRequest):
            change()
    for state in ("installed", "asleep"):
        with pytest.raises(ValueError):
            ledger.move(asked, state, now=NOW, by="x")


def test_a_history_that_was_tampered_with_does_not_replay(ledger: Ledger) -> None:
    """A row that is missing, doubled or out of order is found."""
    ask(ledger)
    ledger.move(row_of(ledger), "booting", now=NOW, by="x")
    ledger.finish(row_of(ledger), KEYS[0], now=NOW, by="x")
    rows = ledger.history()
    assert replay(rows)["fra1", "web01", "CHG1"].state == "installed"
    wrong_state = [*rows[:2], rows[2]._replace(change="requested")]
    for broken in (rows[1:], [rows[0], rows[2]], [*rows, rows[-1]], rows[::-1], wrong_state):
        with pytest.raises(IllegalHistory):
            replay(broken)


def test_a_site_never_supersedes_the_request_of_another(url: str) -> None:
    """Whatever its pillar says of a host of the same name; when that is over the name is free."""
    ledger = database.ledger(url)
    ask_of(ledger, "web01", "fra1")
    refused = ask_of(ledger, "web01", "muc1", "CHG2", supersede=True)
    assert not refused.won and refused.request.request == "CHG1" and refused.request.state == "requested"
    assert ask_of(ledger, "web01", "fra1", "CHG3", supersede=True).won
    ledger.move(row_of(ledger, "web01", "CHG3"), "cancelled", now=NOW, by="x")
    assert ask_of(ledger, "web01", "muc1", "CHG2").request.site == "muc1"


@pytest.mark.parametrize("site", ["", "a/b", "a\nb", "x" * 64, "*"])
def test_no_request_gets_a_site_that_no_master_can_name(url: str, site: str) -> None:
    """The site is a part of event tags and of proofs."""
    with pytest.raises(ValueError):
        ask_of(database.ledger(url), "web01", site)
