"""Answers as a command line shows them."""

from __future__ import annotations

from salt_pxe.api import words
from salt_pxe.api.enroll import enroll
from salt_pxe.api.install import install
from salt_pxe.api.query import history, status
from tests.ticket_office import NOW, Office
from tests.unit.ledger.asking import ask_of, row_of


def test_answers_read_as_tables(busy: Office) -> None:
    """What a person needs, on a line for each request or change."""
    table = words.lines(status(busy.ledger, NOW)).splitlines()
    assert table[0].split() == ["HOST", "REQUEST", "STATE", "SERVERS", "CHANGED", "DEADLINE"]
    assert table[1] == "web3  CHG3     armed      ks1: serves    2026-11-18T11:06:43Z  2026-11-18T15:06:43Z"
    assert table[-1] == "1 armed, 1 cancelled, 1 installed"
    told = words.lines(history(busy.ledger, host="web1")).splitlines()
    assert told[1].split() == ["2026-11-18T11:06:41Z", "web1", "CHG1", "requested", "ticket"]
    assert told[-1].endswith("(for ks1, by ticket)")
    assert "older ones are left out" in words.lines(status(busy.ledger, NOW, limit=1))


def test_sites_are_told_where_there_are_several(busy: Office) -> None:
    """A name alone says then nothing; one site needs no column."""
    ask_of(busy.ledger, "web3", "muc1", "CHG4", mac="52:54:00:00:02:03", minion_id="web3.muc1", now=NOW + 5)
    table = words.lines(status(busy.ledger, NOW)).splitlines()
    assert table[0].split()[:2] == ["SITE", "HOST"]
    assert [line.split()[:2] for line in table[1:3]] == [["muc1", "web3"], ["fra1", "web3"]]
    told = words.lines(history(busy.ledger)).splitlines()
    assert told[0].split()[:3] == ["SITE", "AT", "HOST"] and told[-1].startswith("muc1")
    assert words.lines(status(busy.ledger, NOW, site="muc1")).startswith("HOST")


def test_a_refusal_reads_as_its_problems(busy: Office) -> None:
    """Path, what is wrong, and what to do."""
    refused = enroll(busy.context(), "ks1", "web9", "52:54:00:00:01:09", "el9-wbe")
    assert words.lines(refused).splitlines() == [
        "refused (invalid): pillar would refuse web9",
        '  pxe:hosts:web9:profile: there is no profile "el9-wbe" (did you mean el9-web?)',
    ]
    armed = words.lines(install(busy.context(), "web3", "CHG3"))
    assert "state         armed" in armed and "seconds" not in armed


def test_an_answer_without_anything_to_show_says_so(master: Office) -> None:
    """Nobody takes an empty screen for a failure."""
    assert words.lines(status(master.ledger, NOW)).splitlines()[0] == "no requests"
    assert words.lines(history(master.ledger)) == "nothing happened"


def test_a_ledger_that_is_not_trusted_is_told_under_the_table(busy: Office) -> None:
    """What stands in it arms nobody."""
    busy.ledger.distrust(now=NOW, by="me", note="restored")
    assert "nothing is armed: " in words.lines(status(busy.ledger, NOW)).splitlines()[-1]


def test_keys_that_are_lost_are_told_under_the_table(busy: Office) -> None:
    """With what to do; nothing is said where all are kept."""
    assert words.lines(status(busy.ledger, NOW, None, "keys.json was lost")).splitlines()[-1] == (
        "nothing new is armed: keys.json was lost"
    )
    assert "nothing new" not in words.lines(status(busy.ledger, NOW))


def test_values_read_as_words() -> None:
    """Lists, mappings, truth values and nothing; seconds are for programs."""
    shown = words.lines(
        {
            "host": "web01",
            "changed": True,
            "not_disarmed": [],
            "mac": ["a", "b"],
            "servers": {"ks1": False},
            "fixed_address": None,
            "deadline_seconds": 7,
        }
    )
    assert shown.splitlines() == [
        "host           web01",
        "changed        yes",
        "not disarmed   -",
        "mac            a, b",
        "servers        ks1: no",
        "fixed address  -",
    ]


def test_of_a_long_note_the_first_line_is_shown(busy: Office) -> None:
    """An installer's log would fill the screen."""
    busy.ledger.move(
        row_of(busy.ledger, "web3", "CHG3"), "failed", now=NOW + 20, by="x", note="no disk\nTraceback\nmore"
    )
    shown = words.lines(history(busy.ledger, host="web3"))
    assert "no disk ..." in shown
    assert "Traceback" not in shown
