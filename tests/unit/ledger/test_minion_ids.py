"""A minion id is one machine's of the whole master."""

from __future__ import annotations

import pytest

from salt_pxe.arming.request import LIFETIME
from salt_pxe.ledger import minion_ids
from salt_pxe.ledger.errors import MinionIdHeld
from salt_pxe.ledger.requests import Ledger
from tests.minion_keys import KEYS
from tests.unit.ledger.asking import MAC, NOW, ask, ask_of, row_of
from tests.unit.ledger.test_machines import NEW, finished, web01

LATE = NOW + LIFETIME


@pytest.mark.parametrize("site", ["fra1", "muc1"])
@pytest.mark.parametrize("spelt", ["web01", "WEB01"])
def test_a_minion_id_is_held_until_its_machine_is_retired(ledger: Ledger, site: str, spelt: str) -> None:
    """By an install that is open or done, and in any case; one that failed holds nothing."""
    ask(ledger)

    def asked() -> bool:
        return ask_of(ledger, "web09", site, minion_id=spelt).won

    with pytest.raises(MinionIdHeld, match="held by fra1/web01: retire that machine first") as held:
        asked()
    assert (held.value.minion_id, held.value.site, held.value.host) == ("web01", "fra1", "web01")
    ledger.finish(row_of(ledger), KEYS[0], now=NOW, by="x")
    with pytest.raises(MinionIdHeld):
        asked()
    ledger.retire([row_of(ledger)], now=NOW, by="x")
    assert asked()


def test_what_came_to_nothing_holds_no_minion_id(ledger: Ledger) -> None:
    """A failed install, and one whose time is over."""
    ask(ledger)
    assert ask(ledger, host="web09", minion_id="web01", now=LATE).won
    ledger.move(row_of(ledger, "web09"), "failed", now=LATE, by="x")
    assert ask(ledger, host="web10", minion_id="web01", now=LATE).won


def test_a_machine_holds_its_minion_id_for_itself(ledger: Ledger) -> None:
    """Renamed, or at another site: its reinstall is no conflict."""
    finished(ledger)
    assert ask(ledger, "CHG2", "db01", mac=MAC, minion_id="web01").won
    ledger.finish(row_of(ledger, "db01", "CHG2"), KEYS[1], now=NOW, by="x")
    assert ask_of(ledger, "db01", "muc1", "CHG3", mac=MAC, minion_id="WEB01").won
    with pytest.raises(MinionIdHeld, match="held by fra1/web01"):
        ask(ledger, "CHG9", "x", minion_id="web01")


def test_a_machine_is_known_by_its_requests_in_between(ledger: Ledger) -> None:
    """Renamed and then with another NIC, each with an install of its own: the first one is its own as well."""
    finished(ledger)
    for text, mac in (("CHG2", MAC), ("CHG3", NEW)):
        assert ask(ledger, text, "db01", mac=mac, minion_id="web01").won, text
        ledger.finish(row_of(ledger, "db01", text), KEYS[1], now=NOW, by="x")
    now = web01("db01", NEW)
    assert len(minion_ids.proved(ledger, now, "web01")) == 2
    with pytest.raises(MinionIdHeld):
        ask(ledger, "CHG4", "other", minion_id="web01")


def test_an_enrolled_host_holds_its_minion_id(ledger: Ledger) -> None:
    """Of whatever site; not against itself, by its name or its MAC."""
    ledger.enroll("web01", "ks1", {"mac": MAC, "minion_id": "M1"}, site="fra1", now=NOW, by="x")
    for site in ("fra1", "muc1"):
        with pytest.raises(MinionIdHeld, match="the minion id M1 is held by fra1/web01"):
            ask_of(ledger, "web09", site, minion_id="m1")
    assert ask(ledger, host="WEB01", mac=NEW, minion_id="m1").won
    ledger.move(row_of(ledger, "WEB01"), "failed", now=NOW, by="x")
    assert ask_of(ledger, "db01", "muc1", mac=MAC, minion_id="m1").won


def test_the_keys_that_a_machine_has_proved_are_its_own(ledger: Ledger) -> None:
    """Whatever it is called since; those of another machine with that minion id are not."""
    finished(ledger)
    key = row_of(ledger).fingerprint
    assert minion_ids.proved(ledger, web01(), "WEB01") == {key}
    assert minion_ids.proved(ledger, web01("db01"), "web01") == {key}
    assert minion_ids.proved(ledger, web01("db01", NEW), "web01") == set()
    assert minion_ids.proved(ledger, web01(), "other") == set()
