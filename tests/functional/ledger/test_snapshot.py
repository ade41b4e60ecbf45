"""A snapshot holds one moment, while tickets run in several processes, and can be restored into either database."""

from __future__ import annotations

from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import func, select

from salt_pxe.arming.ledger_trust import Position
from salt_pxe.ledger import database, snapshot
from salt_pxe.ledger.queries import Reader
from salt_pxe.ledger.replacement import replace_by
from salt_pxe.ledger.schema import HISTORY, REQUESTS
from tests.unit.ledger.asking import NOW, ask, row_of
from tests.unit.ledger.test_snapshot import content, fill

WRITERS, TICKETS = 3, 25


def run_tickets(url: str, name: str) -> None:
    """Ask for installs, and cancel each."""
    ledger = database.ledger(url)
    for number in range(TICKETS):
        host = f"{name}-{number}"
        ask(ledger, host=host)
        ledger.move(row_of(ledger, host), "cancelled", now=NOW, by="me")


def holds_one_moment(ledger: Reader) -> tuple[Position, int]:
    """Return the position of a ledger and its number of requests, each of which has its whole history."""
    with ledger.engine.begin() as connection:
        rows = connection.execute(
            select(REQUESTS.c.version, func.count(HISTORY.c.id))
            .outerjoin(HISTORY, HISTORY.c.request_id == REQUESTS.c.id)
            .group_by(REQUESTS.c.id, REQUESTS.c.version)
        ).all()
    assert all(version == steps for version, steps in rows)
    return ledger.standing().position, len(rows)


def test_each_is_of_one_moment_while_tickets_run(tmp_path: Path, url: str) -> None:
    """What was saved is in the ledger's past: the ledger contains its position. Nobody loses a ticket by it."""
    ledger = database.ledger(url)
    fork = get_context("spawn")
    writers = [fork.Process(target=run_tickets, args=(url, f"w{number}")) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    seen = []
    while any(writer.is_alive() for writer in writers):
        path = tmp_path / f"{len(seen)}.db"
        snapshot.save(database.reader(url), path)
        seen.append(holds_one_moment(snapshot.opened(path)))
        path.unlink()
    assert [(writer.join(), writer.exitcode) for writer in writers] == [(None, 0)] * WRITERS
    assert holds_one_moment(ledger)[1] == WRITERS * TICKETS
    assert any(0 < asked < WRITERS * TICKETS for _, asked in seen)
    assert all(ledger.contains(position) for position, _ in seen)


def test_a_snapshot_of_either_database_goes_into_either(tmp_path: Path, url: str) -> None:
    """Every row of every table, and numbers that go on above all of them."""
    first = database.ledger(url)
    ask(first)
    fill(first)
    snapshot.save(database.reader(url), tmp_path / "saved.db")
    saved = snapshot.opened(tmp_path / "saved.db")
    assert content(saved) == content(first)
    file = database.ledger(f"sqlite:///{tmp_path}/other.db")
    for target in (first, file):
        replace_by(target, saved, now=NOW, by="me", note="it was restored", force=True)
        found, wanted = content(target), content(saved)
        assert found.pop("trust")[-1][-1] == "it was restored" and wanted.pop("trust")
        assert found == wanted
        assert ask(target, host="web99").request.number > max(row[0] for row in wanted["requests"])
