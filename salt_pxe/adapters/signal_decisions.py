"""The signals that wait in the master's spool, decided and carried out."""

from __future__ import annotations

import logging
from typing import Any

from salt_pxe.adapters.runner_context import RunnerContext, now
from salt_pxe.arming.request import Request
from salt_pxe.onboarding import handler, worker
from salt_pxe.onboarding.events import Event, Refuse, Start
from salt_pxe.onboarding.ports import Handled
from salt_pxe.onboarding.signals import Signal
from salt_pxe.site import values

log = logging.getLogger(__name__)

AT_ONCE = 64
"""Signals that are decided at the same time; each waits most of its time for a kickstart server."""


def drained(context: RunnerContext) -> dict[str, Any]:
    """Decide what waits in the spool; return how many signals, and a line for each.

    While keys are lost everything waits, for a day: a true report would be refused for good.
    """
    spool = context.spool()
    lines: list[str] = []
    if not spool.names():
        return {"decided": 0, "said": lines}
    ledger, keys = context.ledger_or_frozen(), context.keys()
    if (known := context.kept(ledger)).loss:
        log.error("pxe: signals wait: %s", known.loss)
        return {"decided": 0, "said": [f"signals wait: {known.loss}"]}
    ring = known.ring
    disarm, published = context.calls.disarm(), context.published()

    def decide(signal: Signal) -> None:
        outcome = handler.handle(
            known_event(context, signal.event()),
            ledger=ledger,
            ring=ring,
            keys=keys,
            disarm=disarm,
            now=now(),
            published=published,
            note=signal.note,
        )
        context.fire(outcome.changed)
        lines.append(outcome_line(signal.kind, outcome))

    decided = worker.drain(spool, decide, AT_ONCE)
    context.rely_on(ledger)
    return {"decided": decided, "said": lines}


def outcome_line(kind: str, outcome: Handled) -> str:
    """Return what came of a signal as a line of text, in which nothing comes from a stranger."""
    decision = outcome.decision
    if isinstance(decision, Refuse):
        log.info("pxe: a signal (%s) is refused: %s", kind, decision.reason)
        return f"{kind}: refused, {decision.reason}"
    states = "".join(f", {request.state}" for request in outcome.changed)
    off = ", PXE is off" if outcome.pxe_is_off else ""
    return f"{kind}: {request_name(decision.request)}, {type(decision).__name__.lower()}{states}{off}"


def request_name(request: Request) -> str:
    """Return a request as people read it."""
    return f"{request.host} by {request.request!r}"


def known_event(context: RunnerContext, event: Event) -> Event:
    """Return an event with what the master itself knows of it: anybody may have sent a minion's start.

    The pillar extension writes down when the holder of a minion's accepted key fetched its pillar last, under the id
    whose key the caller has proved to hold. Neither an event nor an answer to a job is as good, nor the grains in
    Salt's cache: any accepted minion can send them in another one's name.
    """
    if not isinstance(event, Start):
        return event
    return Start(event.minion_id, context.spool().contact_at(values.minion_id(event.minion_id)))
