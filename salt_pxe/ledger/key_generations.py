"""The generations of the keys that requests were asked for with: what a file of keys has to hold."""

from __future__ import annotations

from sqlalchemy import func, select

from salt_pxe.ledger.errors import translated
from salt_pxe.ledger.queries import Reader
from salt_pxe.ledger.schema import REQUESTS

_LAST = 100
"""Requests that are looked at: a server whose pillar is old asks by the key before the newest for a while."""


def newest(reader: Reader) -> int:
    """Return the newest generation that a late or an open request was asked for with, 0 where there is none.

    It costs the same whatever was asked for before.
    """
    late = select(REQUESTS.c.key_generation).order_by(REQUESTS.c.id.desc()).limit(_LAST).subquery()
    of_open = select(func.max(REQUESTS.c.key_generation)).where(REQUESTS.c.open_for.is_not(None))
    with translated(), reader.engine.begin() as connection:
        found = connection.scalar(select(func.max(late.c.key_generation))), connection.scalar(of_open)
        return max(one or 0 for one in found)


def highest(reader: Reader) -> int:
    """Return the highest generation that any request was ever asked for with, 0 where there is none.

    It reads all requests, and is asked for when a key is made.
    """
    with translated(), reader.engine.begin() as connection:
        return connection.scalar(select(func.max(REQUESTS.c.key_generation))) or 0
