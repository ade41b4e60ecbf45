"""Whether the master gives this minion anything to serve; without that nothing else can be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salt_pxe.doctor.finding import Finding, error
from salt_pxe.servers import line
from salt_pxe.serving import KEY


def unserved(given: Mapping[str, Any], minion_id: str) -> list[Finding]:
    """Return why the pillar of a minion has a site, and the master serves it nothing; nothing where all is well."""
    if given.get(KEY) or not given.get("pxe"):
        return []
    if errors := given.get("_errors"):
        said = "; ".join(map(str, errors))
        return [
            error("servers", f"the master cannot compile the pillar of this server: {said}", "mend it there")
        ]
    own = given["pxe"].get("site") if isinstance(given["pxe"], Mapping) else None
    named = line(minion_id, own if isinstance(own, str) and own != minion_id else None)
    message = f"pillar has a pxe key, and the master's configuration does not name {minion_id} as a kickstart server"
    remedy = f"write it into /etc/salt/master.d/pxe.conf on the master, and restart salt-master: {named}"
    remedy += "; if it stands there already, another extension gives the pxe key: pxe goes last in ext_pillar"
    return [error("servers", message, remedy)]
