"""What can be wrong with a ledger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import ArgumentError, SQLAlchemyError


class LedgerError(Exception):
    """The ledger cannot be read or written; nothing was changed."""


class UnknownRequest(LookupError):
    """Nobody asked for this install of this host."""


class Unstorable(ValueError):
    """A value holds what no ledger can hold, on any database: nothing was asked or changed."""


class Taken(ValueError):
    """Another enrolled host has this MAC, address or minion id."""


class MinionIdHeld(ValueError):
    """Another machine of the master has this minion id; nothing was asked for."""

    def __init__(self, minion_id: str, site: str, host: str) -> None:
        super().__init__(f"the minion id {minion_id} is held by {site}/{host}: retire that machine first")
        self.minion_id, self.site, self.host = minion_id, site, host


class NoRoom(ValueError):
    """A kickstart server has as many machines to install as it may have at once; nothing was asked for."""


@contextmanager
def translated() -> Iterator[None]:
    """Turn the database's errors into a LedgerError: the driver's own words, without statement, values or URL."""
    try:
        yield
    except ArgumentError:
        raise LedgerError("the ledger's URL is not one that SQLAlchemy understands") from None
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        raise LedgerError(f"the ledger cannot be used: {type(cause).__name__}: {cause}") from error
    except ImportError as error:
        raise LedgerError(f"the driver of the ledger's database is missing: {error}") from error
