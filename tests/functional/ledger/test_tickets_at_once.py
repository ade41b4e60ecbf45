"""Tickets that come at the same moment, on SQLite and on PostgreSQL: limits hold, and addresses are nobody else's."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from threading import Barrier
from typing import Any

import pytest

from salt_pxe.api.cancel import cancel
from salt_pxe.api.enroll import enroll
from salt_pxe.api.install import install
from salt_pxe.ledger import database
from salt_pxe.ledger.capacity import ask
from salt_pxe.ledger.errors import NoRoom
from tests.site import changed
from tests.ticket_office import NOW, Office

# Not among the fast tests: real daemons, or many processes, take their time.
pytestmark = pytest.mark.integration

MOST = 3
SITE = changed({"server:max_armed": MOST, "hosts": {}})


def office(url: str) -> Office:
    """Return a master of several that share a ledger."""
    return Office(url, pillars={"ks1": SITE})


def one_ticket(work: tuple[str, int]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Enroll a machine with any free address, and ask for its install."""
    url, number = work
    master, name = office(url), f"web{number}"
    mac = f"52:54:00:00:00:{number:02x}"
    enrolled = enroll(master.context(), "ks1", name, mac, "el9-web", fixed_address="auto")
    return enrolled, install(master.context(), name, f"CHG{number}")


def the_same(url: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Enroll the same machine, ask for the same install."""
    master = office(url)
    enrolled = enroll(master.context(), "ks1", "web0", "52:54:00:00:00:00", "el9-web", fixed_address="auto")
    return enrolled, install(master.context(), "web0", "CHG0")


def test_each_gets_an_address_of_its_own_and_no_more_are_armed_than_may_be(url: str) -> None:
    """Three processes, as of three masters, with twelve tickets."""
    office(url).ledger.trust(now=NOW, by="operator")
    with ProcessPoolExecutor(3, get_context("spawn")) as pool:
        answers = list(pool.map(one_ticket, [(url, number) for number in range(12)]))
    addresses = [enrolled.get("fixed_address") for enrolled, _ in answers]
    assert None not in addresses and len(set(addresses)) == 12, answers
    assert [asked.get("armed") for _, asked in answers].count(True) == MOST
    assert [asked.get("error") for _, asked in answers].count("max_armed") == 12 - MOST
    ledger = office(url).ledger
    assert len(ledger.open(NOW)) == MOST
    for row in ledger.open(NOW):
        cancel(office(url).context(), row.host)
    left = next(row for row in range(12) if ledger.find("fra1", f"web{row}", f"CHG{row}") is None)
    assert one_ticket((url, left))[1]["armed"], "a text that found no room is still good"


def test_of_the_same_ticket_sent_twice_one_counts(url: str) -> None:
    """All answers are the same but for who has written."""
    office(url).ledger.trust(now=NOW, by="operator")
    with ProcessPoolExecutor(3, get_context("spawn")) as pool:
        answers = list(pool.map(the_same, [url] * 9))
    assert len({enrolled.get("fixed_address") for enrolled, _ in answers}) == 1, answers
    assert all(asked["armed"] for _, asked in answers)
    assert [enrolled["changed"] for enrolled, _ in answers].count(True) == 1
    changes = [row.change for row in office(url).ledger.history()]
    assert changes == ["requested", "served", "armed"]


def test_the_limit_holds_at_the_very_same_moment(url: str) -> None:
    """Writers that all stand at the door: in each round as many get in as there is room for."""
    office(url)
    together = Barrier(12)

    def want(work: tuple[int, int]) -> bool:
        turn, number = work
        ledger = database.ledger(url)
        facts = {
            "site": "fra1",
            "mac": f"52:54:00:00:{turn:02x}:{number:02x}",
            "minion_id": f"w{turn}-{number}",
        }
        together.wait(60)
        try:
            ask(
                ledger,
                f"w{turn}-{number}",
                "CHG",
                f"ks{turn}",
                **facts,
                key_generation=1,
                most=MOST,
                now=NOW,
                by="t",
            )
        except NoRoom:
            return False
        return True

    with ThreadPoolExecutor(12) as pool:
        for turn in range(5):
            assert sum(pool.map(want, [(turn, number) for number in range(12)])) == MOST
