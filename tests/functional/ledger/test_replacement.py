"""A ledger is restored while other processes write to it: they see the one or the other, and lose nothing of either."""

from __future__ import annotations

from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
from sqlalchemy import text

from salt_pxe.ledger import database, snapshot
from salt_pxe.ledger.errors import UnknownRequest
from salt_pxe.ledger.replacement import OpenUnknown, replace_by
from tests.functional.ledger.test_snapshot import holds_one_moment
from tests.unit.ledger.asking import NOW, ask

WRITERS = 3


def run_tickets(url: str, name: str, enough: Event) -> None:
    """Ask for installs and cancel them until it is enough; a restore may have forgotten the one of this moment."""
    ledger, number = database.ledger(url), 0
    while not enough.is_set():
        number += 1
        asked = ask(ledger, f"CHG{number}", name).request
        try:
            ledger.move(asked, "cancelled", now=NOW, by="me")
        except UnknownRequest:
            continue


def test_it_is_restored_while_tickets_run(tmp_path: Path, url: str) -> None:
    """Whole each time; the writers go on in the restored one, and no number is given twice."""
    ledger = database.ledger(url)
    ask(ledger, "KEPT", "kept")
    snapshot.save(database.reader(url), tmp_path / "saved.db")
    saved = snapshot.opened(tmp_path / "saved.db")
    spawn = get_context("spawn")
    enough = spawn.Event()
    writers = [spawn.Process(target=run_tickets, args=(url, f"w{n}", enough)) for n in range(WRITERS)]
    for writer in writers:
        writer.start()
    kept: list[tuple[int, int]] = []
    highest = 0

    def keep() -> None:
        path = tmp_path / f"kept{len(kept)}.db"
        snapshot.save(database.reader(url), path)
        position, asked = holds_one_moment(snapshot.opened(path))
        kept.append((position.serial, asked))

    try:
        while len([1 for _, asked in kept if asked > WRITERS]) < 4:
            assert all(writer.is_alive() for writer in writers), "a writer has come to an end by itself"
            replace_by(ledger, saved, now=NOW, by="me", note="restored", keep=keep, force=True)
            assert kept[-1][0] >= highest or kept[-1][1] == 1
            highest = max(highest, kept[-1][0])
            holds_one_moment(ledger)
    finally:
        enough.set()
        for writer in writers:
            writer.join(60)
    assert [writer.exitcode for writer in writers] == [0] * WRITERS
    assert ledger.find("fra1", "kept", "KEPT") and holds_one_moment(ledger)
    if ledger.engine.dialect.name == "sqlite":
        with ledger.engine.begin() as connection:
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
            assert not connection.execute(text("PRAGMA foreign_key_check")).all()


def test_what_is_open_and_unknown_refuses_it(tmp_path: Path, url: str) -> None:
    """On either database, and others can write again at once."""
    ledger = database.ledger(url)
    snapshot.save(database.reader(url), tmp_path / "saved.db")
    saved = snapshot.opened(tmp_path / "saved.db")
    ask(ledger)
    with pytest.raises(OpenUnknown, match="web01"):
        replace_by(ledger, saved, now=NOW, by="me", note="restored")
    assert ask(ledger, host="web02").request.number == 2
