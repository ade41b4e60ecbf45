"""A machine is known by its site, by every name and by every MAC that it was seen with."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event

from salt_pxe.arming.request import LIFETIME, Machine
from salt_pxe.ledger import machines, minion_ids
from salt_pxe.ledger.machines import Known
from salt_pxe.ledger.requests import Ledger
from tests.minion_keys import KEYS
from tests.unit.ledger.asking import MAC, NOW, ask, ask_of, is_used_up, mac_of, row_of

NEW = "52:54:00:00:00:77"
LATE = NOW + LIFETIME


def web01(host: str = "web01", *macs: str, site: str = "fra1") -> Machine:
    """Return a machine: web01, or what it became."""
    return Machine(site, host, macs or (MAC,))


def finished(ledger: Ledger, **more: str) -> None:
    """Install a machine."""
    ask(ledger, **more)
    ledger.finish(row_of(ledger, more.get("host", "web01")), KEYS[0], now=NOW, by="x")


def test_a_text_is_over_under_each_name_and_for_each_mac(ledger: Ledger) -> None:
    """Renamed, in another case, with another NIC, at another site: it is the same machine. A new text is new."""
    finished(ledger)
    assert is_used_up(ledger, NOW)
    assert is_used_up(ledger, NOW, "WEB01")
    assert is_used_up(ledger, NOW, "db01", mac=MAC), "renamed"
    assert is_used_up(ledger, NOW, "web01", mac=NEW), "a new NIC"
    assert is_used_up(ledger, NOW, "db01", mac=MAC, site="muc1"), "moved"
    assert not is_used_up(ledger, NOW, request="CHG2")
    assert not is_used_up(ledger, NOW, "db01", mac=NEW), "another machine"
    assert not is_used_up(ledger, NOW, "web01", mac=NEW, site="muc1"), "another machine of that name"


def test_a_chain_of_names_and_macs_is_followed_as_far_as_it_was_seen(ledger: Ledger) -> None:
    """Each step is written down once, with what is new in it."""
    finished(ledger)
    row = row_of(ledger)
    assert ledger.note(row, web01("db01"), now=NOW, by="ks1").won
    assert ledger.note(row, web01("db01", NEW), now=NOW, by="ks1").won
    assert not ledger.note(row, web01("db01", NEW), now=NOW, by="ks1").won
    assert ledger.note(row, web01("DB01", NEW), now=NOW, by="ks1").won
    told = [change.note for change in ledger.history("web01") if change.change == "seen"]
    assert told == ["db01", NEW, "DB01"]
    assert is_used_up(ledger, NOW, "db02", mac=NEW) and is_used_up(ledger, NOW, "db01", mac=mac_of("x"))
    assert machines.hosts_of(ledger, row) == ("web01", "db01", "DB01")
    assert [one.number for one in machines.named(ledger, "dB01")] == [row.number]
    assert machines.named(ledger, "db01", "muc1") == [] == machines.named(ledger, "db01", request="CHG2")


def test_many_hosts_are_asked_for_at_once(ledger: Ledger) -> None:
    """More than fit into one query; what the ledger does not know is not told."""
    hosts = [f"h{number}" for number in range(1000)]
    ask(ledger, host="h7")
    ask(ledger, host="h900")
    ledger.move(row_of(ledger, "h900"), "failed", now=NOW, by="x")
    many = {host: Machine("fra1", host, (mac_of(host),)) for host in hosts}
    found = machines.known(ledger, many, dict.fromkeys(hosts, "CHG1"), NOW)
    assert {host: one.is_open for host, one in found.items()} == {"h7": True, "h900": False}
    assert machines.known(ledger, many, dict.fromkeys(hosts, "CHG1"), LATE)["h7"].is_open is False


def test_what_is_not_written_down_yet_is_told(ledger: Ledger) -> None:
    """A name in another case is another name, a MAC that was added is a new one."""
    number = ask(ledger).request.number

    def noted(machine: Machine) -> bool:
        return machines.known(ledger, {machine.host: machine}, {machine.host: "CHG1"}, NOW)[
            machine.host
        ].noted

    assert machines.known(ledger, {"web01": web01()}, {"web01": "CHG1"}, NOW) == {
        "web01": Known(number, True, True)
    }
    for seen in (web01("WEB01"), web01("db01"), web01("web01", MAC, NEW)):
        assert not noted(seen)
        ledger.note(row_of(ledger), seen, now=NOW, by="x")
        assert noted(seen)


def test_a_text_that_is_over_is_told_with_the_state_in_which_it_ended(ledger: Ledger) -> None:
    """Under each name and MAC; one whose time is over has expired, though nobody has written that down."""
    finished(ledger)
    ask(ledger, host="db07")
    hosts = {"web01": web01(), "db01": web01("db01"), "db07": web01("db07", mac_of("db07"))}

    def states(now: int) -> dict[str, str]:
        found = machines.known(ledger, hosts, dict.fromkeys(hosts, "CHG1"), now)
        return {host: one.state for host, one in found.items()}

    assert states(NOW) == {"web01": "installed", "db01": "installed", "db07": ""}
    assert states(LATE) == {"web01": "installed", "db01": "installed", "db07": "expired"}


def test_the_open_request_counts_before_what_is_over(ledger: Ledger) -> None:
    """One text may have been used by two machines: that of its own MAC counts before that of its name."""
    finished(ledger)
    ask(ledger, host="db01")
    both = web01("db01")
    assert machines.known(ledger, {"db01": both}, {"db01": "CHG1"}, NOW)["db01"].is_open
    used = machines.by_text(ledger, both, "CHG1")
    assert used and used.host == "db01"
    assert {row.host for row in machines.all_by_text(ledger, both, "CHG1")} == {"web01", "db01"}


def test_an_open_request_of_the_machine_refuses_another(ledger: Ledger) -> None:
    """By its name in its site or by one of its MACs; pillar's new text supersedes it."""
    ask(ledger)
    for other in ({"host": "WEB01", "mac": NEW}, {"host": "db01", "mac": MAC}):
        refused = ask(ledger, "CHG2", minion_id="m2", **other)
        assert not refused.won and refused.reason == "the host's request 'CHG1' is requested"
    renamed = ask(ledger, "CHG2", "db01", mac=MAC, minion_id="web01", supersede=True)
    assert renamed.won and row_of(ledger).state == "cancelled"


def test_another_machine_that_takes_the_name_waits_for_the_one_that_had_it(ledger: Ledger) -> None:
    """Pillar does not cancel the install of a machine that it has under another name now."""
    ask(ledger)
    ledger.note(row_of(ledger), web01("db01"), now=NOW, by="x")
    refused = ask(ledger, "CHG2", mac=NEW, minion_id="m2", supersede=True)
    assert not refused.won
    assert refused.reason == ("'CHG1' of the machine that had this name, and is db01 now, is requested")
    assert ask(ledger, "CHG2", mac=NEW, minion_id="m2", now=LATE).won, "until its time is over"


def test_a_site_never_touches_what_another_installs(ledger: Ledger) -> None:
    """A MAC that is installed elsewhere is refused, whatever the name; a name is one of each site."""
    ask(ledger)
    refused = ask_of(ledger, "db01", "muc1", "CHG2", mac=MAC, supersede=True)
    assert not refused.won and refused.reason == "the site fra1 installs a machine with this MAC address"
    assert ask_of(ledger, "web01", "muc1", mac=NEW, minion_id="other").won
    assert ask_of(ledger, "web01", "muc1", "CHG2", mac=NEW, minion_id="other", supersede=True).won
    assert row_of(ledger).state == "requested"


def test_a_name_or_a_mac_of_another_open_request_is_not_written_down(ledger: Ledger) -> None:
    """At most one request is open for each; nor is an open one's machine taken to another site."""
    ask(ledger)
    ask(ledger, host="db01")
    row = row_of(ledger)
    for seen in (web01("DB01"), web01("web01", MAC, mac_of("db01"))):
        noted = ledger.note(row, seen, now=NOW, by="x")
        assert not noted.won and noted.reason == "'CHG1' of db01, which has this name or MAC, is requested"
    moved = ledger.note(row, web01(site="muc1"), now=NOW, by="x")
    assert not moved.won and moved.reason == "the site fra1 installs this machine"
    ledger.move(row_of(ledger, "db01"), "failed", now=NOW, by="x")
    assert ledger.note(row, web01("DB01"), now=NOW, by="x").won
    assert ledger.note(row, web01(site="muc1"), now=LATE, by="x").won, "what is over may be seen anywhere"


def test_a_request_is_found_by_its_number(ledger: Ledger) -> None:
    """None where there is none."""
    row = ask(ledger).request
    assert machines.with_number(ledger, row.number) == row
    assert machines.with_number(ledger, row.number + 1) is None


def test_every_question_about_a_machine_goes_by_an_index(ledger: Ledger) -> None:
    """What it costs does not grow with what others have asked for."""
    ledger.enroll("web02", "ks1", {"mac": mac_of("web02")}, site="fra1", now=NOW, by="x")
    for number in range(3):
        ask(ledger, f"CHG{number}", f"h{number}")
    asked: list[tuple[str, Any]] = []

    @event.listens_for(ledger.engine, "before_cursor_execute")
    def _remember(_c: Any, _u: Any, statement: str, values: Any, *_more: Any) -> None:
        asked.append((statement, values))

    two = {host: web01(host, MAC, mac_of(host)) for host in ("web01", "h1")}
    machines.known(ledger, two, {"web01": "CHG1", "h1": "CHG1"}, NOW)
    machines.by_text(ledger, web01(), "CHG1")
    machines.named(ledger, "web01", "fra1")
    minion_ids.proved(ledger, web01(), "web01")
    row = ask(ledger, "CHG9").request
    ledger.note(row, web01("db01"), now=NOW, by="x")
    ledger.move(row, "failed", now=NOW, by="x")
    ledger.with_minion_id("web01")
    plans = [
        (line.detail, statement)
        for statement, values in asked
        if statement.startswith(("SELECT", "UPDATE")) and " ledger" not in statement
        for line in _plan(ledger, statement, values)
    ]
    assert len(plans) > 20
    whole = [one for one in plans if one[0].startswith("SCAN") and "SUBQUERY" not in one[0]]
    assert not [one for one in whole if any(name in one[0].split() for name in TABLES)], whole


TABLES = ("requests", "names", "addresses", "hosts", "macs", "history", "serving")


def _plan(ledger: Ledger, statement: str, values: Any) -> list[Any]:
    with ledger.engine.connect() as connection:
        return list(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all())
