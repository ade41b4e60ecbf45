"""Rows of the ledger as values, and the queries that several rooms share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, Select, select
from sqlalchemy.engine import Row

from salt_pxe.arming.request import Request
from salt_pxe.ledger.schema import HISTORY, REQUESTS

T = TypeVar("T")

_AT_ONCE = 400
"""Values a query: SQLite before 3.32 takes 999 values."""

COLUMNS = [column for column in REQUESTS.c if column.name != "open_for"]


class Enrolled(NamedTuple):
    """A host enrolled over REST: the kickstart server it belongs to, and what pillar would hold under its name."""

    server: str
    declared: Mapping[str, Any]


class Enrolment(NamedTuple):
    """One row of a host's enrolment history; `declared` is None where it was retired."""

    host: str
    server: str
    declared: Mapping[str, Any] | None
    at: int
    by: str


class Undone(NamedTuple):
    """A closed request that a kickstart server has not disarmed yet."""

    host: str
    request: str
    server: str


def found(connection: Connection, host: str, request: str) -> Request | None:
    """Return a request as it is in a transaction that is under way."""
    query = select(*COLUMNS).where(REQUESTS.c.host == host, REQUESTS.c.request == request)
    row = connection.execute(query).first()
    return as_request(row) if row else None


def changes_of(host: str | None, request: str | None) -> Select[Any]:
    """Return the query for rows of the history, as Change has them: all, a host's, or a request's."""
    query = select(
        HISTORY.c.id, REQUESTS.c.site, REQUESTS.c.host, REQUESTS.c.request, HISTORY.c.step, HISTORY.c.change,
        HISTORY.c.at, HISTORY.c.by, HISTORY.c.note, HISTORY.c.mark,
    ).join(REQUESTS, REQUESTS.c.id == HISTORY.c.request_id)  # fmt: skip
    if host is not None:
        query = query.where(REQUESTS.c.host == host)
    if request is not None:
        query = query.where(REQUESTS.c.request == request)
    return query


def as_request(row: Row[Any]) -> Request:
    """Return a row of COLUMNS as the value that it is."""
    fields = dict(row._mapping)
    return Request(number=fields.pop("id"), **fields)


def parts(values: Iterable[T]) -> Iterable[Sequence[T]]:
    """Yield values in parts that fit into one query."""
    rest = iter(values)
    while part := list(islice(rest, _AT_ONCE)):
        yield part
