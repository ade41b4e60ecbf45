"""What waits in the spool is decided, and told in lines in which nothing comes from a stranger."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.adapters.runner_context import RunnerContext, now
from salt_pxe.adapters.signal_decisions import drained, known_event, outcome_line, request_name
from salt_pxe.arming import proof
from salt_pxe.onboarding.events import Auth, Done, Move, Refuse, Start
from salt_pxe.onboarding.ports import Handled
from salt_pxe.onboarding.signals import REPORT, START, Signal
from tests.unit.adapters.salt_master import KS, Master
from tests.unit.ledger.asking import row_of

MAC, MINION = "52:54:00:12:34:56", "web01.example.com"


@pytest.fixture
def context(master: Master, bus: list[tuple[str, Any]]) -> RunnerContext:
    """A master on which one machine is armed."""
    found = RunnerContext(master.opts)
    facts = {"site": "fra1", "mac": MAC, "minion_id": MINION, "key_generation": found.ring().current}
    found.ledger().request("web01", "CHG1", **facts, now=now(), by="me")
    found.ledger().served(row_of(found.ledger()), KS, now=now(), by=KS)
    return found


def report(context: RunnerContext, event: str = "installing", request: str = "CHG1") -> Signal:
    """Return what the machine truly reports, as it waits in the spool."""
    token = context.ring().token(context.ring().current, "fra1", "web01", MAC, request)
    assert token
    fields = {
        "event": event,
        "site": "fra1",
        "host": "web01",
        "mac": MAC,
        "request": request,
        "minion_id": MINION,
        "proof": proof.proof(token, event, "fra1", "web01", MAC, request, MINION, ""),
    }
    return Signal(REPORT, fields)


def test_what_waits_is_decided_once_and_told(context: RunnerContext, bus: list[tuple[str, Any]]) -> None:
    """The ledger has the new state, its event is fired, and the ledger is relied on."""
    context.spool().put(report(context))
    assert drained(context) == {
        "decided": 1,
        "said": ["report: web01 by 'CHG1', move, installing"],
    }
    row = context.ledger().find("fra1", "web01", "CHG1")
    assert row and row.state == "installing"
    assert [tag for tag, _ in bus] == ["salt/pxe/fra1/web01/installing"]
    assert context.published() == context.ledger().standing().position
    assert drained(context) == {"decided": 0, "said": []}


def test_a_forged_report_is_refused_and_changes_nothing(
    context: RunnerContext, bus: list[tuple[str, Any]]
) -> None:
    """Its line holds nothing that it said."""
    true = report(context)
    context.spool().put(Signal(REPORT, {**true.fields, "proof": "0" * 64}))
    context.spool().put(Signal(REPORT, {**true.fields, "host": "{{ evil }}", "request": "EVIL"}))
    done = drained(context)
    assert done["decided"] == 2
    assert all(line.startswith("report: refused, ") for line in done["said"])
    assert "evil" not in str(done).lower()
    assert bus == []
    row = context.ledger().find("fra1", "web01", "CHG1")
    assert row and row.state == "armed"


def test_without_signals_no_ledger_is_opened(master: Master, tmp_path: Any) -> None:
    """The schedule asks every minute."""
    opts = {**master.opts, "pxe": {"ledger": f"sqlite:///{tmp_path}/none/ledger.db"}}
    assert drained(RunnerContext(opts)) == {"decided": 0, "said": []}
    assert not (tmp_path / "none").exists()


def test_a_line_tells_decision_states_and_whether_pxe_is_off(context: RunnerContext) -> None:
    """In this order."""
    row = context.ledger().find("fra1", "web01", "CHG1")
    assert row
    assert request_name(row) == "web01 by 'CHG1'"
    assert (
        outcome_line("report", Handled(Done(row), pxe_is_off=True))
        == "report: web01 by 'CHG1', done, PXE is off"
    )
    assert outcome_line("auth", Handled(Move(row, "failed"), (row,))) == "auth: web01 by 'CHG1', move, armed"
    assert outcome_line("start", Handled(Refuse("nobody"))) == "start: refused, nobody"


def test_of_a_start_only_what_the_master_itself_heard_counts(context: RunnerContext) -> None:
    """Anybody may fire such an event; the pillar extension writes down who fetched his pillar."""
    forged = Start(MINION, 2**40)
    assert known_event(context, forged) == Start(MINION, None)
    context.spool().note_contact(MINION)
    told = known_event(context, forged)
    assert isinstance(told, Start) and told.contact_at and abs(told.contact_at - now()) < 60
    other = Auth("pend", MINION, "key", "proof")
    assert known_event(context, other) is other


def test_a_start_that_nobody_was_heard_of_onboards_nobody(context: RunnerContext) -> None:
    """It is decided, and nothing follows."""
    context.spool().put(Signal(START, {"minion_id": MINION}))
    assert drained(context)["decided"] == 1
    row = context.ledger().find("fra1", "web01", "CHG1")
    assert row and row.state == "armed"
