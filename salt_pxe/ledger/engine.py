"""How does the ledger reach its database? SQLite in WAL mode with a busy timeout, or any SQLAlchemy URL.

A connection is opened when it is needed and closed after: Salt forks its workers, and a pooled connection that two
processes share corrupts both.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import NullPool

BUSY_SECONDS = 60
"""How long a writer waits for others on SQLite."""


def writing_engine(url: str) -> Engine:
    """Return an engine whose transactions may write."""
    return _engine(url, writes=True)


def reading_engine(url: str) -> Engine:
    """Return an engine whose transactions cannot write: the database itself refuses."""
    return _engine(url, writes=False)


def _engine(url: str, writes: bool) -> Engine:
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
        if writes:
            try:
                _make_wal(path, address)
            except OSError as error:
                raise sqlite3.OperationalError(f"unable to open database file: {error.strerror}") from error
        connection = sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
        if writes:
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
        else:
            connection.execute("PRAGMA query_only = ON")
        return connection

    return connect


def _is_wal(path: str) -> bool:
    # Bytes 18 and 19 of a database's header are 2 in WAL mode (https://www.sqlite.org/fileformat2.html, section 1.3);
    # the mode stays with the file. Asking SQLite itself fails while another process makes the database.
    try:
        with open(path, "rb") as file:
            return file.read(20)[18:] == b"\x02\x02"
    except FileNotFoundError:
        return False


def _make_wal(path: str, address: str) -> None:
    """Set WAL mode where it is not, one process at a time: SQLite does not wait where two do it at the same moment."""
    if _is_wal(path):
        return
    folder = os.open(Path(path).parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        if not _is_wal(path):
            connection = sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
            try:
                connection.execute("PRAGMA journal_mode = WAL")
            finally:
                connection.close()
    finally:
        os.close(folder)


def _read_only(connection: Connection) -> None:
    connection.exec_driver_sql("SET TRANSACTION READ ONLY")
