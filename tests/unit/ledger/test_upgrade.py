"""An older ledger is brought forward with all that is in it, or left as it is; a newer one is left alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from salt_pxe.arming.request import OPEN, Machine
from salt_pxe.ledger import database, history, machines, upgrade
from salt_pxe.ledger.engine import writing_engine
from salt_pxe.ledger.errors import LedgerError
from salt_pxe.ledger.requests import Ledger
from salt_pxe.ledger.upgrade import migrate
from tests.unit.ledger.asking import ask, mac_of


def test_a_ledger_of_a_newer_salt_pxe_is_left_alone(ledger: Ledger, url: str) -> None:
    """An older master neither reads nor writes what it does not understand."""
    with ledger.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for open_it in (database.ledger, database.reader):
        with pytest.raises(LedgerError, match="newer salt-pxe"):
            open_it(url)


SITES: Callable[[str], str | None] = {"ks1": "fra1", "ks2": "fra1", "ks3": "muc1"}.get


def older(url: str, *rows: tuple[str, str, list[str]]) -> None:
    """Make a ledger as it was before requests had a site: host, state and servers of each request."""
    engine = writing_engine(url)
    migrate(engine, "0002")
    facts = "'CHG1', :mac, :host, 1, :state, 1, 0, :deadline, 0, :host"
    columns = "host, request, mac, minion_id, key_generation, state, version, requested_at, deadline"
    columns += ", changed_at, open_for"
    with engine.begin() as connection:
        for number, (host, state, servers) in enumerate(rows, 1):
            given = {"host": host, "mac": mac_of(host), "state": state, "deadline": int(time.time()) + 3600}
            connection.execute(text(f"INSERT INTO requests ({columns}) VALUES (:host, {facts})"), given)
            connection.execute(
                text(
                    'INSERT INTO history (request_id, step, change, at, "by", note, mark) '
                    "VALUES (:number, 1, 'requested', 0, 'x', '', 'm')"
                ),
                {"number": number},
            )
            for server in servers:
                connection.execute(
                    text("INSERT INTO serving (request_id, server, served_at) VALUES (:number, :server, 0)"),
                    {"number": number, "server": server},
                )


def test_an_older_ledger_is_brought_forward_with_all_that_is_in_it(url: str) -> None:
    """Reading an older one is refused with what to do; opening it for writing migrates it."""
    older(url, ("web01", "armed", ["ks1"]))
    with pytest.raises(LedgerError, match="schema 0002"):
        database.reader(url)
    ledger = database.ledger(url)
    assert ledger.standing().position.serial == len(ledger.history()) == 1
    assert database.reader(url).find("ks1", "web01", "CHG1"), (
        "a server that is given no site is one of its own"
    )


def test_an_older_request_gets_the_site_of_the_servers_that_served_it(url: str) -> None:
    """By what the master's configuration says of them; what is over may stay without one."""
    older(
        url,
        ("web01", "armed", ["ks1", "ks2"]),
        ("web02", "installing", ["ks3"]),
        ("web03", "cancelled", []),
        ("web04", "failed", ["gone"]),
        ("web05", "cancelled", ["ks1", "ks3"]),
        ("web06", "requested", ["gone", "ks3"]),
    )
    ledger = database.ledger(url, SITES)
    found = {row.host: row.site for row in history.newest(ledger)}
    wanted = {"web01": "fra1", "web02": "muc1", "web03": "", "web04": "", "web05": "", "web06": "muc1"}
    assert found == wanted


@pytest.mark.parametrize("servers", [[], ["gone"], ["ks1", "ks3"]])
def test_an_open_request_whose_site_cannot_be_told_stops_the_migration(url: str, servers: list[str]) -> None:
    """By its name; the ledger stays as it was, and naming the server in the configuration lets it go on."""
    older(url, ("web01", "armed", ["ks1"]), ("web02", "armed", servers))
    with pytest.raises(LedgerError, match="which site installs web02 by 'CHG1': name its"):
        database.ledger(url, SITES)
    with pytest.raises(LedgerError, match="schema 0002"):
        database.reader(url)
    if servers:
        ledger = database.ledger(url, lambda server: "one")
        assert [row.site for row in ledger.open(int(time.time()))] == ["one", "one"]


def test_a_ledger_without_a_schema_is_told_to_a_reader(tmp_path: Path) -> None:
    """With what brings it forward."""
    url = f"sqlite:///{tmp_path}/empty.db"
    writing_engine(url).connect().close()
    with pytest.raises(LedgerError, match=r"has schema none and this salt-pxe wants \d+: .*pxe\.expire"):
        database.reader(url)


def test_a_ledger_of_today_is_not_migrated_again(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every call of the runner opens it; Alembic is not asked then, which logs two lines each time."""
    before = ledger.standing()
    monkeypatch.setattr(upgrade.command, "upgrade", pytest.fail)
    migrate(ledger.engine, site_of=pytest.fail)
    assert ledger.standing() == before


def before_machines(url: str, *rows: tuple[str, str, str, str], deadline: int | None = None) -> Engine:
    """Make a ledger as it was before a machine was known by more than its name: site, host, MAC, state of requests."""
    engine = writing_engine(url)
    migrate(engine, "0003")
    columns = "site, host, request, mac, minion_id, key_generation, state, version, requested_at, deadline"
    values = ":site, :host, 'CHG' || :number, :mac, :host, 1, :state, 1, 5, :deadline, 0, :open_for"
    with engine.begin() as connection:
        for number, (site, host, mac, state) in enumerate(rows, 1):
            facts = {"site": site, "host": host, "mac": mac, "state": state, "number": str(number)}
            facts["open_for"] = host if state in OPEN else None
            given = {**facts, "deadline": deadline or int(time.time()) + 3600}
            insert = f"INSERT INTO requests ({columns}, changed_at, open_for) VALUES ({values})"
            connection.execute(text(insert), given)
    return engine


def enrolled_before(engine: Engine, name: str, server: str, mac: str, minion_id: str = "") -> None:
    """Enroll a host as it was before hosts had a site."""
    host = {"name": name, "server": server, "mac": mac, "id": minion_id or name}
    with engine.begin() as connection:
        for statement in (
            "INSERT INTO hosts (name, server, declared, minion_id, changed_at) VALUES (:name, :server, '{}', :id, 0)",
            "INSERT INTO macs (mac, host) VALUES (:mac, :name)",
            "INSERT INTO enrolments (host, server, declared, at, \"by\") VALUES (:name, :server, '{}', 0, 'x')",
        ):
            connection.execute(text(statement), host)


ONE, TWO = "52:54:00:00:00:01", "52:54:00:00:00:02"


def test_each_request_is_known_by_the_name_and_the_mac_that_it_was_asked_with(url: str) -> None:
    """In any case; and what was used up stays so, also where its site was never known."""
    before_machines(url, ("fra1", "Web01", ONE, "armed"), ("", "db01", TWO, "cancelled"))
    ledger = database.ledger(url)
    assert [row.host for row in machines.named(ledger, "WEB01", "fra1")] == ["Web01"]
    assert [row.state for row in ledger.open(int(time.time()))] == ["armed"]
    for machine in (Machine("muc1", "db01", ()), Machine("muc1", "other", (TWO,))):
        used = machines.by_text(ledger, machine, "CHG2")
        assert used and used.state == "cancelled"
    assert machines.by_text(ledger, Machine("muc1", "other", (ONE,)), "CHG2") is None
    assert [row.number for row in ledger.with_minion_id("Web01")] == [1]


@pytest.mark.parametrize(
    ("rows", "same"),
    [
        ((("fra1", "web01", ONE, "armed"), ("fra1", "WEB01", TWO, "requested")), "name"),
        ((("fra1", "web01", ONE, "armed"), ("muc1", "db01", ONE, "installing")), "MAC address"),
    ],
)
def test_two_open_requests_of_one_machine_stop_the_migration(
    url: str, rows: tuple[tuple[str, str, str, str], ...], same: str
) -> None:
    """By their names. When one is over, or when its time has come, it goes on."""
    engine = before_machines(url, *rows)
    names = f"{rows[0][1]} by 'CHG1' and {rows[1][1]} by 'CHG2'"
    with pytest.raises(LedgerError, match=f"open requests of {names} have the same {same}.*: cancel one"):
        database.ledger(url)
    with pytest.raises(LedgerError, match="schema 0003"):
        database.reader(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE requests SET deadline = 7 WHERE id = 1"))
    ledger = database.ledger(url)
    assert [row.number for row in ledger.open(int(time.time()))] == [2]
    assert [row.number for row in ledger.expire(int(time.time()))] == [1]


def test_two_machines_of_one_name_stay_two(url: str) -> None:
    """The name is one of each site, and what is over stands in nobody's way."""
    web01 = ("fra1", "web01", ONE, "armed")
    before_machines(url, web01, ("muc1", "Web01", TWO, "armed"), ("fra1", "web01", TWO, "failed"))
    ledger = database.ledger(url)
    assert [(row.site, row.host) for row in ledger.open(int(time.time()))] == [
        ("fra1", "web01"),
        ("muc1", "Web01"),
    ]


def test_enrolled_hosts_get_the_site_of_their_server(url: str) -> None:
    """With their MACs and their history."""
    engine = before_machines(url)
    enrolled_before(engine, "Web01", "ks1", ONE)
    enrolled_before(engine, "web09", "ks3", TWO)
    ledger = database.ledger(url, SITES)
    assert [(row.site, row.name, row.server) for row in ledger.hosts()] == [
        ("fra1", "Web01", "ks1"),
        ("muc1", "web09", "ks3"),
    ]
    assert [row.site for row in ledger.enrolments("WEB01")] == ["fra1"]
    assert history.holders(ledger, [ONE], "WEB09", ("fra1", "x")) == {
        f"the MAC address {ONE}": "fra1/Web01",
        "the minion id WEB09": "muc1/web09",
    }


@pytest.mark.parametrize(
    ("other", "wrong"),
    [
        (("web02", "gone", TWO, ""), "which site web02 was enrolled for: name its kickstart server gone"),
        (("WEB01", "ks2", TWO, "other"), "enrolled hosts WEB01 and web01 have the same name"),
        (("web02", "ks3", TWO, "WEB01"), "enrolled hosts web01 and web02 have the same minion id"),
    ],
)
def test_enrolled_hosts_that_cannot_be_told_apart_stop_the_migration(
    url: str, other: tuple[str, str, str, str], wrong: str
) -> None:
    """By their names; the ledger stays as it was."""
    engine = before_machines(url)
    enrolled_before(engine, "web01", "ks1", ONE)
    enrolled_before(engine, *other)
    with pytest.raises(LedgerError, match=wrong):
        database.ledger(url, SITES)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM macs")) == 2


def test_no_number_is_given_twice_behind_a_migration(url: str) -> None:
    """Though SQLite makes the table anew."""
    engine = before_machines(url, ("fra1", "web01", ONE, "failed"), ("fra1", "web02", TWO, "failed"))
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM requests WHERE id = 2"))
    assert ask(database.ledger(url), "NEW").request.number == 3
