"""The pillar of a kickstart server, compiled anew on the master."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import salt.pillar
import salt.utils.minions

from salt_pxe.site import values


def server_pillar(opts: Mapping[str, Any], server: str) -> Mapping[str, Any]:
    """Return the pillar of a kickstart server as it is now. Raises ValueError where it cannot be compiled."""
    server = values.minion_id(server)
    _, grains, _ = salt.utils.minions.get_minion_data(server, opts)
    saltenv = opts.get("saltenv") or "base"
    compiled: Mapping[str, Any] = salt.pillar.Pillar(
        opts, grains or {"id": server, "fqdn": server}, server, saltenv
    ).compile_pillar()
    if compiled.get("_errors"):
        raise ValueError(f"the pillar of {server} cannot be compiled: {'; '.join(compiled['_errors'])}")
    return compiled
