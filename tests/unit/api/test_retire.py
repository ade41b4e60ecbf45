"""Retiring: the install, the enrolment and the key of a machine go; no key but its own does."""

from __future__ import annotations

from salt_pxe.api.enroll import enroll
from salt_pxe.api.install import install
from salt_pxe.api.retire import retire
from salt_pxe.onboarding import handler
from tests.minion_keys import KEYS
from tests.site import changed
from tests.ticket_office import NOW, Office
from tests.unit.api.finishing import finish
from tests.unit.ledger.asking import row_of


def test_retiring_a_machine_that_is_to_be_installed(asked: Office) -> None:
    """It is cancelled, disarmed and forgotten; the name is free again."""
    assert retire(asked.context(), "web09") == {
        "host": "web09",
        "site": "fra1",
        "changed": True,
        "cancelled": ["CHG1"],
        "withdrawn": True,
        "keys_deleted": [],
        "not_disarmed": [],
    }
    assert asked.armed == {} and asked.ledger.hosts() == []
    again = retire(asked.context(), "web09")
    assert not again["changed"] and again["cancelled"] == [] and "error" not in again
    assert enroll(asked.context(), "ks1", "web09", "52:54:00:00:01:02", "el9-web")["changed"]
    assert install(asked.context(), "web09", "CHG1")["armed"] is False, "the text is over for ever"
    assert install(asked.context(), "web09", "CHG2")["armed"]


def test_retiring_deletes_exactly_the_machines_own_key(asked: Office) -> None:
    """The key that it proved to have; repeating it after a crash finishes the deletion."""
    finish(asked)
    assert retire(asked.context(), "web09")["keys_deleted"] == ["web09"]
    assert asked.keys.held == {}
    asked.keys.accept("web09", KEYS[0])
    assert retire(asked.context(), "web09")["keys_deleted"] == ["web09"]


def test_another_machines_key_stays(asked: Office) -> None:
    """Somebody else has the id now, with a key of its own."""
    finish(asked)
    asked.keys.held["web09"] = KEYS[1]
    assert retire(asked.context(), "web09")["keys_deleted"] == []
    assert asked.keys.held == {"web09": KEYS[1]}


def test_a_finish_after_retiring_is_refused(asked: Office) -> None:
    """The machine's report finds its request closed, and no key is stored."""
    retire(asked.context(), "web09")
    done = asked.ledger.finish(row_of(asked.ledger, "web09"), KEYS[0], now=NOW, by="machine")
    assert not done.won
    left = handler.catch_up(ledger=asked.ledger, keys=asked.keys, disarm=asked.context().disarm, now=NOW)
    assert left == [] and asked.keys.held == {}


def test_what_cannot_be_disarmed_is_named(asked: Office) -> None:
    """Request and server, so that somebody can look."""
    asked.away.add("ks1")
    assert retire(asked.context(), "web09")["not_disarmed"] == [{"request": "CHG1", "server": "ks1"}]
    asked.away.clear()
    assert retire(asked.context(), "web09")["not_disarmed"] == []


def test_pillar_that_still_has_the_host_is_named(asked: Office) -> None:
    """Only people change pillar."""
    asked.pillars["ks1"] = changed({"hosts": {"web09": {"mac": "52:54:00:00:01:01"}}})
    assert retire(asked.context(), "web09")["note"] == "pillar of ks1 still has web09: take it out"
    del asked.pillars["ks1"]
    assert "note" not in retire(asked.context(), "web09")
