"""How does the ledger reach its database? SQLite in WAL mode with a busy timeout, or any SQLAlchemy URL.

A connection is opened when it is needed and closed after: Salt forks its workers, and a pooled connection that two
processes share corrupts both.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import NullPool

from salt_pxe.ledger.storable import check_statements

BUSY_SECONDS = 60
"""How long a writer waits for others on SQLite."""


def writing_engine(url: str) -> Engine:
    """Return an engine whose transactions may write."""
    return _engine(url, writes=True)


def reading_engine(url: str) -> Engine:
    """Return an engine whose transactions cannot write: the database itself refuses."""
    return _engine(url, writes=False)


def _engine(url: str, writes: bool) -> Engine:
    engine = _plain_engine(url, writes)
    check_statements(engine)
    return engine


def _plain_engine(url: str, writes: bool) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        isolation = {"isolation_level": "READ COMMITTED" if writes else "REPEATABLE READ"}
        engine = create_engine(parsed, poolclass=NullPool, hide_parameters=True, **isolation)
        if not writes and parsed.get_backend_name() == "postgresql":
            event.listen(engine, "begin", _read_only)
        return engine
    if not parsed.database or parsed.database == ":memory:":
        raise ValueError("the ledger is a file: sqlite:////var/cache/salt/master/pxe/ledger.db")
    engine = create_engine(
        "sqlite://",
        creator=_connector(parsed.database, writes),
        poolclass=NullPool,
        hide_parameters=True,
    )
    # Writers queue at the beginning of the transaction, where waiting is possible, not at its first write, where
    # SQLite would have to give up (https://www.sqlite.org/lang_transaction.html).
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _connector(path: str, writes: bool) -> Callable[[], Any]:
    # Only a writer makes the file: a reader of a ledger that is not there has to fail.
    address = f"file:{quote(path)}?mode={'rwc' if writes else 'rw'}"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
        if writes:
            _set_wal(connection, path)
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
        else:
            connection.execute("PRAGMA query_only = ON")
        return connection

    return connect


def _set_wal(connection: sqlite3.Connection, path: str) -> None:
    """Set WAL mode where the file is not in it: SQLite does not wait where two processes do that at the same moment.

    The mode stays with the file. It is not read from the file itself: whoever closes that takes the locks away that
    SQLite holds on it in the same process (https://www.sqlite.org/howtocorrupt.html, section 2.2).
    """
    if _is_wal(connection):
        return
    folder = os.open(Path(path).parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        until = time.monotonic() + BUSY_SECONDS
        while not _is_wal(connection, "= WAL"):
            # Another process has just looked which mode it is.
            if time.monotonic() > until:
                raise sqlite3.OperationalError("database is locked")
            time.sleep(0.01)
    finally:
        os.close(folder)


def _is_wal(connection: sqlite3.Connection, change: str = "") -> bool:
    try:
        mode: str = connection.execute(f"PRAGMA journal_mode {change}").fetchone()[0]
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise
        return False
    return mode == "wal"


def _read_only(connection: Connection) -> None:
    connection.exec_driver_sql("SET TRANSACTION READ ONLY")
