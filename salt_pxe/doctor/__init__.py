"""What would keep machines from installing, or install what nobody asked for: findings, each with its remedy.

Nothing is changed by looking.
"""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.doctor import certificates, daemon_health, dhcp_servers, installs, published_files
from salt_pxe.doctor.finding import Finding
from salt_pxe.doctor.named_server import broken_pillar, unserved
from salt_pxe.publish.kickstart_server import KickstartServer

__all__ = ["Finding", "broken_pillar", "examine", "unserved"]


def examine(server: KickstartServer, probe: bool = True) -> list[Finding]:
    """Return what was found, worst first. `probe` says whether to send DHCP packets; that takes some seconds."""
    order = ("error", "warning", "ok")
    return sorted(_all(server, probe), key=lambda finding: order.index(finding.status))


def _all(server: KickstartServer, probe: bool) -> Iterator[Finding]:
    for room in (installs, dhcp_servers, certificates, daemon_health, published_files):
        for check in room.CHECKS:
            yield from check(server)
    if probe:
        yield from dhcp_servers.other_servers(server)
