"""Rows of the ledger as values, and the queries that several rooms share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, Select, select
from sqlalchemy.engine import Row

from salt_pxe.arming.request import Request
from salt_pxe.ledger.schema import HISTORY, NAMES, REQUESTS

T = TypeVar("T")

_AT_ONCE = 400
"""Values a query: SQLite before 3.32 takes 999 values."""

_KEYS = ("open_for", "minion_key")
COLUMNS = [column for column in REQUESTS.c if column.name not in _KEYS]


class Enrolled(NamedTuple):
    """A host enrolled over REST: the kickstart server it belongs to, and what pillar would hold under its name."""

    server: str
    declared: Mapping[str, Any]
    site: str = ""
    name: str = ""


class Enrolment(NamedTuple):
    """One row of a host's enrolment history; `declared` is None where it was retired."""

    host: str
    server: str
    declared: Mapping[str, Any] | None
    at: int
    by: str
    site: str = ""


class Undone(NamedTuple):
    """A closed request that a kickstart server has not disarmed yet."""

    request: Request
    server: str


def numbered(connection: Connection, number: int) -> Request | None:
    """Return a request by its number, as it is in a transaction that is under way."""
    row = connection.execute(select(*COLUMNS).where(REQUESTS.c.id == number)).first()
    return as_request(row) if row else None


def found(connection: Connection, site: str, host: str, request: str) -> Request | None:
    """Return the request that was asked for with this very name, in a transaction that is under way."""
    here = (REQUESTS.c.site == site, REQUESTS.c.host == host, REQUESTS.c.request == request)
    query = select(*COLUMNS).where(*here)
    row = connection.execute(query).first()
    return as_request(row) if row else None


def changes_of(host: str | None, request: str | None, site: str | None = None) -> Select[Any]:
    """Return the query for rows of the history, as Change has them: all, a host's by any of its names, a request's."""
    query = select(
        HISTORY.c.id, REQUESTS.c.site, REQUESTS.c.host, REQUESTS.c.request, HISTORY.c.step, HISTORY.c.change,
        HISTORY.c.at, HISTORY.c.by, HISTORY.c.note, HISTORY.c.mark,
    ).join(REQUESTS, REQUESTS.c.id == HISTORY.c.request_id)  # fmt: skip
    if host is not None:
        query = query.where(REQUESTS.c.id.in_(numbers_of(host, site)))
    elif site is not None:
        query = query.where(REQUESTS.c.site == site)
    if request is not None:
        query = query.where(REQUESTS.c.request == request)
    return query


def numbers_of(host: str, site: str | None) -> Select[tuple[int]]:
    """Return the query for the requests of all machines that were ever seen with a name, in a site or in any."""
    query = select(NAMES.c.request_id).where(NAMES.c.name_key == host.lower())
    return query if site is None else query.where(NAMES.c.site.in_([site, ""]))


def as_request(row: Row[Any]) -> Request:
    """Return a row of COLUMNS as the value that it is."""
    fields = dict(row._mapping)
    return Request(number=fields.pop("id"), **fields)


def served_row(row: Any) -> tuple[Request, str]:
    """Return a row of COLUMNS with a server as the request and that server."""
    fields = dict(row._mapping)
    server: str = fields.pop("server")
    return Request(number=fields.pop("id"), **fields), server


def parts(values: Iterable[T]) -> Iterable[Sequence[T]]:
    """Yield values in parts that fit into one query."""
    rest = iter(values)
    while part := list(islice(rest, _AT_ONCE)):
        yield part
