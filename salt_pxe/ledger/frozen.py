"""The ledger on a disk that is full: what it says can be read, and nothing can be written.

SQLite in WAL mode needs space even to read. Which servers have armed what must be known all the same, for there it is
to be disarmed; so the file is read as one that nobody writes to. Nothing is ever armed by what is read like that.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, create_engine, make_url
from sqlalchemy.pool import NullPool

from salt_pxe.ledger.changing import Outcome
from salt_pxe.ledger.errors import LedgerError, translated
from salt_pxe.ledger.opening import ledger
from salt_pxe.ledger.schema import SiteOf, check
from salt_pxe.ledger.writing import Ledger

NO_SPACE = ("disk I/O error", "database or disk is full", "unable to open database file", "readonly database")
"""What SQLite says where it finds no space, or may not write."""


class Frozen(Ledger):
    """A ledger in which every change fails, for the reason that opening it failed."""

    def __init__(self, path: str, reason: str) -> None:
        address = f"file:{quote(path)}?immutable=1"
        super().__init__(
            create_engine(
                "sqlite://",
                creator=lambda: sqlite3.connect(address, uri=True, isolation_level=None),
                poolclass=NullPool,
                hide_parameters=True,
            )
        )
        self.reason = reason

    def attempt(self, once: Callable[[Connection], Outcome]) -> Outcome:
        """Refuse. Raises LedgerError."""
        raise LedgerError(self.reason)


def ledger_or_frozen(url: str, site_of: SiteOf | None = None) -> Ledger:
    """Return the ledger at a URL for writing, or, where there is no space to open it, as it stands.

    Raises LedgerError where that cannot be had either: another writer may be at work, or have left half of it.
    """
    try:
        return ledger(url, site_of)
    except LedgerError as failure:
        with translated():
            name = make_url(url)
        path = name.database or ""
        if name.get_backend_name() != "sqlite" or not any(words in str(failure) for words in NO_SPACE):
            raise
        log = Path(f"{path}-wal")
        if not Path(path).is_file() or (log.exists() and log.stat().st_size):
            raise
        frozen = Frozen(path, str(failure))
        with translated(), frozen.engine.connect() as connection:
            check(connection)
        return frozen
