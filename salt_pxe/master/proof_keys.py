"""Which machines the master's keys can prove the finish of; no other is armed. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from salt_pxe.arming.proof import KeyRing
from salt_pxe.master.merge import Known
from salt_pxe.site.problem import Problem


def unprovable(ring: KeyRing, loss: str, armed: Mapping[str, str], known: Known) -> dict[str, Problem]:
    """Return what is wrong with hosts whose finish no key could prove: theirs is not kept, or new ones must wait.

    `loss` says why keys are missing (`keyring.Kept`), and is empty where none are.
    """
    found = {}
    for name, request in armed.items():
        row = known.open.get(name)
        asked = row is not None and row.request == request
        generation = row.key_generation if row is not None and asked else known.generation
        if generation in ring.keys and (asked or not loss):
            continue
        message = f"no key of the master could prove that {request!r} is done"
        if asked:
            message += f": it was asked for by key {generation}, which is not kept"
        hint = loss or f"`salt-run pxe.cancel {name}`, and ask anew with another text"
        found[name] = Problem(f"pxe:hosts:{name}:install", message, hint)
    return found


def lost(loss: str) -> Problem | None:
    """Return the warning that keys are lost, None where all are kept."""
    return (
        Problem("pxe:hosts", f"no install is armed anew: {loss}", "see docs/how-to/ledger.md")
        if loss
        else None
    )
