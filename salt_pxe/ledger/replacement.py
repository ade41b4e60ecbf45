"""A saved ledger in the place of the one that is there, in one transaction: all others see one or the other.

The ledger is not trusted afterwards, until a person says so: what happened since it was saved is not in it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select, text
from sqlalchemy.exc import OperationalError

from salt_pxe.arming.request import CANCELLED, OPEN, Request
from salt_pxe.ledger.engine import BUSY_SECONDS
from salt_pxe.ledger.errors import LedgerError, translated
from salt_pxe.ledger.queries import Reader
from salt_pxe.ledger.rows import COLUMNS, as_request
from salt_pxe.ledger.schema import ENROLMENTS, HOSTS, IDENTITY, METADATA, REQUESTS, TRUST
from salt_pxe.ledger.snapshot import copy
from salt_pxe.ledger.transaction import LONGEST_NOTE, changed, state_fields, take_turn


class OpenUnknown(LedgerError):
    """Requests are open that the saved ledger does not know."""

    def __init__(self, requests: Collection[Request]) -> None:
        names = ", ".join(f"{row.host} by {row.request!r} ({row.site})" for row in requests)
        super().__init__(f"the backup does not know what is open now: {names}")


class AnotherLedger(LedgerError):
    """What is there holds installs or enrolled hosts, and is another ledger than the saved one."""


class Replaced(NamedTuple):
    """What a replacement did to requests, and to enrolled hosts."""

    closed: list[Request]
    """Open when the ledger was saved, and known by the replaced one to be over: they are cancelled."""
    open: list[Request]
    """Open still, so that they may arm their machines once the ledger is trusted."""
    lost: list[Request]
    """Open until now, and not in the saved ledger."""
    hosts: list[str]
    """Enrolled until now, and not in the saved ledger."""


def replace_by(
    ledger: Reader,
    saved: Reader,
    *,
    now: int,
    by: str,
    note: str,
    keep: Callable[[], object] = lambda: None,
    force: bool = False,
) -> Replaced:
    """Put a saved ledger in the place of one that others may be using, and distrust it, as `note` says.

    `keep` is called once nobody else can write any more and before anything changes: it saves what is there. With
    `force` open requests that the saved ledger does not know are lost, otherwise OpenUnknown names them. Raises
    AnotherLedger where requests or hosts of another one are there, and LedgerError.
    """
    with translated(), ledger.engine.begin() as target, saved.engine.begin() as source:
        _keep_writers_out(target)
        _same_ledger(source, target)
        lost = [row for row in _open(target) if row.deadline > now and _state(source, row) is None]
        if lost and not force:
            raise OpenUnknown(lost)
        over = [row.number for row in _open(source) if _state(target, row) not in (None, *OPEN)]
        enrolled = select(HOSTS.c.name).order_by(HOSTS.c.name)
        kept_hosts = set(source.scalars(enrolled))
        hosts = [name for name in target.scalars(enrolled) if name not in kept_hosts]
        keep()
        copy(source, target)
        _count_on(target)
        closed, still = [], []
        for row in _open(target):
            if row.number in over:
                why = "it was over before the ledger was restored"
                closed.append(changed(target, row, CANCELLED, state_fields(CANCELLED), now, by, why))
            elif row.deadline > now:
                still.append(row)
        said = {"trusted": False, "accepted_loss": "", "at": now, "by": by[:255], "note": note[:LONGEST_NOTE]}
        target.execute(insert(TRUST).values(**said))
        return Replaced(closed, still, lost, hosts)


def _keep_writers_out(connection: Connection) -> None:
    """Let nobody else write until the transaction ends; they wait. On SQLite its beginning does that."""
    if connection.dialect.name != "postgresql":
        return
    take_turn(connection)
    names = ", ".join(f'"{table.name}"' for table in METADATA.sorted_tables)
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            with connection.begin_nested():
                # All at once or none: whoever waits for one while others wait for him is stopped by the database.
                connection.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE NOWAIT"))
                return
        except OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


def _same_ledger(source: Connection, target: Connection) -> None:
    there, wanted = (one.scalar(select(IDENTITY.c.identity)) for one in (target, source))
    known = (target.scalar(select(func.count()).select_from(table)) for table in (REQUESTS, ENROLMENTS))
    if there != wanted and any(known):
        raise AnotherLedger(f"the ledger that is there is {there}, and the backup is one of {wanted}")


def _open(connection: Connection) -> list[Request]:
    query = select(*COLUMNS).where(REQUESTS.c.open_for.is_not(None)).order_by(REQUESTS.c.id)
    return [as_request(row) for row in connection.execute(query)]


def _state(connection: Connection, row: Request) -> str | None:
    """Return the state of the same request in another ledger, None where that one does not know it."""
    same = (REQUESTS.c.site == row.site) & (REQUESTS.c.host == row.host) & (REQUESTS.c.request == row.request)
    state: str | None = connection.scalar(select(REQUESTS.c.state).where(same))
    return state


def _count_on(connection: Connection) -> None:
    """Let new rows get numbers above all that were ever given here. SQLite does that by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in METADATA.sorted_tables:
        if "id" not in table.c:
            continue
        sequence = connection.scalar(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": table.name})
        last = (
            f"GREATEST((SELECT last_value FROM {sequence}), (SELECT COALESCE(MAX(id), 1) FROM {table.name}))"
        )
        connection.execute(text(f"SELECT setval('{sequence}', {last})"))
