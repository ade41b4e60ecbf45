"""The shortest of signals."""

from __future__ import annotations

from salt_pxe.onboarding.signals import START, Signal


def start(minion_id: str) -> Signal:
    """Return the start of a minion."""
    return Signal(START, {"minion_id": minion_id})
