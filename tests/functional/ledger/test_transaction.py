"""Several masters' processes write to one ledger at once: one wins each change, and nothing is lost."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from typing import Any

import pytest

from salt_pxe.arming.ledger_trust import guard
from salt_pxe.arming.request import CANCELLED, CLOSED, INSTALLED, OPEN, STATES
from salt_pxe.ledger import database
from salt_pxe.ledger import history as listing
from salt_pxe.ledger.errors import Taken
from salt_pxe.ledger.requests import Ledger
from tests.ledger_replay import replay
from tests.minion_keys import KEYS
from tests.unit.ledger.asking import mac_of, row_of

WRITERS = 6
NOW = 1_000_000


def ask(ledger: Ledger, host: str = "web01", request: str = "CHG1", **more: Any) -> Any:
    """Ask for an install."""
    facts = {
        "site": "fra1",
        "mac": mac_of(host),
        "minion_id": host,
        "key_generation": 1,
        "now": NOW,
        "by": "ticket",
    }
    return ledger.request(host, request, **{**facts, **more})


def at_once(url: str, work: Callable[[Ledger, int], Any], writers: int = WRITERS) -> list[Any]:
    """Return what each of several processes returns from work that all begin at the same moment."""
    context = get_context("fork")
    barrier, answers = context.Barrier(writers), context.SimpleQueue()

    def run(number: int) -> None:
        try:
            ledger = database.ledger(url)
            barrier.wait(30)
            answers.put(work(ledger, number))
        except BaseException as error:
            answers.put(error)
            raise

    workers = [context.Process(target=run, args=(number,)) for number in range(writers)]
    for worker in workers:
        worker.start()
    found = [answers.get() for _ in workers]
    for worker in workers:
        worker.join()
    errors = [answer for answer in found if isinstance(answer, BaseException)]
    assert not errors, errors
    return found


def consistent(ledger: Ledger) -> None:
    """Assert that the history alone gives the present state of every request, row by row."""
    history = ledger.history()
    played = replay(history)
    everything = listing.newest(ledger, limit=10**6)
    rows = {(row.site, row.host, row.request): row for row in everything}
    assert {name: (row.state, row.version) for name, row in rows.items()} == {
        name: (state.state, state.version) for name, state in played.items()
    }
    assert Counter((row.site, row.host, row.request) for row in history) == {
        name: row.version for name, row in rows.items()
    }
    assert sum(ledger.counts().values()) == len(rows)
    for name, row in rows.items():
        unarmed = {server for server, is_off in ledger.serving(row).items() if not is_off}
        assert unarmed == played[name].serving
        assert (row.accepted_at is not None, row.retired_at is not None) == (
            played[name].accepted,
            played[name].retired,
        )


def test_the_first_masters_make_one_ledger(url: str) -> None:
    """Masters that start at once on an empty database agree on schema and identity."""
    assert len(set(at_once(url, lambda ledger, _: ledger.standing().position.ledger))) == 1


CHANGES: dict[str, tuple[Sequence[str], Callable[[Ledger, int], Any]]] = {
    "request": ((), lambda ledger, _: ask(ledger)),
    "booting": (("ask",), lambda ledger, _: ledger.move(row_of(ledger), "booting", now=NOW, by="x")),
    "cancelled": (("ask",), lambda ledger, _: ledger.move(row_of(ledger), "cancelled", now=NOW, by="x")),
    "expired": (("ask",), lambda ledger, _: ledger.move(row_of(ledger), "expired", now=NOW + 10**6, by="x")),
    "finish": (("ask",), lambda ledger, _: ledger.finish(row_of(ledger), KEYS[0], now=NOW, by="x")),
    "finish with other keys": (
        ("ask",),
        lambda ledger, number: ledger.finish(row_of(ledger), KEYS[number % 3], now=NOW, by="x"),
    ),
    "accepted": (("ask", "finish"), lambda ledger, _: ledger.accepted(row_of(ledger), now=NOW, by="x")),
    "served": (("ask",), lambda ledger, _: ledger.served(row_of(ledger), "ks1", now=NOW, by="x")),
    "disarmed": (("ask",), lambda ledger, _: ledger.disarmed(row_of(ledger), "ks1", now=NOW, by="x")),
    "one of three ends": (
        ("ask",),
        lambda ledger, number: (
            ledger.finish(row_of(ledger), KEYS[0], now=NOW, by="x")
            if number % 3 == 0
            else ledger.move(row_of(ledger), ("cancelled", "failed")[number % 3 - 1], now=NOW, by="x")
        ),
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_of_identical_changes_exactly_one_wins(url: str, change: str) -> None:
    """The others are told that they lost and what the request has become; the history has one row of it."""
    before, work = CHANGES[change]
    ledger = database.ledger(url)
    if "ask" in before:
        ask(ledger)
    if "finish" in before:
        ledger.finish(row_of(ledger), KEYS[0], now=NOW, by="x")
    had = len(ledger.history())
    outcomes = at_once(url, work)
    assert sorted(outcome.won for outcome in outcomes) == [False] * (WRITERS - 1) + [True]
    assert all(outcome.reason for outcome in outcomes if not outcome.won)
    assert len({(outcome.request.state, outcome.request.fingerprint) for outcome in outcomes}) == 1
    assert len(ledger.history()) == had + (2 if change == "served" else 1)
    consistent(ledger)


def test_a_host_has_one_open_request(url: str) -> None:
    """Of different requests for one host at once one is taken; the others name it."""
    outcomes = at_once(url, lambda ledger, number: ask(ledger, request=f"CHG{number}"))
    (winner,) = (outcome.request for outcome in outcomes if outcome.won)
    assert {outcome.request.request for outcome in outcomes} == {winner.request}
    consistent(database.ledger(url))


def test_requests_that_supersede_leave_one_open(url: str) -> None:
    """Each is asked for, and all but the last are cancelled by another."""
    outcomes = at_once(url, lambda ledger, number: ask(ledger, request=f"CHG{number}", supersede=True))
    assert all(outcome.won for outcome in outcomes)
    ledger = database.ledger(url)
    assert len(ledger.open(NOW)) == 1
    assert ledger.counts() == {"requested": 1, CANCELLED: WRITERS - 1}
    consistent(ledger)


def test_an_address_is_given_to_one_host(url: str) -> None:
    """Enrolments that chose the same free address, MAC or minion id at once: one gets it, the others are refused."""

    def enroll(ledger: Ledger, number: int) -> bool:
        host = {"mac": f"52:54:00:00:00:0{number}", "fixed_address": "10.0.0.30"}
        try:
            return ledger.enroll(f"web{number}", "kickstart01", host, site="fra1", now=NOW, by="ticket")
        except Taken:
            return False

    assert sorted(at_once(url, enroll)) == [False] * (WRITERS - 1) + [True]
    assert len(database.ledger(url).hosts("kickstart01")) == 1


def test_any_crowd_of_writers_loses_nothing(url: str) -> None:
    """After random changes by many, the history replays to exactly what the ledger says, and every win is in it."""

    def work(ledger: Ledger, number: int) -> Counter[str]:
        dice, wins = random.Random(number), Counter[str]()
        for turn in range(15):
            host, text, server = (
                dice.choice(names) for names in (("a", "b"), ("1", "2", "3"), ("ks1", "ks2"))
            )
            now = NOW + turn * 900
            outcome = ask(ledger, host, text, now=now, supersede=dice.random() < 0.3)
            wins["requested"] += outcome.won
            if ledger.find("fra1", host, text) is None:
                continue
            to = dice.choice([state for state in STATES if state not in ("requested", INSTALLED)])
            wins[to] += ledger.move(row_of(ledger, host, text), to, now=now, by="x").won
            wins["served"] += ledger.served(row_of(ledger, host, text), server, now=now, by="x").won
            wins["disarmed"] += ledger.disarmed(row_of(ledger, host, text), server, now=now, by="x").won
            if dice.random() < 0.3:
                wins[INSTALLED] += ledger.finish(
                    row_of(ledger, host, text), dice.choice(KEYS), now=now, by="x"
                ).won
                wins["accepted"] += ledger.accepted(row_of(ledger, host, text), now=now, by="x").won
            wins["expired"] += len(ledger.expire(now))
        return wins

    won = sum(at_once(url, work, 4), Counter[str]())
    ledger = database.ledger(url)
    consistent(ledger)
    changes = Counter(row.change for row in ledger.history())
    for change in ("requested", INSTALLED, "accepted", "disarmed", "onboarded"):
        assert changes[change] == won[change], change
    marks = [row.mark for row in ledger.history()]
    assert len(set(marks)) == len(marks)
    for row in ledger.open(0):
        assert row.state in OPEN and row.state not in CLOSED


def test_a_reader_sees_a_ledger_that_grows(url: str) -> None:
    """While others write, a position that was read once stays in the history: the guard never cries wolf."""
    database.ledger(url).trust(now=NOW, by="somebody")

    def work(ledger: Ledger, number: int) -> int:
        reader, seen = database.reader(url), []
        for turn in range(8):
            ask(ledger, f"host{number}", str(turn), supersede=True)
            standing = reader.standing()
            seen.append(standing.position)
            assert all(guard(standing, old, reader.contains(old)) == "" for old in seen)
        return len(seen)

    assert at_once(url, work, 4) == [8] * 4
