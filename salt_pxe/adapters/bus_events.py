"""Events that salt-pxe fires on the master's bus."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import salt.utils.event

from salt_pxe.arming.request import Request


def fire_states(opts: Mapping[str, Any], requests: Collection[Request]) -> None:
    """Fire `salt/pxe/<site>/<host>/<state>` for each of these requests."""
    if not requests:
        return
    with _bus(opts) as bus:
        for request in requests:
            bus.fire_event(state_data(request), f"salt/pxe/{request.site}/{request.host}/{request.state}")


def state_data(request: Request) -> dict[str, Any]:
    """Return what an event tells of a request: nothing secret, for anybody on the bus reads it."""
    return {
        "site": request.site,
        "host": request.host,
        "request": request.request,
        "state": request.state,
        "mac": request.mac,
        "minion_id": request.minion_id,
    }


def fire_key(opts: Mapping[str, Any], minion_id: str, act: str) -> None:
    """Fire what was done with the key of a minion, as `salt-key` does."""
    with _bus(opts) as bus:
        bus.fire_event({"result": True, "act": act, "id": minion_id}, "salt/key")


def _bus(opts: Mapping[str, Any]) -> Any:
    return salt.utils.event.get_master_event(opts, opts["sock_dir"], listen=False)
