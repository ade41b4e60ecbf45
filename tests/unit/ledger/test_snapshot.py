"""A snapshot is the whole ledger, in one file."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Boolean, String, create_engine, insert, select, text

from salt_pxe.ledger import snapshot
from salt_pxe.ledger.engine import writing_engine
from salt_pxe.ledger.errors import LedgerError
from salt_pxe.ledger.queries import Reader
from salt_pxe.ledger.requests import Ledger
from salt_pxe.ledger.schema import METADATA
from salt_pxe.ledger.upgrade import migrate
from tests.unit.ledger.asking import ask


def fill(ledger: Reader) -> None:
    """Put a row into each table that has none."""
    with ledger.engine.begin() as connection:
        for table in METADATA.sorted_tables:
            if connection.execute(select(table)).first() is None:
                row = {
                    column.name: True
                    if isinstance(column.type, Boolean)
                    else ("x" if isinstance(column.type, String) else 1)
                    for column in table.c
                }
                connection.execute(insert(table).values(**row))


def content(ledger: Reader) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all tables."""
    with ledger.engine.begin() as connection:
        return {
            table.name: sorted(tuple(row) for row in connection.execute(select(table)))
            for table in METADATA.sorted_tables
        }


def test_every_row_of_every_table_is_in_it(tmp_path: Path, ledger: Ledger) -> None:
    """Whatever tables the schema has; nothing is left beside the file."""
    fill(ledger)
    folder = tmp_path / "saved"
    folder.mkdir()
    snapshot.save(ledger, folder / "saved.db")
    assert [path.name for path in folder.iterdir()] == ["saved.db"]
    saved = snapshot.opened(folder / "saved.db")
    assert all(content(ledger).values()) and content(saved) == content(ledger)
    assert saved.standing() == ledger.standing() and snapshot.schema(saved) == snapshot.schema(ledger)


def test_what_others_have_just_written_is_in_it(tmp_path: Path, ledger: Ledger) -> None:
    """SQLite keeps it in another file than the ledger's own, as long as somebody has that open."""
    with ledger.engine.connect():
        ask(ledger)
        snapshot.save(ledger, tmp_path / "saved.db")
    assert snapshot.opened(tmp_path / "saved.db").find("fra1", "web01", "CHG1")


def test_rows_are_copied_in_the_place_of_others(tmp_path: Path, ledger: Ledger) -> None:
    """Also more than are copied at once."""
    other = Ledger(writing_engine(f"sqlite:///{tmp_path}/other.db"))
    migrate(other.engine)
    ask(other, "OLD")
    for number in range(3):
        ask(ledger, host=f"h{number}")
    fill(ledger)
    with ledger.engine.begin() as source, other.engine.begin() as target:
        snapshot.copy(source, target)
    assert content(other) == content(ledger)


def test_an_older_one_is_brought_forward_in_its_own_file(tmp_path: Path) -> None:
    """A backup is good for longer than a version."""
    path = tmp_path / "old.db"
    migrate(writing_engine(f"sqlite:///{path}"), to="0002")
    assert snapshot.opened(path).open(0) == []


def test_a_newer_or_a_damaged_one_is_refused(tmp_path: Path, ledger: Ledger) -> None:
    """In words, with nothing made."""
    path = tmp_path / "saved.db"
    snapshot.save(ledger, path)
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(LedgerError, match="newer"):
        snapshot.opened(path)
    path.write_bytes(b"no database at all, but long enough to be read as one" * 100)
    with pytest.raises(LedgerError, match="not a database"):
        snapshot.opened(path)
