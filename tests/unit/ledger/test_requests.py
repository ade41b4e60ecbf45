"""The ledger on SQLite: what each call does, says, and refuses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from salt_pxe.arming.armed import open_requests
from salt_pxe.arming.ledger_trust import guard
from salt_pxe.arming.proof import fingerprint
from salt_pxe.arming.request import LIFETIME
from salt_pxe.ledger import database
from salt_pxe.ledger.errors import LedgerError, Taken, UnknownRequest
from salt_pxe.ledger.requests import Ledger, Outcome
from salt_pxe.ledger.rows import Undone
from salt_pxe.ledger.schema import METADATA
from salt_pxe.pillar import parse
from tests.ledger_replay import IllegalHistory, replay
from tests.minion_keys import KEYS
from tests.site import changed

NOW = 1_000_000


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Return where a ledger can be."""
    return f"sqlite:///{tmp_path}/ledger.db"


@pytest.fixture
def ledger(url: str) -> Ledger:
    """Return a new ledger."""
    return database.ledger(url)


def ask(ledger: Ledger, request: str = "CHG1", host: str = "web01", **more: Any) -> Outcome:
    """Ask for an install."""
    facts = {
        "site": "fra1",
        "mac": "52-54-00-12-34-56",
        "minion_id": host,
        "key_generation": 1,
        "now": NOW,
        "by": "ticket",
    }
    return ledger.request(host, request, **{**facts, **more})


def test_a_request_is_done_once_for_ever(ledger: Ledger) -> None:
    """The same text is not asked for again, in whatever state it is; asking again says which."""
    assert ask(ledger).won
    again = ask(ledger, now=NOW + 5)
    assert not again.won and again.request.requested_at == NOW and "requested" in again.reason
    ledger.move("web01", "CHG1", "cancelled", now=NOW, by="x")
    assert "cancelled" in ask(ledger, supersede=True).reason
    assert ledger.open(NOW) == []
    assert ask(ledger, "CHG2").won and ask(ledger, host="web02").won


def test_a_host_has_one_open_request_and_a_new_one_can_supersede_it(ledger: Ledger) -> None:
    """The superseded one is cancelled, and its history says by which."""
    ask(ledger)
    refused = ask(ledger, "CHG2")
    assert not refused.won and refused.request.request == "CHG1" and ledger.find("web01", "CHG2") is None
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
    ledger.served("web01", "CHG1", "ks1", now=NOW + 1, by="ks1")
    steps: list[Callable[[], Outcome]] = [
        lambda: ledger.move("web01", "CHG1", "booting", now=NOW + 2, by="ks1"),
        lambda: ledger.move("web01", "CHG1", "installing", now=NOW + 3, by="machine"),
        lambda: ledger.finish("web01", "CHG1", KEYS[0] + "\n", now=NOW + 4, by="machine"),
        lambda: ledger.accepted("web01", "CHG1", now=NOW + 5, by="master"),
        lambda: ledger.disarmed("web01", "CHG1", "ks1", now=NOW + 6, by="master"),
        lambda: ledger.move("web01", "CHG1", "onboarded", now=NOW + 7, by="minion"),
    ]
    for step in steps:
        first, second = step(), step()
        assert first.won and not second.won and second.reason
        assert first.request == second.request == ledger.find("web01", "CHG1")
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
    row = ledger.find("web01", "CHG1")
    assert row and (row.public_key, row.fingerprint) == (KEYS[0], fingerprint(KEYS[0]))
    assert (row.mac, row.accepted_at, row.changed_at) == ("52:54:00:12:34:56", NOW + 5, NOW + 7)


def test_onboarding_waits_for_the_key(ledger: Ledger) -> None:
    """A start that somebody announces too early does not hide that the key is not stored yet."""
    ask(ledger)
    ledger.finish("web01", "CHG1", KEYS[0], now=NOW, by="x")
    assert "not stored" in ledger.move("web01", "CHG1", "onboarded", now=NOW, by="x").reason
    assert [row.host for row in ledger.unaccepted()] == ["web01"]


def test_deadlines_hold_by_themselves_and_expire_closes_what_is_over(ledger: Ledger) -> None:
    """To the second; `installed` is never reached late, and a request is over at its deadline for who arms."""
    ask(ledger)
    late = NOW + LIFETIME
    assert ledger.expire(late - 1) == [] and ledger.closed({"web01": "CHG1"}, late - 1) == set()
    assert ledger.closed({"web01": "CHG1"}, late) == {("web01", "CHG1")}
    assert not ledger.finish("web01", "CHG1", KEYS[0], now=late, by="x").won
    assert ledger.served("web01", "CHG1", "ks1", now=late, by="x").request.state != "armed"
    assert [row.state for row in ledger.expire(late)] == ["expired"]
    assert ledger.expire(late) == []


def test_closed_requests_are_what_arming_leaves_out(ledger: Ledger) -> None:
    """Of two hosts that pillar asks to install, the one whose request is over is left out; so are others' texts."""
    site = parse(changed({"hosts:web02:install": "CHG0012345"}))
    wanted = {"web01": "CHG0012345", "web02": "CHG0012345"}
    for host in ("web01", "web02"):
        ask(ledger, "CHG0012345", host)
    ledger.move("web01", "CHG0012345", "failed", now=NOW, by="x")
    assert open_requests(site, ledger.closed(wanted, NOW)) == {"web02": "CHG0012345"}
    many = {f"host{number}": "CHG1" for number in range(3000)} | wanted
    assert ledger.closed(many, NOW) == {("web01", "CHG0012345")}
    assert ledger.closed({}, NOW) == set()


def test_servers_that_armed_a_request_are_remembered_until_they_disarm_it(ledger: Ledger) -> None:
    """A server that says it armed what is over already is to disarm it, however late it says so."""
    ask(ledger)
    ledger.served("web01", "CHG1", "ks1", now=NOW, by="ks1")
    assert ledger.undone() == []
    ledger.move("web01", "CHG1", "cancelled", now=NOW, by="x")
    ledger.served("web01", "CHG1", "ks2", now=NOW, by="ks2")
    assert ledger.undone() == [Undone("web01", "CHG1", "ks1"), Undone("web01", "CHG1", "ks2")]
    ledger.disarmed("web01", "CHG1", "ks1", now=NOW, by="x")
    assert ledger.serving("web01", "CHG1") == {"ks1": True, "ks2": False}
    ledger.served("web01", "CHG1", "ks1", now=NOW, by="ks1")
    assert Undone("web01", "CHG1", "ks1") in ledger.undone()


def test_retiring_cancels_and_lets_the_minion_id_go(ledger: Ledger) -> None:
    """Another machine may have the name then."""
    ask(ledger)
    ledger.finish("web01", "CHG1", KEYS[0], now=NOW, by="x")
    ask(ledger, "CHG2")
    assert len(ledger.with_minion_id("web01")) == 2
    assert [row.state for row in ledger.retire("web01", now=NOW, by="x")] == ["installed", "cancelled"]
    assert ledger.with_minion_id("web01") == () and ledger.unaccepted() == []
    assert ledger.retire("web01", now=NOW, by="x") == []
    assert "retired" in ledger.accepted("web01", "CHG1", now=NOW, by="x").reason


def test_what_nobody_asked_for_has_no_states(ledger: Ledger) -> None:
    """Every change of an unknown request is an error of its own kind; so is a state that is none."""
    for change in (
        lambda: ledger.move("web01", "CHG1", "booting", now=NOW, by="x"),
        lambda: ledger.finish("web01", "CHG1", KEYS[0], now=NOW, by="x"),
        lambda: ledger.served("web01", "CHG1", "ks1", now=NOW, by="x"),
        lambda: ledger.disarmed("web01", "CHG1", "ks1", now=NOW, by="x"),
    ):
        with pytest.raises(UnknownRequest):
            change()
    for state in ("installed", "asleep"):
        with pytest.raises(ValueError):
            ledger.move("web01", "CHG1", state, now=NOW, by="x")


def test_key_generations_that_are_needed(ledger: Ledger) -> None:
    """Those of open requests, and of installs whose key is not stored yet."""
    for generation, host in enumerate(("a", "b", "c"), 1):
        ask(ledger, host=host, key_generation=generation)
    ledger.finish("b", "CHG1", KEYS[0], now=NOW, by="x")
    ledger.move("c", "CHG1", "failed", now=NOW, by="x")
    assert ledger.generations() == {1, 2}
    ledger.accepted("b", "CHG1", now=NOW, by="x")
    assert ledger.generations() == {1}


def test_a_new_ledger_arms_nothing_until_a_person_trusts_it(ledger: Ledger) -> None:
    """Distrust comes back with its reason, and goes with the next word."""
    assert "new" in guard(ledger.standing(), None)
    ledger.trust(now=NOW, by="operator")
    assert guard(ledger.standing(), None) == ""
    ledger.distrust(now=NOW, by="ks1", note="row 41 is missing")
    assert "row 41 is missing" in guard(ledger.standing(), None)


def test_a_ledger_knows_where_it_has_been(ledger: Ledger, tmp_path: Path) -> None:
    """Each position it went through is its own; another ledger's is not, nor one after a fork."""
    ledger.trust(now=NOW, by="operator")
    start = ledger.standing().position
    ask(ledger)
    with ledger.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql(f"VACUUM INTO '{tmp_path}/old.db'")
    ask(ledger, host="web02")
    lost = ledger.standing().position
    old = database.ledger(f"sqlite:///{tmp_path}/old.db")
    for host in ("web03", "web04"):
        ask(old, host=host)
    assert ledger.contains(start) and ledger.contains(lost) and old.contains(start)
    assert not old.contains(lost)
    assert guard(old.standing(), lost) == "" and lost.code in guard(old.standing(), lost, old.contains(lost))
    old.trust(now=NOW, by="operator", accept_loss=lost.code)
    assert guard(old.standing(), lost, old.contains(lost)) == ""
    assert not database.ledger(f"sqlite:///{tmp_path}/other.db").contains(start)


def test_hosts_are_enrolled_changed_and_withdrawn(ledger: Ledger) -> None:
    """The same again changes nothing; every change stays in the enrolment history."""
    web01 = {"mac": "52:54:00:12:34:56", "fixed_address": "10.0.0.21", "profile": "el9-web"}
    assert ledger.enroll("web01", "kickstart01", web01, now=NOW, by="ticket")
    assert not ledger.enroll("web01", "kickstart01", web01, now=NOW, by="ticket")
    assert ledger.enroll(
        "web01", "kickstart01", {**web01, "fixed_address": "10.0.0.22"}, now=NOW, by="ticket"
    )
    assert ledger.hosts("kickstart01")["web01"].declared["fixed_address"] == "10.0.0.22"
    assert ledger.hosts("kickstart02") == {}
    assert ledger.withdraw("web01", now=NOW, by="ticket") and not ledger.withdraw(
        "web01", now=NOW, by="ticket"
    )
    assert [row.declared and row.declared["fixed_address"] for row in ledger.enrolments("web01")] == [
        *("10.0.0.21", "10.0.0.22", None)
    ]


@pytest.mark.parametrize(
    "clash", [{"mac": "52-54-00-12-34-56"}, {"fixed_address": "10.0.0.21"}, {"minion_id": "web01"}]
)
def test_no_two_enrolled_hosts_share_a_mac_an_address_or_a_minion_id(
    ledger: Ledger, clash: dict[str, str]
) -> None:
    """In any spelling; the host that was there stays as it was."""
    web01 = {"mac": "52:54:00:12:34:56", "fixed_address": "10.0.0.21"}
    ledger.enroll("web01", "kickstart01", web01, now=NOW, by="ticket")
    with pytest.raises(Taken):
        ledger.enroll("web02", "kickstart01", {"mac": "52:54:00:12:34:57", **clash}, now=NOW, by="ticket")
    assert set(ledger.hosts()) == {"web01"} and len(ledger.enrolments("web01")) == 1
    assert ledger.enrolments("web02") == []


def test_a_reader_changes_nothing(ledger: Ledger, url: str) -> None:
    """The database itself refuses, whatever is tried through it."""
    ask(ledger)
    with pytest.raises(LedgerError, match="readonly"):
        ask(Ledger(database.reader(url).engine), host="web02")
    assert len(ledger.history()) == 1


def test_a_ledger_that_is_not_there_is_not_made_by_reading(url: str, tmp_path: Path) -> None:
    """Nothing in its place would mean that nothing was ever closed."""
    with pytest.raises(LedgerError, match="cannot be used"):
        database.reader(url)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "bad",
    [
        "nonsense",
        "sqlite://",
        "postgresql+nosuch://u:canary@h/d",
        "postgresql+psycopg://u:canary@127.0.0.1:1/d",
        "sqlite:////nowhere/x/l.db",
    ],
)
def test_a_url_that_leads_nowhere_is_said_without_its_password(bad: str) -> None:
    """Neither reading nor writing gives anything but a LedgerError."""
    for open_it in (database.ledger, database.reader):
        with pytest.raises(LedgerError) as caught:
            open_it(bad)
        assert "canary" not in str(caught.value)


def test_the_schema_is_what_the_migrations_make(ledger: Ledger) -> None:
    """Tables and migrations say the same."""
    with ledger.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_a_ledger_of_a_newer_salt_pxe_is_left_alone(ledger: Ledger, url: str) -> None:
    """An older master neither reads nor writes what it does not understand."""
    with ledger.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for open_it in (database.ledger, database.reader):
        with pytest.raises(LedgerError, match="newer salt-pxe"):
            open_it(url)


def test_a_history_that_was_tampered_with_does_not_replay(ledger: Ledger) -> None:
    """A row that is missing, doubled or out of order is found."""
    ask(ledger)
    ledger.move("web01", "CHG1", "booting", now=NOW, by="x")
    ledger.finish("web01", "CHG1", KEYS[0], now=NOW, by="x")
    rows = ledger.history()
    assert replay(rows)["web01", "CHG1"].state == "installed"
    wrong_state = [*rows[:2], rows[2]._replace(change="requested")]
    for broken in (rows[1:], [rows[0], rows[2]], [*rows, rows[-1]], rows[::-1], wrong_state):
        with pytest.raises(IllegalHistory):
            replay(broken)
