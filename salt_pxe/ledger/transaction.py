"""The change of one request: one conditional UPDATE together with its row of history."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from salt_pxe.arming.request import OPEN, Request
from salt_pxe.ledger.errors import LedgerError, UnknownRequest, translated
from salt_pxe.ledger.queries import Reader
from salt_pxe.ledger.rows import numbered
from salt_pxe.ledger.schema import HISTORY, IDENTITY, REQUESTS

LONGEST_NOTE = 4000
DONE_BEFORE = "it was done before"
"""Why a change that is repeated changes nothing."""
_TRIES = 100
_TURN = 0x53505846
"""Any number, but that under which masters migrate."""


class Overtaken(Exception):
    """Another process changed the request since it was read: the transaction is taken back."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether this very call made the change, what the request is now, and why nothing changed if nothing did."""

    won: bool
    request: Request
    reason: str = ""


class Changing(Reader):
    """What every room that writes builds on."""

    def transaction(self) -> AbstractContextManager[Connection]:
        """Return a transaction that is kept where nothing is raised in it."""
        return self.engine.begin()

    def attempt(self, once: Callable[[Connection], Outcome]) -> Outcome:
        """Return what `once` does in a transaction of its own; one that is overtaken is taken back and tried anew."""
        with translated():
            for _ in range(_TRIES):
                try:
                    with self.transaction() as connection:
                        return once(connection)
                except (IntegrityError, Overtaken):
                    continue  # Another process was faster: judge anew what it has left.
        raise LedgerError("others keep changing this request at the same moment")

    def change(
        self,
        request: Request,
        change: str,
        allowed: Callable[[Request], str],
        fields: Mapping[str, Any],
        *,
        now: int,
        by: str,
        note: str = "",
    ) -> Outcome:
        """Change a request and write it down, unless `allowed` gives a reason against it. Raises UnknownRequest."""

        def once(connection: Connection) -> Outcome:
            row = existing(connection, request)
            if reason := allowed(row):
                return Outcome(False, row, reason)
            return Outcome(True, changed(connection, row, change, fields, now, by, note))

        return self.attempt(once)


def existing(connection: Connection, request: Request) -> Request:
    """Return a request as it is now. Raises UnknownRequest."""
    row = numbered(connection, request.number)
    if row is None:
        raise UnknownRequest(f"nobody asked for the install {request.request!r} of {request.host}")
    return row


def take_turn(connection: Connection) -> None:
    """Let no other transaction ask for an install, or enroll, before this one ends.

    On PostgreSQL they wait for a lock of no table, so that nobody who needs the tables has to wait for all who wait. On
    SQLite the transaction itself waits for its turn.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})
    else:
        connection.execute(select(IDENTITY.c.identity).with_for_update())


def state_fields(to: str) -> dict[str, Any]:
    """Return the columns that a state sets."""
    return {"state": to} if to in OPEN else {"state": to, "open_for": None}


def changed(
    connection: Connection,
    row: Request,
    change: str,
    fields: Mapping[str, Any],
    now: int,
    by: str,
    note: str,
) -> Request:
    """Change a request that is still as it was read, write it down, and return it. Raises Overtaken."""
    unchanged = (REQUESTS.c.id == row.number) & (REQUESTS.c.state == row.state)
    new = {**fields, "version": row.version + 1, "changed_at": now}
    update_it = update(REQUESTS).where(unchanged, REQUESTS.c.version == row.version).values(**new)
    if connection.execute(update_it).rowcount != 1:
        raise Overtaken
    write_down(connection, row.number, row.version + 1, change, now, by, note)
    return replace(row, **{name: value for name, value in new.items() if name != "open_for"})


def write_down(
    connection: Connection, number: int, step: int, change: str, now: int, by: str, note: str
) -> None:
    """Add a row of history."""
    row = {
        "request_id": number,
        "step": step,
        "change": change,
        "at": now,
        "by": by[:255],
        "note": note[:LONGEST_NOTE],
        "mark": secrets.token_hex(8),
    }
    connection.execute(insert(HISTORY).values(**row))
