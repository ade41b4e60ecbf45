"""A ledger that tells what a change would come to, and takes it back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from salt_pxe.ledger.requests import Ledger


class Rehearsal(Ledger):
    """The ledger as it is, for trying: each change is judged by the ledger's own rules, and none of them stays.

    What is tried later knows nothing of what was tried before.
    """

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Return a transaction that is taken back."""
        with self.engine.connect() as connection, connection.begin() as tried:
            yield connection
            tried.rollback()
