"""What does somebody get who looks things up in the ledger? The newest rows, as many as asked for, and who has what.

Every limit is in SQL, and every question goes by an index: the answers cost the same among a hundred thousand rows.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import select

from salt_pxe.ledger.errors import translated
from salt_pxe.ledger.reading import COLUMNS, Enrolled, Reader, as_request, changes_of, parts
from salt_pxe.ledger.tables import HISTORY, HOSTS, MACS, REQUESTS, SERVING
from salt_pxe.request_states import OPEN, REQUESTED, Change, Request


class Unconfirmed(NamedTuple):
    """An open request that no kickstart server has said to have armed."""

    host: str
    request: str
    server: str


def key_owners(reader: Reader, fingerprint: str) -> set[str]:
    """Return the minion ids that a key was ever proved for. It reads all requests, and is asked for leftovers alone."""
    query = select(REQUESTS.c.minion_id).where(REQUESTS.c.fingerprint == fingerprint)
    with translated(), reader.engine.connect() as connection:
        return set(connection.scalars(query))


def enrolled(reader: Reader, host: str) -> Enrolled | None:
    """Return an enrolled host, None where it is not enrolled."""
    query = select(HOSTS.c.server, HOSTS.c.declared).where(HOSTS.c.name == host)
    with translated(), reader.engine.begin() as connection:
        row = connection.execute(query).first()
    return Enrolled(row.server, json.loads(row.declared)) if row else None


def addresses(reader: Reader, besides: str) -> set[str]:
    """Return the fixed addresses of all enrolled hosts but one, whichever server they belong to."""
    query = select(HOSTS.c.fixed_address).where(HOSTS.c.fixed_address.is_not(None), HOSTS.c.name != besides)
    with translated(), reader.engine.begin() as connection:
        return set(connection.scalars(query))


def holders(reader: Reader, macs: Collection[str], minion_id: str, besides: str) -> dict[str, str]:
    """Return which other enrolled hosts have one of these MAC addresses or this minion id, by what they have."""
    by_mac = select(MACS.c.mac, MACS.c.host).where(MACS.c.mac.in_(macs), MACS.c.host != besides)
    by_id = select(HOSTS.c.name).where(HOSTS.c.minion_id == minion_id, HOSTS.c.name != besides)
    with translated(), reader.engine.begin() as connection:
        found = {f"the MAC address {row.mac}": row.host for row in connection.execute(by_mac)}
        return found | {f"the minion id {minion_id}": name for name in connection.scalars(by_id)}


def unconfirmed(reader: Reader, now: int) -> list[Unconfirmed]:
    """Return the requests that may arm their hosts now and that no server has confirmed, the oldest first."""
    query = (
        select(REQUESTS.c.host, REQUESTS.c.request, SERVING.c.server)
        .join(SERVING, SERVING.c.request_id == REQUESTS.c.id)
        .where(REQUESTS.c.open_for.is_not(None), REQUESTS.c.state == REQUESTED, REQUESTS.c.deadline > now)
        .where(SERVING.c.disarmed_at.is_(None))
        .order_by(REQUESTS.c.id, SERVING.c.server)
    )
    with translated(), reader.engine.begin() as connection:
        return [Unconfirmed(*row) for row in connection.execute(query)]


def newest(
    reader: Reader, host: str | None = None, states: Collection[str] | None = None, limit: int = 100
) -> list[Request]:
    """Return the requests that were made last, the newest first: all, a host's, those in certain states."""
    query = select(*COLUMNS).order_by(REQUESTS.c.id.desc()).limit(limit)
    if host is not None:
        query = query.where(REQUESTS.c.host == host)
    if states is not None:
        query = query.where(REQUESTS.c.state.in_(states))
        if set(states) <= set(OPEN):
            query = query.where(REQUESTS.c.open_for.is_not(None))  # There is an index for these.
    with translated(), reader.engine.begin() as connection:
        return [as_request(row) for row in connection.execute(query)]


def servers(reader: Reader, requests: Collection[Request]) -> dict[int, dict[str, bool]]:
    """Return by a request's number which kickstart servers serve it, and whether each has disarmed it."""
    found: dict[int, dict[str, bool]] = {row.number: {} for row in requests}
    query = select(SERVING.c.request_id, SERVING.c.server, SERVING.c.disarmed_at).order_by(SERVING.c.server)
    with translated(), reader.engine.begin() as connection:
        for part in parts(found):
            for number, server, at in connection.execute(query.where(SERVING.c.request_id.in_(part))):
                found[number][server] = at is not None
    return found


def last_changes(
    reader: Reader, host: str | None = None, request: str | None = None, limit: int = 100
) -> list[Change]:
    """Return the last rows of the history in their order: all, a host's, or a request's."""
    query = changes_of(host, request).order_by(HISTORY.c.id.desc()).limit(limit)
    with translated(), reader.engine.begin() as connection:
        return [Change(*row) for row in connection.execute(query)][::-1]
