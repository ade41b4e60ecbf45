"""The whole ledger at one moment, in an SQLite file of its own, whichever database it comes from.

One form for all databases: what was saved from one can be restored into another.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, insert, select, text

from salt_pxe.ledger.engine import writing_engine
from salt_pxe.ledger.errors import LedgerError, translated
from salt_pxe.ledger.queries import Reader
from salt_pxe.ledger.schema import METADATA
from salt_pxe.ledger.upgrade import SiteOf, check, migrate

ROWS = 1000
"""Rows that are copied at once."""


def save(ledger: Reader, path: Path) -> None:
    """Write the ledger as it is at this moment into a new SQLite file. Nobody who writes to it has to wait.

    Raises LedgerError.
    """
    with translated():
        if ledger.engine.dialect.name == "sqlite":
            _back_up(ledger.engine, path)
        else:
            made = writing_engine(f"sqlite:///{path}")
            migrate(made)
            with ledger.engine.begin() as source, made.begin() as target:
                # One transaction of which the database promises that it sees one moment.
                copy(source, target)
            _one_file(path)


def opened(path: Path, site_of: SiteOf | None = None) -> Reader:
    """Return a saved ledger, brought forward in its own file to today's schema where it is an older one.

    Raises LedgerError where it is damaged, newer, or no ledger.
    """
    with translated():
        engine = writing_engine(f"sqlite:///{path}")
        with engine.connect() as connection:
            if (said := connection.scalar(text("PRAGMA integrity_check"))) != "ok":
                raise LedgerError(f"the saved ledger is damaged: {said}")
        migrate(engine, site_of=site_of)
        with engine.connect() as connection:
            check(connection)
    return Reader(engine)


def schema(ledger: Reader) -> str:
    """Return the revision of a ledger's schema. Raises LedgerError."""
    with translated(), ledger.engine.begin() as connection:
        return str(connection.scalar(text("SELECT version_num FROM alembic_version")))


def copy(source: Connection, target: Connection) -> None:
    """Put the rows of one ledger in the place of another's, in transactions that are under way."""
    for table in reversed(METADATA.sorted_tables):
        target.execute(delete(table))
    for table in METADATA.sorted_tables:
        rows = source.execute(select(table).execution_options(yield_per=ROWS))
        for part in rows.mappings().partitions():
            target.execute(insert(table), [dict(row) for row in part])


def _back_up(engine: Engine, path: Path) -> None:
    with _raw(engine) as source, sqlite3.connect(path) as target:
        source.backup(target)
    target.close()
    _one_file(path)


@contextmanager
def _raw(engine: Engine) -> Iterator[sqlite3.Connection]:
    held = engine.raw_connection()
    try:
        made = held.driver_connection
        assert isinstance(made, sqlite3.Connection)
        yield made
    finally:
        held.close()


def _one_file(path: Path) -> None:
    """Leave everything in the file itself: what SQLite keeps beside it does not travel."""
    with sqlite3.connect(path) as made:
        made.execute("PRAGMA journal_mode = DELETE")
    made.close()
