"""The ledger of several sites: which requests a site sees, and how an older ledger gets its sites."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from salt_pxe.ledger import opening
from salt_pxe.ledger.engine import writing_engine
from salt_pxe.ledger.errors import LedgerError
from salt_pxe.ledger.schema import migrate
from salt_pxe.ledger.writing import Ledger, Outcome

NOW = 1_000_000
SITES: Callable[[str], str | None] = {"ks1": "fra1", "ks2": "fra1", "ks3": "muc1"}.get


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Return where a ledger can be."""
    return f"sqlite:///{tmp_path}/ledger.db"


def ask(ledger: Ledger, host: str, site: str, request: str = "CHG1", **more: Any) -> Outcome:
    """Ask for an install."""
    facts = {"mac": "52:54:00:12:34:56", "minion_id": host, "key_generation": 1, "now": NOW, "by": "ticket"}
    return ledger.request(host, request, **{"site": site, **facts, **more})


def test_a_site_sees_its_own_requests_and_of_others_only_the_names(url: str) -> None:
    """Open ones of another site are hosts that are taken, and no more; one whose time is over is none."""
    ledger = opening.ledger(url)
    ask(ledger, "web01", "fra1")
    ask(ledger, "web02", "muc1")
    ask(ledger, "web03", "muc1", lifetime=5)
    assert [row.host for row in ledger.open(NOW, "fra1")] == ["web01"]
    assert [row.host for row in ledger.open(NOW)] == ["web01", "web02", "web03"]
    assert ledger.open_elsewhere("fra1", NOW) == {"web02", "web03"}
    assert ledger.open_elsewhere("fra1", NOW + 5) == {"web02"}


def test_a_site_never_supersedes_the_request_of_another(url: str) -> None:
    """Whatever its pillar says of a host of the same name; when that is over the name is free."""
    ledger = opening.ledger(url)
    ask(ledger, "web01", "fra1")
    refused = ask(ledger, "web01", "muc1", "CHG2", supersede=True)
    assert not refused.won and refused.request.request == "CHG1" and refused.request.state == "requested"
    assert ask(ledger, "web01", "fra1", "CHG3", supersede=True).won
    ledger.move("web01", "CHG3", "cancelled", now=NOW, by="x")
    assert ask(ledger, "web01", "muc1", "CHG2").request.site == "muc1"


@pytest.mark.parametrize("site", ["", "a/b", "a\nb", "x" * 64, "*"])
def test_no_request_gets_a_site_that_no_master_can_name(url: str, site: str) -> None:
    """The site is a part of event tags and of proofs."""
    with pytest.raises(ValueError):
        ask(opening.ledger(url), "web01", site)


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
        opening.reader(url)
    ledger = opening.ledger(url)
    assert ledger.standing().position.serial == len(ledger.history()) == 1
    found = opening.reader(url).find("web01", "CHG1")
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
    ledger = opening.ledger(url, SITES)
    found = {row.host: row.site for row in (ledger.find(f"web0{n}", "CHG1") for n in range(1, 7)) if row}
    wanted = {"web01": "fra1", "web02": "muc1", "web03": "", "web04": "", "web05": "", "web06": "muc1"}
    assert found == wanted


@pytest.mark.parametrize("servers", [[], ["gone"], ["ks1", "ks3"]])
def test_an_open_request_whose_site_cannot_be_told_stops_the_migration(url: str, servers: list[str]) -> None:
    """By its name; the ledger stays as it was, and naming the server in the configuration lets it go on."""
    older(url, ("web01", "armed", ["ks1"]), ("web02", "armed", servers))
    with pytest.raises(LedgerError, match="which site installs web02 by 'CHG1': name its"):
        opening.ledger(url, SITES)
    with pytest.raises(LedgerError, match="schema 0002"):
        opening.reader(url)
    if servers:
        ledger = opening.ledger(url, lambda server: "one")
        assert [row.site for row in ledger.open(int(time.time()))] == ["one", "one"]
