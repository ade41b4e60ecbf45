"""What a kickstart server asks for by its pillar, written down in the master's ledger."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from salt_pxe import pillar, served
from salt_pxe.adapters.refused_calls import is_typed
from salt_pxe.adapters.runner_context import RunnerContext, now
from salt_pxe.adapters.server_pillar import server_pillar
from salt_pxe.arming.ledger_trust import Position
from salt_pxe.master.kickstart_servers import ServersError
from salt_pxe.master.register import register
from salt_pxe.site import values

log = logging.getLogger(__name__)


def registered(
    context: RunnerContext, generation: Any, test: Any, published: Mapping[str, Any] | None, server: Any
) -> dict[str, Any]:
    """Write down what the pillar of a kickstart server asks for, before that server arms it.

    Nothing is taken from the caller but its id, and from a person at the command line the server that is named.
    Returns what is armed and what is refused. Raises ValueError.
    """
    server = values.minion_id(server if is_typed(context.opts) and server else context.opts["id"])
    try:
        site = context.site_of(server)
    except ServersError as error:
        # The caller reads the answer; what the configuration says is for the master's log alone.
        log.error("pxe: the kickstart servers of this master cannot be told: %s", error)
        raise ValueError(
            "the master's configuration of kickstart servers is wrong; its log says how"
        ) from None
    if site is None:
        raise ValueError(f"{server} is no kickstart server: the master's configuration does not name it")
    if type(generation) is not int or generation not in context.ring().keys:
        raise ValueError(
            f"the master keeps no key of generation {generation!r}: refresh the pillar of {server}"
        )
    given = server_pillar(context.opts, server).get(served.KEY)
    if not given or not given["ledger"]:
        raise ValueError(f"{server} is no kickstart server: its pillar has no {served.KEY}")
    whole = pillar.parse({"pxe": given["site"]})
    if whole.site != site:
        raise ValueError(f"{server} has become a server of another site: refresh its pillar")
    ledger, before = context.ledger(), context.published()
    done = register(
        ledger,
        whole,
        given["armed"],
        server=server,
        generation=generation,
        now=now(),
        by=server,
        lifetime=context.settings.deadline,
        positions=[
            *([before] if before else []),
            *([Position.from_plain(published)] if published else []),
        ],
        test=bool(test),
        unnoted=given["ledger"]["unnoted"],
        accepted=context.keys().accepted,
    )
    context.fire(done.changed)
    if not test:
        context.rely_on(ledger)
    return {"armed": dict(done.armed), "refused": dict(done.refused)}
