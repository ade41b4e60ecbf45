"""What the ledger answers to those who serve, arm and disarm by it."""

from __future__ import annotations

from pathlib import Path

from salt_pxe.arming.ledger_trust import guard
from salt_pxe.arming.request import LIFETIME
from salt_pxe.ledger import database
from salt_pxe.ledger.requests import Ledger
from tests.minion_keys import KEYS
from tests.unit.ledger.asking import NOW, ask, ask_of, mac_of, row_of


def test_key_generations_that_are_needed(ledger: Ledger) -> None:
    """Those of open requests, and of installs whose key is not stored yet."""
    for generation, host in enumerate(("a", "b", "c"), 1):
        ask(ledger, host=host, key_generation=generation)
    ledger.finish(row_of(ledger, "b"), KEYS[0], now=NOW, by="x")
    ledger.move(row_of(ledger, "c"), "failed", now=NOW, by="x")
    assert ledger.generations() == {1, 2}
    ledger.accepted(row_of(ledger, "b"), now=NOW, by="x")
    assert ledger.generations() == {1}


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


def test_a_site_sees_its_own_requests_and_of_others_only_the_macs(url: str) -> None:
    """Open ones of another site are MACs that are taken, and no more; one whose time is over is none."""
    ledger = database.ledger(url)
    ask_of(ledger, "web01", "fra1")
    ask_of(ledger, "web02", "muc1")
    ask_of(ledger, "web03", "muc1", lifetime=5)
    assert [row.host for row in ledger.open(NOW, "fra1")] == ["web01"]
    assert [row.host for row in ledger.open(NOW)] == ["web01", "web02", "web03"]
    assert ledger.open_elsewhere("fra1", NOW) == {mac_of("web02"), mac_of("web03")}
    assert ledger.open_elsewhere("fra1", NOW + 5) == {mac_of("web02")}


def test_a_server_waits_for_those_whom_it_may_arm_and_has_not_disarmed(ledger: Ledger) -> None:
    """Until the deadline, and of its own alone."""
    for host in ("web01", "web02", "web03"):
        ask(ledger, host=host)
        ledger.served(row_of(ledger, host), "ks1" if host != "web03" else "ks2", now=NOW, by="x")
    ledger.disarmed(row_of(ledger, "web02"), "ks1", now=NOW, by="x")
    assert ledger.waiting_on("ks1", NOW) == {row_of(ledger).number}
    assert ledger.waiting_on("ks1", NOW + LIFETIME) == set()


def test_the_history_is_read_from_where_somebody_was(ledger: Ledger) -> None:
    """All, a host's, a request's; those after a serial; no more than asked for."""
    ask(ledger)
    ask(ledger, host="web02")
    ledger.move(row_of(ledger), "booting", now=NOW, by="x")
    serials = [row.serial for row in ledger.history()]
    assert serials == sorted(serials) and len(serials) == 3
    assert [row.change for row in ledger.history("web01")] == ["requested", "booting"]
    assert [row.host for row in ledger.history("web02", "CHG1")] == ["web02"]
    assert [row.serial for row in ledger.history(after=serials[0])] == serials[1:]
    assert [row.serial for row in ledger.history(limit=2)] == serials[:2]
    assert ledger.history("web01", "CHG9") == []


def test_a_minion_is_awaited_by_its_last_install_alone(ledger: Ledger) -> None:
    """An earlier one of the same machine is over; one without a minion is not awaited."""
    for request, host in (("CHG1", "web01"), ("CHG0", "web02"), ("CHG2", "web01")):
        ask(ledger, request, host)
        ledger.finish(row_of(ledger, host, request), KEYS[0], now=NOW, by="x")
    assert [row.request for row in ledger.awaited()] == ["CHG0", "CHG2"]
    ledger.retire([row_of(ledger, "web02", "CHG0")], now=NOW, by="x")
    ledger.accepted(row_of(ledger, "web01", "CHG2"), now=NOW, by="x")
    ledger.move(row_of(ledger, "web01", "CHG2"), "onboarded", now=NOW, by="x")
    assert ledger.awaited() == []
    assert [row.request for row in ledger.unaccepted()] == ["CHG1"]


def test_a_machine_that_was_renamed_is_awaited_by_its_last_install_alone(ledger: Ledger) -> None:
    """By its MAC it is the same one; a machine that was given up is not awaited by an earlier install either."""
    ask(ledger)
    ledger.finish(row_of(ledger), KEYS[0], now=NOW, by="x")
    ask(ledger, "CHG3", "db01", mac=mac_of("web01"), minion_id="web01")
    assert [row.request for row in ledger.awaited()] == ["CHG1"]
    ledger.finish(row_of(ledger, "db01", "CHG3"), KEYS[1], now=NOW, by="x")
    assert [row.request for row in ledger.awaited()] == ["CHG3"]
    ledger.retire([row_of(ledger, "db01", "CHG3")], now=NOW, by="x")
    assert ledger.awaited() == []


def test_who_has_a_minion_id_is_told_until_it_is_over(ledger: Ledger) -> None:
    """Open, installed and onboarded requests count; a failed or a retired one does not."""
    ask(ledger)
    assert {row.host for row in ledger.with_minion_id("web01")} == {"web01"}
    ledger.move(row_of(ledger), "failed", now=NOW, by="x")
    assert ledger.with_minion_id("web01") == ()
    ask(ledger, host="web02", minion_id="web01")
    ledger.finish(row_of(ledger, "web02"), KEYS[0], now=NOW, by="x")
    assert {row.host for row in ledger.with_minion_id("web01")} == {"web02"}
    ledger.retire([row_of(ledger, "web02")], now=NOW, by="x")
    assert ledger.with_minion_id("web01") == ()


def test_what_is_overdue_is_open_still(ledger: Ledger) -> None:
    """And may arm nobody."""
    ask(ledger)
    assert ledger.overdue(NOW + LIFETIME - 1) == []
    assert [row.host for row in ledger.overdue(NOW + LIFETIME)] == ["web01"]
    assert ledger.open(NOW + LIFETIME) == []
