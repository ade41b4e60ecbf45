"""Status and history: plain data, the newest, and never more than asked for."""

from __future__ import annotations

import json
from typing import Any

import pytest

from salt_pxe.api.query import history, status
from salt_pxe.arming.request import LIFETIME
from tests.ticket_office import NOW, Office
from tests.unit.ledger.asking import ask_of


def names(answer: dict[str, Any]) -> list[str]:
    """Return the requests of an answer."""
    return [one["request"] for one in answer["requests"]]


def test_status_gives_the_newest_first(busy: Office) -> None:
    """With counts, and whether older ones are left out."""
    whole = status(busy.ledger, NOW)
    assert names(whole) == ["CHG3", "CHG2", "CHG1"] and not whole["more"]
    assert whole["counts"] == {"armed": 1, "cancelled": 1, "installed": 1} and whole["ledger"] == "trusted"
    assert json.loads(json.dumps(whole)) == whole
    last = status(busy.ledger, NOW, limit="1")
    assert names(last) == ["CHG3"] and last["more"]
    installed = whole["requests"][1]
    assert installed["fingerprint"].count(":") == 31 and "public_key" not in installed


def test_status_of_a_host_or_a_state(busy: Office) -> None:
    """`open` and `closed` are words for several states."""
    assert names(status(busy.ledger, NOW, state="installed")) == ["CHG2"]
    assert names(status(busy.ledger, NOW, state="open")) == ["CHG3"]
    assert names(status(busy.ledger, NOW, state="closed")) == ["CHG2", "CHG1"]
    one = status(busy.ledger, NOW, host="web1")
    assert names(one) == ["CHG1"]
    assert one["enrolled"] == {"server": "ks1", "mac": "52:54:00:00:01:01", "profile": "el9-web"}
    assert names(status(busy.ledger, NOW, host="WEB1", site="fra1")) == ["CHG1"]
    assert names(status(busy.ledger, NOW, site="fra1")) == ["CHG3", "CHG2", "CHG1"]
    ask_of(busy.ledger, "web9", "muc1", "CHG9", now=NOW)
    other = status(busy.ledger, NOW, site="muc1")
    assert names(other) == ["CHG9"] and other["counts"] == {"requested": 1}
    assert sum(status(busy.ledger, NOW)["counts"].values()) == 4
    nobody = status(busy.ledger, NOW, host="web7")
    assert nobody["requests"] == [] and nobody["enrolled"] is None
    overdue = status(busy.ledger, NOW + 2 * LIFETIME, host="web3")["requests"][0]
    assert overdue["state"] == "armed" and not overdue["open"]


def test_history_gives_the_last_changes_in_their_order(busy: Office) -> None:
    """Or those after a serial number, to follow it."""
    whole = history(busy.ledger)["changes"]
    assert whole[0]["change"] == "requested" and whole[-1]["change"] == "installed"
    assert [one["serial"] for one in whole] == sorted(one["serial"] for one in whole)
    assert history(busy.ledger, limit=2)["changes"] == whole[-2:]
    assert history(busy.ledger, limit=2, after=whole[3]["serial"])["changes"] == whole[4:6]
    assert history(busy.ledger, after=whole[-1]["serial"])["changes"] == []
    one = history(busy.ledger, host="web1")
    assert [row["change"] for row in one["changes"]] == [
        *("requested", "served", "armed", "cancelled", "disarmed")
    ]
    assert one["enrolments"][0]["declared"]["profile"] == "el9-web"
    assert history(busy.ledger, host="web1", request="CHG2")["changes"] == []
    assert whole[0]["at"] == "2026-11-18T11:06:41Z" and whole[0]["at_seconds"] == NOW + 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"limit": 0},
        {"limit": 1001},
        {"limit": "x"},
        {"limit": None},
        {"limit": True},
        {"limit": 1.0},
        {"limit": "٣"},
    ],
    ids=str,
)
def test_a_limit_is_a_number(busy: Office, wrong: dict[str, Any]) -> None:
    """From 1 to 1000; a form sends it as text."""
    assert status(busy.ledger, NOW, **wrong)["reason"] == "limit: a whole number from 1 to 1000"
    assert history(busy.ledger, **wrong)["error"] == "value"


@pytest.mark.parametrize(
    "wrong", [{"state": "gone"}, {"state": ["open"]}, {"state": 5}, {"host": 5}, {"host": "*"}]
)
def test_what_cannot_be_looked_for_is_refused(busy: Office, wrong: dict[str, Any]) -> None:
    """With what there is."""
    assert status(busy.ledger, NOW, **wrong)["error"] == "value"
    assert history(busy.ledger, after="-1")["error"] == history(busy.ledger, request=7)["error"] == "value"
