"""What is done about a signal, step by step: notes, crashes in between, many servers, a ledger that is behind."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from salt_pxe.arming import proof
from salt_pxe.arming.ledger_trust import Position
from salt_pxe.arming.proof import KeyRing
from salt_pxe.ledger import database
from salt_pxe.ledger.requests import Ledger
from salt_pxe.onboarding import handler
from salt_pxe.onboarding.events import Event, Refuse, Report, Start
from salt_pxe.onboarding.ports import Handled
from tests.minion_keys import KEYS
from tests.unit.ledger.asking import row_of

NOW = 1_000_000
RING = KeyRing(1, {1: b"k" * 32})
MAC, MINION = "52:54:00:12:34:56", "web01.example.com"


@dataclass
class Store:
    """A key store in memory."""

    keys: dict[str, str] = field(default_factory=dict)

    def accepted(self, minion_id: str) -> str | None:
        """Return the accepted key."""
        return self.keys.get(minion_id)

    def accept(self, minion_id: str, public_key: str) -> None:
        """Store a key."""
        self.keys[minion_id] = public_key

    def drop(self, minion_id: str, public_key: str) -> None:
        """Delete a key."""
        if self.keys.get(minion_id) == public_key:
            del self.keys[minion_id]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """A trusted ledger in which one machine's install is armed."""
    made = database.ledger(f"sqlite:///{tmp_path}/ledger.db")
    made.trust(now=NOW, by="operator")
    ask(made, "CHG1")
    return made


def ask(ledger: Ledger, request: str) -> None:
    """Ask for an install of the machine, and arm it."""
    ledger.request(
        "web01", request, site="fra1", mac=MAC, minion_id=MINION, key_generation=1, now=NOW, by="operator"
    )
    ledger.served(row_of(ledger, "web01", request), "ks1", now=NOW, by="ks1")


def report(event: str, request: str = "CHG1", key: str = KEYS[0]) -> Report:
    """Return what the machine truly reports."""
    token = RING.token(1, "fra1", "web01", MAC, request)
    assert token
    finger = proof.fingerprint(key) if event == "installed" else ""
    proved = proof.proof(token, event, "fra1", "web01", MAC, request, MINION, finger)
    return Report(event, "fra1", "web01", MAC, request, MINION, proved, key)


def handle(ledger: Ledger, event: Event, store: Store, **more: Any) -> Handled:
    """Handle an event while every server answers."""
    given: dict[str, Any] = {"disarm": lambda *_: True, "now": NOW + 1, **more}
    return handler.handle(event, ledger=ledger, ring=RING, keys=store, **given)


def test_the_end_of_the_log_is_written_down_with_the_failure(ledger: Ledger) -> None:
    """Whoever looks into the history finds it there."""
    handled = handle(ledger, report("failed"), Store(), note="no space left")
    assert handled.pxe_is_off and [request.state for request in handled.changed] == ["failed"]
    assert [row.note for row in ledger.history("web01") if row.change == "failed"] == ["no space left"]


def test_a_minion_that_starts_before_its_acceptance_was_written_down_is_onboarded(ledger: Ledger) -> None:
    """The key was stored and then the process was killed; the start is not lost."""
    store = Store({MINION: KEYS[0]})
    ledger.finish(row_of(ledger), KEYS[0], now=NOW, by="machine")
    handled = handle(ledger, Start(MINION, NOW + 1), store)
    assert [request.state for request in handled.changed] == ["onboarded"]
    assert "accepted" in [row.change for row in ledger.history("web01")]


def test_a_start_by_another_key_onboards_nobody(ledger: Ledger) -> None:
    """Nor does it store a key that nobody proved."""
    store = Store({MINION: KEYS[1]})
    handle(ledger, report("installed"), store)
    store.keys[MINION] = KEYS[1]
    assert isinstance(handle(ledger, Start(MINION, NOW + 1), store).decision, Refuse)
    assert store.keys[MINION] == KEYS[1]


def test_a_ledger_behind_what_was_relied_on_decides_nothing(ledger: Ledger) -> None:
    """It may have forgotten that the install was cancelled."""
    here = ledger.standing().position
    ahead = Position(here.ledger, here.serial + 5, "m")
    handled = handle(ledger, report("installed"), store := Store(), published=ahead)
    assert isinstance(handled.decision, Refuse) and ahead.code in handled.decision.reason
    assert store.keys == {}
    ledger.finish(row_of(ledger), KEYS[0], now=NOW, by="machine")
    catch_up(ledger, store, published=ahead)
    assert store.keys == {}
    catch_up(ledger, store, published=here)
    assert store.keys == {MINION: KEYS[0]}


def test_what_was_left_behind_is_caught_up_with_many_servers_at_once(ledger: Ledger) -> None:
    """One that is away keeps its part for the next time."""
    for server in ("ks2", "ks3"):
        ledger.served(row_of(ledger), server, now=NOW, by=server)
    ledger.finish(row_of(ledger), KEYS[0], now=NOW, by="machine")
    with ThreadPoolExecutor(3) as pool:
        catch_up(ledger, Store(), disarm=lambda server, *_: server != "ks2", each=pool.map)
    assert [left.server for left in ledger.undone()] == ["ks2"]


def catch_up(ledger: Ledger, store: Store, **more: Any) -> None:
    """Catch up while every server answers."""
    given: dict[str, Any] = {"disarm": lambda *_: True, "now": NOW + 2, **more}
    handler.catch_up(ledger=ledger, keys=store, **given)


def test_only_the_last_install_of_a_machine_is_awaited(ledger: Ledger) -> None:
    """And none of a machine that was given up."""
    store = Store()
    handle(ledger, report("installed"), store)
    assert [request.request for request in ledger.awaited()] == ["CHG1"]
    ask(ledger, "CHG2")
    assert [request.request for request in ledger.awaited()] == ["CHG1"]
    handle(ledger, report("installed", "CHG2", KEYS[1]), store)
    assert [request.request for request in ledger.awaited()] == ["CHG2"]
    assert handle(ledger, Start(MINION, NOW + 1), store).changed[0].request == "CHG2"
    assert ledger.awaited() == []
    ask(ledger, "CHG3")
    handle(ledger, report("installed", "CHG3", KEYS[2]), store)
    rows = [row_of(ledger, request=request) for request in ("CHG1", "CHG2", "CHG3")]
    ledger.retire(rows, now=NOW, by="operator")
    assert ledger.awaited() == []


def test_a_machine_that_becomes_no_minion_finishes_without_a_key(ledger: Ledger) -> None:
    """Its proof counts, PXE goes off, no key is stored, and nothing is awaited of it; repeating does nothing more."""
    token = RING.token(1, "fra1", "web01", MAC, "CHG1") or ""
    proved = proof.proof(token, "installed", "fra1", "web01", MAC, "CHG1", MINION, "")
    bare = Report("installed", "fra1", "web01", MAC, "CHG1", MINION, proved)
    store = Store()
    handled = handle(ledger, bare, store)
    assert handled.pxe_is_off and [request.state for request in handled.changed] == ["installed"]
    assert store.keys == {} and not ledger.unaccepted() and not ledger.awaited() and not ledger.generations()
    again = handle(ledger, bare, store)
    assert again.pxe_is_off and not again.changed


def test_a_finish_with_a_key_is_never_turned_into_one_without_or_back(ledger: Ledger) -> None:
    """Each way of finishing has a proof of its own, and the first one stands."""
    whole, store = report("installed"), Store()
    stripped = Report("installed", "fra1", "web01", MAC, "CHG1", MINION, whole.proof)
    assert isinstance(handle(ledger, stripped, store).decision, Refuse)
    assert handle(ledger, whole, store).pxe_is_off
    token = RING.token(1, "fra1", "web01", MAC, "CHG1") or ""
    bare = proof.proof(token, "installed", "fra1", "web01", MAC, "CHG1", MINION, "")
    assert isinstance(
        handle(ledger, Report("installed", "fra1", "web01", MAC, "CHG1", MINION, bare), store).decision,
        Refuse,
    )
    ask(ledger, "CHG2")
    token = RING.token(1, "fra1", "web01", MAC, "CHG2") or ""
    bare = proof.proof(token, "installed", "fra1", "web01", MAC, "CHG2", MINION, "")
    assert handle(ledger, Report("installed", "fra1", "web01", MAC, "CHG2", MINION, bare), store).changed
    assert isinstance(handle(ledger, report("installed", "CHG2", KEYS[1]), store).decision, Refuse)
    assert store.keys == {MINION: KEYS[0]}


def test_a_machine_that_was_renamed_and_got_another_nic_is_still_one(ledger: Ledger) -> None:
    """Its installs in between connect the first with the last: the end of that is no other machine's."""
    store, nic = Store(), "52:54:00:00:00:77"
    handle(ledger, report("installed"), store)
    for request, mac, key in (("CHG2", MAC, KEYS[1]), ("CHG3", nic, KEYS[2])):
        facts = {"site": "fra1", "mac": mac, "minion_id": MINION, "key_generation": 1, "now": NOW, "by": "x"}
        assert ledger.request("db01", request, **facts).won
        token = RING.token(1, "fra1", "db01", mac, request) or ""
        finger = proof.fingerprint(key)
        proved = proof.proof(token, "installed", "fra1", "db01", mac, request, MINION, finger)
        end = Report("installed", "fra1", "db01", mac, request, MINION, proved, key)
        assert handle(ledger, end, store).changed, request
        assert store.keys == {MINION: key}
