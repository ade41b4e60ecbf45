"""The names of the tz database, by the tzdata package, and which of them are one zone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import tzdata

_FOLDER = Path(tzdata.__file__).parent


@lru_cache(maxsize=1)
def zones() -> frozenset[str]:
    """Return every name that the tz database has today, those that it keeps for old sakes included."""
    return frozenset((_FOLDER / "zones").read_text(encoding="utf-8").split())


@lru_cache(maxsize=1)
def places() -> frozenset[str]:
    """Return the names that the tz database gives to the places of today's countries (its zone.tab)."""
    rows = (_FOLDER / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines()
    return frozenset(row.split("\t")[2] for row in rows if row and not row.startswith("#"))


@lru_cache(maxsize=1)
def _links() -> dict[str, str]:
    rows = (_FOLDER / "zoneinfo" / "tzdata.zi").read_text(encoding="utf-8").splitlines()
    found = (row.split() for row in rows if row.startswith("L "))
    return {name: target for _, target, name in found}


def chain(name: str) -> Iterator[str]:
    """Yield a name, and what it is a link to, and so on; the last one is the zone itself."""
    yield name
    while (target := _links().get(name)) is not None:
        yield target
        name = target


def same(name: str) -> tuple[str, ...]:
    """Return every name of the zone that this name has, this one and those that it is a link to first."""
    first = tuple(chain(name))
    return tuple(dict.fromkeys([*first, *_names_of().get(first[-1], ())]))


@lru_cache(maxsize=1)
def _names_of() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name in sorted(zones()):
        *_, zone = chain(name)
        found.setdefault(zone, []).append(name)
    return {zone: tuple(names) for zone, names in found.items()}
