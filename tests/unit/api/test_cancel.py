"""Cancelling and retiring: at once where it can be, repeatable, and no key but the machine's own goes."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.api.cancel import cancel
from salt_pxe.api.enroll import enroll
from salt_pxe.api.install import install
from salt_pxe.api.retire import retire
from salt_pxe.onboarding import handler
from tests.minion_keys import KEYS
from tests.site import changed
from tests.ticket_office import NOW, Office


@pytest.fixture
def asked(master: Office) -> Office:
    """Return a master with one host that is to be installed."""
    enroll(master.context(), "ks1", "web09", "52:54:00:00:01:01", "el9-web")
    assert install(master.context(), "web09", "CHG1")["armed"]
    return master


def finish(master: Office, key: str = KEYS[0], request: str = "CHG1") -> None:
    """Let the machine come to its end, with its key stored."""
    master.ledger.finish("web09", request, key, now=NOW, by="machine")
    master.keys.accept("web09", key)
    master.ledger.accepted("web09", request, now=NOW, by="master")


def test_cancelling_disarms_at_once(asked: Office) -> None:
    """With or without the request's text; doing it again changes nothing."""
    done = cancel(asked.context(), "web09")
    assert (done["state"], done["changed"], done["not_disarmed"]) == ("cancelled", True, [])
    assert asked.armed == {} and asked.told[-1] == ("web09", "CHG1", "cancelled")
    for again in (cancel(asked.context(), "web09"), cancel(asked.context(), "web09", "CHG1")):
        assert again == done | {"changed": False}
    assert asked.told[-1] == ("web09", "CHG1", "cancelled") and len(asked.told) == 3


def test_a_server_that_is_away_is_named_and_told_later(asked: Office) -> None:
    """By cancelling again, or by the periodic catching up."""
    asked.away.add("ks1")
    assert cancel(asked.context(), "web09")["not_disarmed"] == ["ks1"]
    assert asked.armed
    asked.away.clear()
    assert cancel(asked.context(), "web09")["not_disarmed"] == []
    assert asked.armed == {}


def test_the_open_request_is_meant_where_none_is_named(asked: Office) -> None:
    """Not an older one that is over."""
    cancel(asked.context(), "web09")
    install(asked.context(), "web09", "CHG2")
    assert cancel(asked.context(), "web09", "CHG1")["changed"] is False
    assert cancel(asked.context(), "web09")["request"] == "CHG2"


def test_what_is_over_stays_as_it_is(asked: Office) -> None:
    """An install that has finished cannot be cancelled any more, and the answer says so."""
    finish(asked)
    done = cancel(asked.context(), "web09", "CHG1")
    assert (done["state"], done["changed"]) == ("installed", False)
    assert done["note"] == "it was over already: installed" and asked.armed == {}


def test_what_nobody_asked_for_is_not_cancelled(asked: Office) -> None:
    """A typing mistake is told, not taken for done."""
    assert cancel(asked.context(), "web09", "CHG7")["reason"] == "the ledger has no request 'CHG7' of web09"
    assert cancel(asked.context(), "web08")["error"] == "unknown_request"
    assert retire(asked.context(), "web08")["error"] == "unknown_host"


@pytest.mark.parametrize("bad", [None, 5, ["web09"], "*", "a/b"])
def test_wrong_values_are_refused(asked: Office, bad: Any) -> None:
    """As everywhere."""
    assert cancel(asked.context(), bad)["error"] == "value"
    assert retire(asked.context(), bad)["error"] == "value"
    if bad is not None:
        assert cancel(asked.context(), "web09", bad)["error"] in ("value", "unknown_request")
    assert asked.armed


def test_retiring_a_machine_that_is_to_be_installed(asked: Office) -> None:
    """It is cancelled, disarmed and forgotten; the name is free again."""
    assert retire(asked.context(), "web09") == {
        "host": "web09",
        "changed": True,
        "cancelled": ["CHG1"],
        "withdrawn": True,
        "keys_deleted": [],
        "not_disarmed": [],
    }
    assert asked.armed == {} and asked.ledger.hosts() == {}
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
    done = asked.ledger.finish("web09", "CHG1", KEYS[0], now=NOW, by="machine")
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
