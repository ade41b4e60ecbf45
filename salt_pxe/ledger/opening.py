"""Which ledger is at this URL? One to write to, whose schema is brought up to date, or one to read."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import make_url

from salt_pxe.ledger.engine import reading_engine, writing_engine
from salt_pxe.ledger.errors import LedgerError, translated
from salt_pxe.ledger.reading import Reader
from salt_pxe.ledger.schema import SiteOf, check, migrate
from salt_pxe.ledger.writing import Ledger


def ledger(url: str, site_of: SiteOf | None = None) -> Ledger:
    """Return the ledger at a URL (`sqlite:////var/cache/salt/master/pxe/ledger.db`), made where it is not there.

    An older schema is migrated; `site_of` then says which site its kickstart servers serve (default: each its own).
    Raises LedgerError.
    """
    with translated():
        try:
            engine = writing_engine(url)
        except ValueError as error:
            raise LedgerError(str(error)) from None
        migrate(engine, site_of=site_of)
        return Ledger(engine)


def reader_or_none(url: str) -> Reader | None:
    """Return the ledger at a URL for reading, None where its file was never made. Raises LedgerError as `reader`."""
    with translated():
        name = make_url(url)
    if name.get_backend_name() == "sqlite" and name.database and not Path(name.database).exists():
        return None
    return reader(url)


def reader(url: str) -> Reader:
    """Return the ledger at a URL for reading: it never makes, migrates or changes anything.

    Raises LedgerError where it is not there or its schema is another than today's; then nothing may be armed.
    """
    with translated():
        try:
            engine = reading_engine(url)
        except ValueError as error:
            raise LedgerError(str(error)) from None
        with engine.connect() as connection:
            check(connection)
        return Reader(engine)
