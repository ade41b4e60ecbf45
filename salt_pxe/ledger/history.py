"""What somebody gets who looks things up in the ledger: the newest rows, as many as asked for, and who has what.

Every limit is in SQL, and every question goes by an index: the answers cost the same among a hundred thousand rows.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import ColumnElement, or_, select

from salt_pxe.arming.request import OPEN, REQUESTED, Change, Request
from salt_pxe.ledger.errors import translated
from salt_pxe.ledger.queries import Reader
from salt_pxe.ledger.rows import COLUMNS, Enrolled, as_request, changes_of, numbers_of, parts, served_row
from salt_pxe.ledger.schema import HISTORY, HOSTS, MACS, REQUESTS, SERVING


class Unconfirmed(NamedTuple):
    """An open request that no kickstart server has said to have armed."""

    request: Request
    server: str


def key_owners(reader: Reader, fingerprint: str) -> set[str]:
    """Return the minion ids that a key was ever proved for. It reads all requests, and is asked for leftovers alone."""
    query = select(REQUESTS.c.minion_id).where(REQUESTS.c.fingerprint == fingerprint)
    with translated(), reader.engine.connect() as connection:
        return set(connection.scalars(query))


def enrolled(reader: Reader, host: str, site: str | None = None) -> list[Enrolled]:
    """Return the enrolled hosts of a name: at most one in each site, sorted by site."""
    query = select(HOSTS.c.server, HOSTS.c.declared, HOSTS.c.site, HOSTS.c.name)
    query = query.where(HOSTS.c.name_key == host.lower()).order_by(HOSTS.c.site)
    if site is not None:
        query = query.where(HOSTS.c.site == site)
    with translated(), reader.engine.begin() as connection:
        return [
            Enrolled(server, json.loads(text), *name) for server, text, *name in connection.execute(query)
        ]


def addresses(reader: Reader, besides: tuple[str, str]) -> set[str]:
    """Return the fixed addresses of all enrolled hosts but one (site and name), whichever server they belong to."""
    query = select(HOSTS.c.fixed_address).where(HOSTS.c.fixed_address.is_not(None), _not(besides))
    with translated(), reader.engine.begin() as connection:
        return set(connection.scalars(query))


def holders(
    reader: Reader, macs: Collection[str], minion_id: str, besides: tuple[str, str]
) -> dict[str, str]:
    """Return which other enrolled hosts (site/name) have one of these MACs or this minion id, by what they have."""
    name = (HOSTS.c.site, HOSTS.c.name)
    by_mac = select(MACS.c.mac, *name).join(HOSTS, HOSTS.c.id == MACS.c.host_id)
    by_mac = by_mac.where(MACS.c.mac.in_(macs), _not(besides))
    by_id = select(*name).where(HOSTS.c.minion_key == minion_id.lower(), _not(besides))
    with translated(), reader.engine.begin() as connection:
        found = {f"the MAC address {mac}": f"{site}/{host}" for mac, site, host in connection.execute(by_mac)}
        ids = {f"the minion id {minion_id}": f"{site}/{host}" for site, host in connection.execute(by_id)}
        return found | ids


def _not(host: tuple[str, str]) -> ColumnElement[bool]:
    site, name = host
    return or_(HOSTS.c.site != site, HOSTS.c.name_key != name.lower())


def unconfirmed(reader: Reader, now: int) -> list[Unconfirmed]:
    """Return the requests that may arm their hosts now and that no server has confirmed, the oldest first."""
    query = (
        select(*COLUMNS, SERVING.c.server)
        .join(SERVING, SERVING.c.request_id == REQUESTS.c.id)
        .where(REQUESTS.c.open_for.is_not(None), REQUESTS.c.state == REQUESTED, REQUESTS.c.deadline > now)
        .where(SERVING.c.disarmed_at.is_(None))
        .order_by(REQUESTS.c.id, SERVING.c.server)
    )
    with translated(), reader.engine.begin() as connection:
        return [Unconfirmed(*served_row(row)) for row in connection.execute(query)]


def newest(
    reader: Reader,
    host: str | None = None,
    states: Collection[str] | None = None,
    limit: int = 100,
    site: str | None = None,
) -> list[Request]:
    """Return the requests that were made last, the newest first: all, those of a host under any of its names, of a
    site, in certain states.
    """
    query = select(*COLUMNS).order_by(REQUESTS.c.id.desc()).limit(limit)
    if host is not None:
        query = query.where(REQUESTS.c.id.in_(numbers_of(host, site)))
    elif site is not None:
        query = query.where(REQUESTS.c.site == site)
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
    reader: Reader,
    host: str | None = None,
    request: str | None = None,
    limit: int = 100,
    site: str | None = None,
) -> list[Change]:
    """Return the last rows of the history in their order: all, a host's, or a request's."""
    query = changes_of(host, request, site).order_by(HISTORY.c.id.desc()).limit(limit)
    with translated(), reader.engine.begin() as connection:
        return [Change(*row) for row in connection.execute(query)][::-1]
