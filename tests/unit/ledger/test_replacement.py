"""A saved ledger takes the place of the one that is there, or nothing changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from salt_pxe.arming.ledger_trust import guard
from salt_pxe.ledger import database, snapshot
from salt_pxe.ledger.queries import Reader
from salt_pxe.ledger.replacement import AnotherLedger, OpenUnknown, Replaced, replace_by
from salt_pxe.ledger.requests import Ledger
from tests.unit.ledger.asking import NOW, ask, row_of
from tests.unit.ledger.test_snapshot import content


def saved_now(ledger: Reader, folder: Path, name: str = "saved.db") -> Reader:
    """Save a ledger, and return what was saved."""
    snapshot.save(ledger, folder / name)
    return snapshot.opened(folder / name)


def restored(ledger: Reader, saved: Reader, **more: Any) -> Replaced:
    """Restore."""
    return replace_by(ledger, saved, now=NOW + 10, by="me", note="it was restored", **more)


def test_it_is_as_it_was_saved_and_not_trusted(tmp_path: Path, ledger: Ledger) -> None:
    """What was asked for before is there, what was done since is not."""
    ledger.trust(now=NOW, by="me")
    ask(ledger)
    position = ledger.standing().position
    saved = saved_now(ledger, tmp_path)
    ask(ledger, "CHG2", "web02")
    ledger.move(row_of(ledger, "web02", "CHG2"), "cancelled", now=NOW, by="me")
    published = ledger.standing().position
    done = restored(ledger, saved)
    assert [row.request for row in done.open] == ["CHG1"] and (done.closed, done.lost) == ([], [])
    assert ledger.find("fra1", "web02", "CHG2") is None and ledger.standing().position == position
    assert "it was restored" in guard(ledger.standing(), position)
    ledger.trust(now=NOW, by="me")
    assert guard(ledger.standing(), position) == ""
    assert published.code in guard(ledger.standing(), published)


def test_an_open_request_that_it_does_not_know_refuses_it(tmp_path: Path, ledger: Ledger) -> None:
    """Its machine may be installing now. It is named, and given up by force alone; one that is overdue is none."""
    saved = saved_now(ledger, tmp_path)
    ask(ledger)
    before = content(ledger)
    with pytest.raises(OpenUnknown, match=r"web01 by 'CHG1' \(fra1\)"):
        restored(ledger, saved)
    assert content(ledger) == before
    assert [row.request for row in restored(ledger, saved, force=True).lost] == ["CHG1"]
    assert ledger.find("fra1", "web01", "CHG1") is None
    ask(ledger, lifetime=5)
    assert restored(ledger, saved).lost == []


def test_what_is_known_to_be_over_stays_over(tmp_path: Path, ledger: Ledger) -> None:
    """The replaced ledger knows it: the machine is not armed again."""
    ask(ledger)
    ask(ledger, "CHG2", "web02")
    saved = saved_now(ledger, tmp_path)
    ledger.move(row_of(ledger), "cancelled", now=NOW, by="me")
    done = restored(ledger, saved)
    assert [row.request for row in done.closed] == ["CHG1"] and [row.request for row in done.open] == ["CHG2"]
    row = ledger.find("fra1", "web01", "CHG1")
    assert row and row.state == "cancelled" and not row.is_open(NOW)
    assert ledger.history("web01", "CHG1")[-1].note == "it was over before the ledger was restored"


def test_no_number_is_given_twice(tmp_path: Path, ledger: Ledger) -> None:
    """So that no serial that somebody remembers means another row than it did."""
    saved = saved_now(ledger, tmp_path)
    ask(ledger)
    ledger.move(row_of(ledger), "cancelled", now=NOW, by="me")
    before = ledger.standing().position.serial
    restored(ledger, saved)
    ask(ledger, "CHG2")
    assert ledger.standing().position.serial > before


def test_another_ledger_with_installs_is_not_replaced(tmp_path: Path, ledger: Ledger) -> None:
    """A new one is, which knows nothing yet."""
    other = database.ledger(f"sqlite:///{tmp_path}/other.db")
    ask(other, "CHG7")
    saved = saved_now(other, tmp_path)
    restored(ledger, saved)
    assert ledger.standing().position.ledger == other.standing().position.ledger
    third = database.ledger(f"sqlite:///{tmp_path}/third.db")
    ask(third)
    third.move(row_of(third), "cancelled", now=NOW, by="me")
    with pytest.raises(AnotherLedger):
        restored(third, saved, force=True)
    assert third.find("fra1", "web01", "CHG1")


def test_hosts_that_were_enrolled_since_are_named(tmp_path: Path, ledger: Ledger) -> None:
    """And those of another ledger are not replaced at all, though nobody has asked for an install there."""
    ledger.enroll("web07", "ks1", {"mac": "52:54:00:00:00:07"}, site="fra1", now=NOW, by="me")
    saved = saved_now(ledger, tmp_path)
    ledger.enroll("web08", "ks1", {"mac": "52:54:00:00:00:08"}, site="fra1", now=NOW, by="me")
    other = database.ledger(f"sqlite:///{tmp_path}/other.db")
    other.enroll("web09", "ks1", {"mac": "52:54:00:00:00:09"}, site="fra1", now=NOW, by="me")
    before = content(other)
    with pytest.raises(AnotherLedger):
        restored(other, saved, force=True)
    assert content(other) == before
    assert restored(ledger, saved).hosts == ["web08"]
    assert restored(ledger, saved).hosts == []


def test_nothing_changes_where_what_is_there_cannot_be_kept(tmp_path: Path, ledger: Ledger) -> None:
    """A full disk, for one."""
    saved = saved_now(ledger, tmp_path)
    ask(ledger)
    before = content(ledger)

    def full() -> None:
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        restored(ledger, saved, keep=full, force=True)
    assert content(ledger) == before
