"""What a call works with, and what it says when it refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic_core import PydanticCustomError

from salt_pxe.arming.ledger_trust import Position, guard
from salt_pxe.arming.request import LIFETIME, Request
from salt_pxe.ledger.errors import LedgerError
from salt_pxe.ledger.queries import Reader
from salt_pxe.ledger.requests import Ledger
from salt_pxe.onboarding.ports import Disarm, Keys
from salt_pxe.site.problem import Problem

T = TypeVar("T")

Plain = dict[str, Any]
"""Data as JSON and Salt carry it."""

Arm = Callable[[str, str, str], Mapping[str, Any]]
"""(kickstart server, host, request) to what that server says: `armed`, or `error` with its reason; nothing where it
does not answer."""


class Unreachable(Exception):
    """The pillar of a kickstart server cannot be had; the text says why."""


class Refused(Exception):
    """A call is refused: a short code for programs, a sentence for people, and what would be wrong in pillar.

    `sites` are those that a call has to choose from.
    """

    def __init__(
        self, code: str, reason: str, problems: Iterable[Problem] = (), sites: Iterable[str] = ()
    ) -> None:
        super().__init__(reason)
        self.code, self.reason, self.problems, self.sites = code, reason, tuple(problems), tuple(sites)

    def plain(self) -> Plain:
        """Return the refusal as data."""
        answer: Plain = {"error": self.code, "reason": self.reason}
        if self.sites:
            answer["sites"] = list(self.sites)
        return answer | (
            {"problems": [problem._asdict() for problem in self.problems]} if self.problems else {}
        )


@dataclass(frozen=True, slots=True)
class CallContext:
    """What one call works with, at one time, for one caller."""

    ledger: Ledger
    given: Callable[[str], Mapping[str, Any]]
    """A kickstart server's minion id to its compiled pillar. Raises Unreachable."""
    site_of: Callable[[str], str | None]
    """A minion id to the site that it serves, None for one that is no kickstart server. Raises ServersError."""
    arm: Arm
    disarm: Disarm
    keys: Keys
    generation: Callable[[], int]
    """Of the key that tokens of new requests are made with."""
    now: int
    """Seconds since 1970, UTC."""
    by: str
    """Who asks."""
    lifetime: int = LIFETIME
    """Seconds from a request to its deadline."""
    announce: Callable[[Request], None] = lambda request: None
    """Is told each request that gets into a new state."""
    published: Position | None = None
    """The ledger's position that was last relied on, kept apart from it."""

    def distrust(self) -> str:
        """Return why the ledger arms nothing, an empty text where it may."""
        return distrust(self.ledger, self.published)


def distrust(ledger: Reader, published: Position | None) -> str:
    """Return why a ledger arms nothing, by what it says of itself and by what was relied on before."""
    contains = None if published is None else ledger.contains(published)
    return guard(ledger.standing(), published, contains)


def answered(call: Callable[[], Plain]) -> Plain:
    """Return what a call answers; a refusal and a ledger that fails are answers too."""
    try:
        return call()
    except Refused as refusal:
        return refusal.plain()
    except LedgerError as error:
        return Refused("ledger", str(error)).plain()


def checked(what: str, check: Callable[[Any], T], value: object) -> T:
    """Return a value of the call in its canonical form. Raises Refused where it is none."""
    if isinstance(value, (bool, int, float)):
        hint = "send it as text; on a command line put quotes inside the quotes"
        raise Refused("value", f"{what} is a number or a truth value, not text: {hint}")
    try:
        return check(value)
    except PydanticCustomError as error:
        context = error.context or {}
        hint = f" ({context['hint']})" if context.get("hint") else ""
        raise Refused("value", f"{what}: {context['message']}{hint}") from None
