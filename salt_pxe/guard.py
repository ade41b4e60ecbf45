"""May this ledger arm machines? Not while it is new, or older than what a kickstart server last published.

A lost ledger that begins anew, or one restored from a backup, has forgotten which requests are done, and pillar may
still hold their texts. Each server keeps the position of the ledger that it last published, outside of the ledger; the
ledger has to contain it, or a person has to say that this very loss is known. Pure; the kickstart server uses it and
needs no database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Position:
    """How far a ledger is: its identity, the serial number of its last row of history, and that row's random mark."""

    ledger: str
    serial: int
    mark: str

    @property
    def code(self) -> str:
        """Return what a person types to name this position: eight hex digits."""
        return hashlib.sha256(f"{self.ledger} {self.serial} {self.mark}".encode()).hexdigest()[:8]

    def to_plain(self) -> dict[str, Any]:
        """Return the position as it travels in pillar, in a grain or in a record on disk."""
        return {"ledger": self.ledger, "serial": self.serial, "mark": self.mark}

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Position:
        """Return the position that `to_plain` wrote. Raises ValueError where it is none."""
        if not isinstance(data, Mapping):
            raise ValueError("this is not the position of a ledger")
        ledger, serial, mark = (data.get(name) for name in ("ledger", "serial", "mark"))
        if not isinstance(ledger, str) or not isinstance(mark, str) or type(serial) is not int:
            raise ValueError("this is not the position of a ledger")
        return cls(ledger, serial, mark)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a ledger says of itself: where it is, why it is not trusted, and which losses a person has accepted."""

    position: Position
    distrust: str = ""
    accepted_losses: tuple[str, ...] = ()
    """Codes of positions that this ledger need not contain."""

    def to_plain(self) -> dict[str, Any]:
        """Return it as it travels in pillar."""
        losses = list(self.accepted_losses)
        return {"position": self.position.to_plain(), "distrust": self.distrust, "accepted_losses": losses}

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Standing:
        """Return what `to_plain` wrote. Raises ValueError where it is none."""
        position, distrust, losses = (data.get(name) for name in ("position", "distrust", "accepted_losses"))
        if not isinstance(position, Mapping) or not isinstance(distrust, str) or not isinstance(losses, list):
            raise ValueError("this is not the standing of a ledger")
        return cls(Position.from_plain(position), distrust, tuple(str(code) for code in losses))


def guard(standing: Standing, published: Position | None, contains: bool | None = None) -> str:
    """Return why the ledger may arm nothing; an empty text where it may.

    `published` is what the kickstart server last published, None where it never did. `contains` is the ledger's own
    word whether that position is in its history (`Reader.contains`); without it only the numbers are compared, which
    finds a ledger that is behind, but not one that was restored and has overtaken the server since.
    """
    if standing.distrust:
        return standing.distrust
    if published is None or published.code in standing.accepted_losses:
        return ""
    here = standing.position
    if published.ledger != here.ledger:
        return (
            "the ledger is another one than the one last published from, and knows nothing of what that one closed: "
            f"accept the loss of {published.code} if it is meant"
        )
    behind = published.serial > here.serial or (
        published.serial == here.serial and published.mark != here.mark
    )
    if behind or contains is False:
        return (
            f"the ledger does not contain row {published.serial} that was published from, so it is older, such as one "
            f"from a backup: accept the loss of {published.code} if it is meant"
        )
    return ""
