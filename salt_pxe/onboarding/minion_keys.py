"""Minions' keys in Salt's key store: by exact minion id, and exactly that key.

Never by name alone and never by a glob: a minion may call itself `*`. Salt's store comes in as `Cache`, so that this
room needs no Salt.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from salt_pxe.site import values

ACCEPTED = "accepted"


class Cache(Protocol):
    """What is used of `salt.cache.Cache` with the driver of `keys.cache_driver`."""

    def fetch(self, bank: str, key: str) -> Any:
        """Return what is stored, something empty where nothing is."""

    def store(self, bank: str, key: str, data: Any) -> None:
        """Store it."""

    def flush(self, bank: str, key: str) -> None:
        """Remove it."""


class KeyStore:
    """Salt's key store as `ports.Keys`.

    `await_start` is called before a key is accepted: its minion may start the moment after. `say` gets minion id and
    what was done (`accepted`, `delete`), as `salt-key` tells it on the master's bus.
    """

    def __init__(
        self, cache: Cache, await_start: Callable[[str], None], say: Callable[[str, str], None]
    ) -> None:
        self._cache, self._await_start, self._say = cache, await_start, say

    def accepted(self, minion_id: str) -> str | None:
        """Return the accepted key of a minion. Raises ValueError where the id is none."""
        key = self._cache.fetch("keys", values.minion_id(minion_id))
        return str(key["pub"]) if key and key.get("state") == ACCEPTED else None

    def accept(self, minion_id: str, public_key: str) -> None:
        """Store exactly this key as the accepted one, whichever was there; it is denied no more."""
        self._await_start(minion_id)
        if not self._is(minion_id, public_key):
            self._cache.store("keys", minion_id, {"pub": public_key, "state": ACCEPTED})
            self._say(minion_id, ACCEPTED)
        denied = self._cache.fetch("denied_keys", minion_id) or []
        if any(key.strip() == public_key for key in denied):
            others = [key for key in denied if key.strip() != public_key]
            self._cache.flush("denied_keys", minion_id)
            if others:
                self._cache.store("denied_keys", minion_id, others)

    def drop(self, minion_id: str, public_key: str) -> None:
        """Delete the accepted key of a minion if it is this one."""
        if self._is(minion_id, public_key):
            self._cache.flush("keys", minion_id)
            self._say(minion_id, "delete")

    def _is(self, minion_id: str, public_key: str) -> bool:
        return (self.accepted(minion_id) or "").strip() == public_key
