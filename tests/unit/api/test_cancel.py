"""Cancelling: at once where it can be, repeatable, and only what is open."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.api.cancel import cancel
from salt_pxe.api.install import install
from salt_pxe.api.retire import retire
from tests.ticket_office import Office
from tests.unit.api.finishing import finish


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
