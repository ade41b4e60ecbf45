"""Whether the master gives this minion anything to serve; without that nothing else can be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salt_pxe.doctor.finding import Finding, error
from salt_pxe.served import KEY, broken, setting_line

MEND = (
    "mend pillar or its top file on the master, whose log says more; then refresh the pillar here "
    "(saltutil.refresh_pillar)"
)


def broken_pillar(given: Mapping[str, Any]) -> list[Finding]:
    """Return that the master could not compile the pillar of a minion, whatever is left of it; else nothing."""
    failed = broken(given)
    return [error("pillar", failed, MEND)] if failed else []


def unserved(given: Mapping[str, Any], minion_id: str) -> list[Finding]:
    """Return why the pillar of a minion has a site, and the master serves it nothing; nothing where all is well."""
    if given.get(KEY):
        return []
    if failed := broken_pillar(given):
        # What broke may be the very file that has the site, so it counts whether a site is left or not.
        return failed
    if not given.get("pxe"):
        return []
    own = given["pxe"].get("site") if isinstance(given["pxe"], Mapping) else None
    named = setting_line(minion_id, own if isinstance(own, str) and own != minion_id else None)
    message = f"pillar has a pxe key, and the master's configuration does not name {minion_id} as a kickstart server"
    remedy = f"write it into /etc/salt/master.d/pxe.conf on the master, and restart salt-master: {named}"
    remedy += "; if it stands there already, another extension gives the pxe key: pxe goes last in ext_pillar"
    remedy += (
        "; or salt-pxe is not whole on the master: its log says that the ext_pillar interface is unavailable"
    )
    return [error("servers", message, remedy)]


def no_pillar(failure: Exception) -> Finding:
    """Return that the master gives no pillar, so that other findings are by what this minion has in memory."""
    said = str(failure) or type(failure).__name__
    message = f"the master gives this server no pillar: {said}. The findings are by the pillar that it has in memory"
    return error("pillar", message, "see that salt-master runs and can be reached, and check again")
