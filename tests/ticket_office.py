"""A ticketing office whose kickstart servers are played by the test: what they are told, and whether they answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from salt_pxe.api.context import CallContext, Unreachable
from salt_pxe.arming.ledger_trust import Position
from salt_pxe.arming.request import Request
from salt_pxe.ledger import database
from salt_pxe.ledger.requests import Ledger
from tests.site import SITE, changed

NOW = 1_795_000_000
QUIET = changed({"hosts": {}})
"""A site whose hosts are all enrolled."""


@dataclass
class Keys:
    """Salt's key store, in memory."""

    held: dict[str, str] = field(default_factory=dict)

    def accepted(self, minion_id: str) -> str | None:
        """Return the accepted key."""
        return self.held.get(minion_id)

    def accept(self, minion_id: str, public_key: str) -> None:
        """Store a key."""
        self.held[minion_id] = public_key

    def drop(self, minion_id: str, public_key: str) -> None:
        """Delete this very key."""
        if self.held.get(minion_id) == public_key:
            del self.held[minion_id]


@dataclass
class Office:
    """A master: its ledger, its kickstart servers' pillars, and what was said to whom."""

    url: str
    pillars: dict[str, Mapping[str, Any]] = field(default_factory=lambda: {"ks1": QUIET})
    sites: dict[str, str | None] = field(default_factory=dict)
    """Server to its site in the master's configuration, None for one that it does not name; all others serve fra1."""
    away: set[str] = field(default_factory=set)
    refusing: dict[str, str] = field(default_factory=dict)
    """Server to the error with which it answers."""
    armed: dict[tuple[str, str], str] = field(default_factory=dict)
    """Server and host to the request that the server has armed."""
    tombs: set[tuple[str, str, str]] = field(default_factory=set)
    """Server, host and request that the server never arms any more."""
    calls: list[tuple[str, ...]] = field(default_factory=list)
    told: list[tuple[str, str, str]] = field(default_factory=list)
    keys: Keys = field(default_factory=Keys)
    generation: int = 3
    published: Position | None = None

    @property
    def ledger(self) -> Ledger:
        """The ledger, opened anew as each call does."""
        return database.ledger(self.url)

    def context(self, now: int = NOW, by: str = "ticket") -> CallContext:
        """Return what one call works with."""
        return CallContext(
            ledger=self.ledger,
            given=self._given,
            site_of=lambda server: self.sites.get(server, "fra1"),
            arm=self._arm,
            disarm=self._disarm,
            keys=self.keys,
            generation=lambda: self.generation,
            now=now,
            by=by,
            announce=self._announce,
            published=self.published,
        )

    def _given(self, server: str) -> Mapping[str, Any]:
        if server not in self.pillars:
            raise Unreachable("no minion has this id")
        return self.pillars[server]

    def _arm(self, server: str, host: str, request: str) -> Mapping[str, Any]:
        self.calls.append(("arm", server, host, request))
        if server in self.away:
            return {}
        if server in self.refusing:
            return {"error": self.refusing[server]}
        if (server, host, request) in self.tombs:
            return {"error": f"the request {request!r} of {host} is over on this server"}
        self.armed[(server, host)] = request
        return {"host": host, "request": request, "armed": True, "files": [], "started": []}

    def _disarm(self, server: str, host: str, request: str) -> bool:
        self.calls.append(("disarm", server, host, request))
        if server in self.away:
            return False
        self.tombs.add((server, host, request))
        if self.armed.get((server, host)) == request:
            del self.armed[(server, host)]
        return True

    def _announce(self, request: Request) -> None:
        self.told.append((request.host, request.request, request.state))


def office(folder: Path, trusted: bool = True, **more: Any) -> Office:
    """Return an office with a new ledger."""
    made = Office(f"sqlite:///{folder}/ledger.db", **more)
    if trusted:
        made.ledger.trust(now=NOW, by="operator")
    return made


__all__ = ["NOW", "QUIET", "SITE", "Keys", "Office", "office"]
