"""A new key for tokens, made when a person says so: by rotation, or in the place of keys that were lost."""

from __future__ import annotations

from typing import Any

from salt_pxe.adapters.runner_context import RunnerContext, now
from salt_pxe.adapters.signal_decisions import request_name
from salt_pxe.ledger import key_generations
from salt_pxe.master import keyring


def rotated(context: RunnerContext, lost: bool = False) -> dict[str, Any]:
    """Make a new key, and return its generation and those that are kept.

    `lost` gives up keys that are not there any more; `stranded` then names the open installs that no key can prove.
    Raises KeyRingError where keys are lost and nobody said so, or where none are.
    """
    ledger = context.ledger()
    newest = key_generations.highest(ledger)
    ring = keyring.rotate(context.key_file(), ledger.generations(), newest, lost)
    answer: dict[str, Any] = {"generation": ring.current, "kept": sorted({*ring.keys} - {ring.current})}
    if lost:
        rows = [row for row in ledger.open(now()) if row.key_generation not in ring.keys]
        answer["stranded"] = [request_name(row) for row in rows]
        answer["next"] = (
            "refresh the pillar of the kickstart servers (saltutil.refresh_pillar); cancel what is stranded "
            "(pxe.cancel), and ask for it anew by another text"
        )
    return answer
