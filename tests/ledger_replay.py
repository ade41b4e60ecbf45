"""A ledger's history played again: what every request is after it, by the rules of requests alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from salt_pxe.arming.request import ACCEPTED, DISARMED, MOVES, REQUESTED, RETIRED, SEEN, SERVED, Change


class IllegalHistory(ValueError):
    """A history that the rules cannot have made: a row is missing, added or out of order."""


@dataclass(slots=True)
class Replayed:
    """What a request is after its history."""

    state: str
    version: int = 1
    serving: set[str] = field(default_factory=set)
    """Kickstart servers that served the install and have not disarmed it."""
    accepted: bool = False
    retired: bool = False
    seen: list[str] = field(default_factory=list)
    """Names and MAC addresses that its machine was seen with later."""


def replay(history: Iterable[Change]) -> dict[tuple[str, str, str], Replayed]:
    """Return what every request is after a history, by (site, host, request). Raises IllegalHistory."""
    found: dict[tuple[str, str, str], Replayed] = {}
    for row in history:
        name = (row.site, row.host, row.request)
        if name not in found:
            if (row.change, row.step) != (REQUESTED, 1):
                raise IllegalHistory(f"{name} begins with step {row.step}, {row.change}")
            found[name] = Replayed(REQUESTED)
            continue
        at = found[name]
        if row.step != at.version + 1:
            raise IllegalHistory(f"{name}: step {row.step} follows step {at.version}")
        at.version = row.step
        if row.change == SERVED:
            at.serving.add(row.note)
        elif row.change == DISARMED:
            at.serving.discard(row.note)
        elif row.change == ACCEPTED:
            at.accepted = True
        elif row.change == RETIRED:
            at.retired = True
        elif row.change == SEEN:
            at.seen += row.note.split(", ")
        elif row.change in MOVES[at.state]:
            at.state = row.change
        else:
            raise IllegalHistory(f"{name}: {row.change} follows {at.state}")
    return found
