"""What the master does with an event, from the reactor's first look to the decision, over a real ledger and spool."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from salt_pxe.arming.proof import KeyRing
from salt_pxe.ledger import database
from salt_pxe.onboarding import handler
from salt_pxe.onboarding.events import Refuse, Start
from salt_pxe.onboarding.reports import Spool
from salt_pxe.onboarding.signals import signal
from tests.property.mutated_events import MAC, MINION, REQUEST, mutated

NOW = 1_000_000
RING = KeyRing(1, {1: b"k" * 32})
SLOWEST_SECONDS = 2


class Keys:
    """A key store that no changed event may reach."""

    stored = 0

    def accepted(self, minion_id: str) -> str | None:
        """Return that there is none."""
        return None

    def accept(self, minion_id: str, public_key: str) -> None:
        """Count it."""
        self.stored += 1

    def drop(self, minion_id: str, public_key: str) -> None:
        """Do nothing."""


def walk(folder: Path, seed: int, count: int) -> dict[str, int]:
    """Let a master take mutated events; return how many were ignored, refused, and taken for a true one's equal.

    Raises whatever an event makes the product raise, and AssertionError for one that takes too long.
    """
    ledger, spool, keys = database.ledger(f"sqlite:///{folder}/ledger.db"), Spool(folder / "spool"), Keys()
    ledger.trust(now=NOW, by="operator")
    token = RING.token(1, "fra1", "web01", MAC, REQUEST)
    assert token
    ledger.request(
        "web01", REQUEST, site="fra1", mac=MAC, minion_id=MINION, key_generation=1, now=NOW, by="operator"
    )
    said = {"ignored": 0, "refused": 0, "believed": 0}
    for tag, data in mutated(seed, count, token):
        began = time.monotonic()
        found = signal(tag, data)
        if found is None:
            said["ignored"] += 1
        else:
            said[_decided(found, ledger, spool, keys)] += 1
        took = time.monotonic() - began
        assert took < SLOWEST_SECONDS, f"an event took {took:.1f} s"
    return said


def _decided(found: Any, ledger: Any, spool: Spool, keys: Keys) -> str:
    name = spool.put(found)
    kept = spool.read(name)
    assert kept == found, "the spool gives back another signal"
    spool.drop(name)
    event = kept.event()
    if isinstance(event, Start):
        assert event.contact_at is None, "an event says itself that the master handled a minion"
    before = ledger.find("fra1", "web01", REQUEST)
    handled = handler.handle(
        event,
        ledger=ledger,
        ring=RING,
        keys=keys,
        disarm=lambda *_: False,
        now=NOW,
        note=kept.note,
    )
    if isinstance(handled.decision, Refuse):
        assert ledger.find("fra1", "web01", REQUEST) == before
        return "refused"
    # What was changed is no part of what was proved: a header, a log, another kind of event.
    return "believed"
