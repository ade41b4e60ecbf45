"""Findings on the installs that pillar asks for: refused hosts, pools, memory."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.doctor.finding import Finding, error, ok, warning
from salt_pxe.installers.plug import installer_of
from salt_pxe.publish import remarks
from salt_pxe.publish.host.lease_file import leases_here
from salt_pxe.publish.kickstart_server import KickstartServer
from salt_pxe.services.dhcp.pool_use import pool_use

LEASES_OF_A_BOOT = 2
"""The firmware and the installer may each take an address of their own (their client identifiers differ)."""


def refused(server: KickstartServer) -> Iterator[Finding]:
    """Hosts that were left out, and what is odd in the site."""
    for problem in server.served.refused:
        yield error("refused", f"{problem.path}: {problem.message}", problem.hint or "mend it in pillar")
    for problem in server.served.warnings:
        yield warning("pillar", f"{problem.path}: {problem.message}", problem.hint)
    if not server.served.refused:
        yield ok("refused", f"all {len(server.site.hosts)} hosts of the site are served")


def over(server: KickstartServer) -> Iterator[Finding]:
    """Requests in pillar that are over, on this server or by the master's ledger."""
    for said in remarks.over(server).values():
        yield ok("request", said)


def pools(server: KickstartServer) -> Iterator[Finding]:
    """Whether the pools are large enough for the machines that are armed."""
    use = pool_use(server.site, leases_here(server.disk, server.site, server.family))
    leases, free = sum(one.size for one in use), sum(one.free for one in use)
    needed = LEASES_OF_A_BOOT * sum(not server.site.hosts[host].fixed_address for host in server.armed())
    said = f"the armed machines may take {needed} leases; {free} of {leases} are free"
    if needed > free:
        yield error(
            "pool", said, "enlarge a range, shorten max_lease_time, or give the hosts a fixed_address"
        )
    else:
        yield ok("pool", said)


def memory(server: KickstartServer) -> Iterator[Finding]:
    """What the installers of the armed machines need."""
    for name in sorted({server.site.hosts[host].profile or "" for host in server.armed()} - {""}):
        profile = server.site.profiles[name]
        installer = installer_of(server.site, name)
        release = installer.release(profile.release)
        needs = profile.memory_mb or (installer.memory_mb(release) if release else None)
        yield ok(
            "memory", f"the installer of {profile.release} (profile {name}) needs about {needs} MB of memory"
        )


def waits(server: KickstartServer) -> Iterator[Finding]:
    """Profiles whose installer waits for somebody at the end."""
    for name, profile in sorted(server.site.profiles.items()):
        if profile.finish == "halt":
            yield warning(
                "finish",
                f"pxe:profiles:{name}:finish is halt: the machine waits for somebody after its install",
                "set finish: reboot",
            )


CHECKS = (refused, over, pools, memory, waits)
