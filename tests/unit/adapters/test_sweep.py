"""What the schedule finishes: deadlines, signals that wait, minions that were never heard of."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.adapters import sweep
from salt_pxe.adapters.runner_context import RunnerContext, now
from salt_pxe.adapters.sweep import GIVEN_UP_SECONDS, LOST_START_SECONDS, silent_minions, swept
from salt_pxe.ledger.requests import Ledger
from tests.minion_keys import KEYS
from tests.unit.adapters.salt_master import Master
from tests.unit.ledger.asking import mac_of, row_of


@pytest.fixture
def context(master: Master, bus: list[tuple[str, Any]]) -> RunnerContext:
    """A master with a trusted ledger."""
    return RunnerContext(master.opts)


def ask(ledger: Ledger, host: str, at: int, **more: Any) -> None:
    """Ask for an install that no server has published yet."""
    facts = {"site": "fra1", "mac": mac_of(host), "minion_id": host, "key_generation": 1}
    ledger.request(host, "CHG1", **facts, now=at, by="me", **more)


def installed(ledger: Ledger, host: str, at: int) -> None:
    """Let a machine come to its end, with its key stored then."""
    ask(ledger, host, at)
    ledger.finish(row_of(ledger, host), KEYS[0], now=at, by="machine")
    ledger.accepted(row_of(ledger, host), now=at, by="master")


def test_a_deadline_that_has_passed_ends_the_request(
    context: RunnerContext, bus: list[tuple[str, Any]]
) -> None:
    """It is told, and a second sweep finds nothing."""
    ask(context.ledger(), "web01", now() - 100, lifetime=50)
    ask(context.ledger(), "web02", now())
    done = swept(context)
    assert done["expired"] == ["web01 by 'CHG1'"]
    assert [tag for tag, _ in bus] == ["salt/pxe/fra1/web01/expired"]
    again = swept(context)
    assert (again["expired"], again["decided"], again["undone"], again["swept"]) == ([], 0, [], [])


def test_a_minion_is_asked_after_from_a_minute_to_a_day(context: RunnerContext) -> None:
    """After its key was accepted; before that it may still be starting, after that nobody waits."""
    ledger, at = context.ledger(), 1_000_000
    installed(ledger, "web01", at)
    ask(ledger, "web02", at)
    for later, silent in (
        (LOST_START_SECONDS - 1, []),
        (LOST_START_SECONDS, ["web01"]),
        (GIVEN_UP_SECONDS - 1, ["web01"]),
        (GIVEN_UP_SECONDS, []),
    ):
        assert silent_minions(ledger, at + later) == silent, later
    ledger.move(row_of(ledger), "onboarded", now=at + 1, by="minion")
    assert silent_minions(ledger, at + LOST_START_SECONDS) == []


def test_a_minion_whose_start_was_lost_is_onboarded_by_fetching_its_pillar(
    context: RunnerContext, bus: list[tuple[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All silent ones are asked by one job; what counts is that the holder of the key then came to the master."""
    for host in ("web01", "web02"):
        installed(context.ledger(), host, now() - 2 * LOST_START_SECONDS)
        context.keys().accept(host, KEYS[0])
    jobs: list[tuple[list[str], str]] = []

    def published(opts: Any, minions: list[str], function: str) -> str:
        jobs.append((minions, function))
        context.spool().note_contact("web01")
        return "20260101"

    monkeypatch.setattr(sweep.jobs, "published_job", published)
    monkeypatch.setattr(sweep.jobs, "ANSWER_SECONDS", 0.3)
    done = swept(context)
    assert jobs == [(["web01", "web02"], "saltutil.refresh_pillar")]
    assert done["said"] == ["asked: web01 by 'CHG1', move, onboarded"]
    assert row_of(context.ledger()).state == "onboarded"
    assert row_of(context.ledger(), "web02").state == "installed"
