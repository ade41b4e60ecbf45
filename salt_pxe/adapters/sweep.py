"""What the master's schedule finishes: what is overdue, and what a crash or a lost signal has left undone."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from salt_pxe.adapters import jobs, salt_keys
from salt_pxe.adapters.runner_context import RunnerContext, now
from salt_pxe.adapters.signal_decisions import AT_ONCE, drained, known_event, outcome_line, request_name
from salt_pxe.api.install import rearm
from salt_pxe.ledger.requests import Ledger
from salt_pxe.ledger.rows import Undone
from salt_pxe.onboarding import handler
from salt_pxe.onboarding.events import Start

log = logging.getLogger(__name__)

LOST_START_SECONDS = 60
"""An accepted minion that has not started for so long is asked whether it is up."""

GIVEN_UP_SECONDS = 24 * 3600
"""After this time it is not asked any more; its start still counts."""


def swept(context: RunnerContext) -> dict[str, Any]:
    """Finish what can be finished now; return what was done, and what still is not."""
    waiting = drained(context)
    ledger, spool = context.ledger_or_frozen(), context.spool()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        expired = handler.catch_up(
            ledger=ledger,
            keys=context.keys(),
            disarm=context.calls.disarm(),
            now=now(),
            published=context.published(),
            each=pool.map,
        )
    context.fire(expired)
    rearmed = rearm(context.call_context())
    started = _started(context, ledger)
    spool.await_only([request.minion_id for request in ledger.awaited()], now())
    if gone := spool.drop_old(now()):
        log.warning("%s signals were too old to be decided, and are dropped", gone)
    return {
        "decided": waiting["decided"],
        "said": [*waiting["said"], *started],
        "expired": [request_name(request) for request in expired],
        "rearmed": [request_name(request) for request in rearmed],
        "undone": [_undone(left) for left in ledger.undone()],
        "swept": salt_keys.without_leftovers(context.opts, ledger),
    }


def _undone(left: Undone) -> dict[str, str]:
    row = left.request
    return {"site": row.site, "host": row.host, "request": row.request, "server": left.server}


def silent_minions(ledger: Ledger, at: int) -> list[str]:
    """Return the minions whose key was accepted a while ago, and whose start is not known."""
    return sorted(
        {
            request.minion_id
            for request in ledger.awaited()
            if request.accepted_at and LOST_START_SECONDS <= at - request.accepted_at < GIVEN_UP_SECONDS
        }
    )


def _started(context: RunnerContext, ledger: Ledger) -> list[str]:
    """Find out whether minions have started whose start was lost, or was not to be believed; return a line for each.

    They are asked to fetch their pillar anew, all by one job. What they answer does not count; that they fetch it does.
    """
    at = now()
    silent = silent_minions(ledger, at)
    if not silent:
        return []
    jobs.published_job(context.opts, silent, "saltutil.refresh_pillar")
    spool, deadline = context.spool(), time.monotonic() + jobs.ANSWER_SECONDS
    while time.monotonic() < deadline and any((spool.contact_at(one) or 0) < at for one in silent):
        time.sleep(0.1)
    lines = []
    for minion_id in silent:
        outcome = handler.handle(
            known_event(context, Start(minion_id)),
            ledger=ledger,
            ring=context.ring(),
            keys=context.keys(),
            disarm=context.calls.disarm(),
            now=at,
            published=context.published(),
        )
        context.fire(outcome.changed)
        if outcome.changed:
            lines.append(outcome_line("asked", outcome))
    return lines
