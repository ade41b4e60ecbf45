"""An older ledger is brought forward with all that is in it, or left as it is; a newer one is left alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from salt_pxe.ledger import database, upgrade
from salt_pxe.ledger.engine import writing_engine
from salt_pxe.ledger.errors import LedgerError
from salt_pxe.ledger.requests import Ledger
from salt_pxe.ledger.upgrade import migrate


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
    facts = "'CHG1', '52:54:00:12:34:56', :host, 1, :state, 1, 0, :deadline, 0, :host"
    columns = "host, request, mac, minion_id, key_generation, state, version, requested_at, deadline"
    columns += ", changed_at, open_for"
    with engine.begin() as connection:
        for number, (host, state, servers) in enumerate(rows, 1):
            given = {"host": host, "state": state, "deadline": int(time.time()) + 3600}
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
    found = database.reader(url).find("web01", "CHG1")
    assert found and found.site == "ks1", "a server that is given no site is one of its own"


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
    found = {row.host: row.site for row in (ledger.find(f"web0{n}", "CHG1") for n in range(1, 7)) if row}
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
