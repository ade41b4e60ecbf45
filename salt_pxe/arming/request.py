"""The states of a request to install, and which may follow which.

Pure: the ledger writes by these rules, and onboarding decides by them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

REQUESTED, ARMED, BOOTING, INSTALLING = "requested", "armed", "booting", "installing"
INSTALLED, ONBOARDED = "installed", "onboarded"
FAILED, EXPIRED, CANCELLED = "failed", "expired", "cancelled"

OPEN = (REQUESTED, ARMED, BOOTING, INSTALLING)
"""States in which the host may be armed by the request."""

CLOSED = (INSTALLED, ONBOARDED, FAILED, EXPIRED, CANCELLED)
"""States in which the request never arms the host again."""

STATES = (*OPEN, *CLOSED)

_ENDS = frozenset({FAILED, EXPIRED, CANCELLED})

MOVES: Mapping[str, frozenset[str]] = {
    # A signal may get lost, so a request can skip states that lie between; it never goes back.
    REQUESTED: frozenset({ARMED, BOOTING, INSTALLING, INSTALLED}) | _ENDS,
    ARMED: frozenset({BOOTING, INSTALLING, INSTALLED}) | _ENDS,
    BOOTING: frozenset({INSTALLING, INSTALLED}) | _ENDS,
    INSTALLING: frozenset({INSTALLED}) | _ENDS,
    INSTALLED: frozenset({ONBOARDED}),
    **{state: frozenset() for state in (ONBOARDED, FAILED, EXPIRED, CANCELLED)},
}
"""State to the states that may follow it."""

BEFORE_DEADLINE = frozenset({ARMED, BOOTING, INSTALLING, INSTALLED})
"""States that a request reaches before its deadline or not at all."""

SERVED, DISARMED, ACCEPTED, RETIRED, SEEN = "served", "disarmed", "accepted", "retired", "seen"
STEPS = (SERVED, DISARMED, ACCEPTED, RETIRED, SEEN)
"""What is written down beside the states: a kickstart server serves the install, or has disarmed it; the minion's key
is stored; the machine is given up; it was seen under another name or MAC address."""

LIFETIME = 4 * 3600
"""Seconds from request to deadline."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine as it is known now: by its site and host name, where case does not count, and by its MAC addresses."""

    site: str
    host: str
    macs: tuple[str, ...]

    def is_named(self, site: str, host: str) -> bool:
        """Tell whether this is its name in its site."""
        return (site, host.lower()) == (self.site, self.host.lower())


@dataclass(frozen=True, slots=True)
class Request:
    """One request to install one host, as the ledger has it. Times are whole seconds since 1970, UTC."""

    number: int
    """A later request has a higher one."""
    site: str
    """Whose kickstart servers serve it; empty for one that was over before requests had a site."""
    host: str
    request: str
    mac: str
    minion_id: str
    key_generation: int
    """The generation of the key its token is made with."""
    state: str
    version: int
    """How many rows of history it has."""
    requested_at: int
    deadline: int
    changed_at: int
    public_key: str | None = None
    fingerprint: str | None = None
    """Of the minion key that the finished machine proved to have."""
    accepted_at: int | None = None
    retired_at: int | None = None

    def is_open(self, now: int) -> bool:
        """Tell whether the request may arm its host at this time."""
        return self.state in OPEN and now < self.deadline


class Change(NamedTuple):
    """One row of the history. `change` is the new state or a step; `mark` is a random text of this row alone."""

    serial: int
    site: str
    host: str
    request: str
    step: int
    change: str
    at: int
    by: str
    note: str
    mark: str


def refusal(request: Request, to: str, now: int) -> str:
    """Return why a request may not move to a state now; an empty text where it may."""
    if to not in MOVES[request.state]:
        return f"it is {request.state}"
    if to in BEFORE_DEADLINE and now >= request.deadline:
        return "its deadline has passed"
    if to == EXPIRED and now < request.deadline:
        return "its deadline has not come"
    return ""
