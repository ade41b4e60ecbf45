"""What would keep machines from installing, or install what nobody meant? Findings, each with its remedy.

Nothing is changed by looking.
"""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.doctor import daemons, published, site, tls, wire
from salt_pxe.doctor.finding import Finding
from salt_pxe.doctor.pillar import unserved
from salt_pxe.publish.server import KickstartServer

__all__ = ["Finding", "examine", "unserved"]


def examine(server: KickstartServer, probe: bool = True) -> list[Finding]:
    """Return what was found, worst first. `probe` says whether to send DHCP packets; that takes some seconds."""
    order = ("error", "warning", "ok")
    return sorted(_all(server, probe), key=lambda finding: order.index(finding.status))


def _all(server: KickstartServer, probe: bool) -> Iterator[Finding]:
    for room in (site, wire, tls, daemons, published):
        for check in room.CHECKS:
            yield from check(server)
    if probe:
        yield from wire.other_servers(server)
