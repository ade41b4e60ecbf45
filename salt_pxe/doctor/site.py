"""What is the matter with the site itself, as far as pillar alone shows? Refused hosts, pools, memory."""

from __future__ import annotations

import time
from collections.abc import Iterator
from ipaddress import IPv4Address

from salt_pxe import release
from salt_pxe.arming import requested
from salt_pxe.doctor.finding import Finding, error, ok, warning
from salt_pxe.publish import observe
from salt_pxe.publish.server import KickstartServer
from salt_pxe.rules import scopes

LEASES_OF_A_BOOT = 2
"""The firmware and the installer may each take an address of their own (their client identifiers differ)."""
MEMORY_MB = {("el", 7): 2048, ("el", 8): 2048, ("el", 9): 3072, ("el", 10): 3072, ("fedora", 0): 3072}


def refused(server: KickstartServer) -> Iterator[Finding]:
    """Hosts that were left out, and what is odd in the site."""
    for problem in server.served.refused:
        yield error("refused", f"{problem.path}: {problem.message}", problem.hint or "mend it in pillar")
    for problem in server.served.warnings:
        yield warning("pillar", f"{problem.path}: {problem.message}", problem.hint)
    if not server.served.refused:
        yield ok("refused", f"all {len(server.site.hosts)} hosts of the site are served")


def over(server: KickstartServer) -> Iterator[Finding]:
    """Requests in pillar that are over on this server."""
    for host, request in sorted(server.armed_files.tombstones.among(requested(server.site))):
        yield ok(
            "request", f"{host} asks for {request!r}, which is over: it is not installed again by this text"
        )


def pools(server: KickstartServer) -> Iterator[Finding]:
    """Whether the pools are large enough for the machines that are armed."""
    free = leases = 0
    taken = observe.leased(server.disk.real(server.family.dhcpd_leases), time.time())
    numbers = {int(IPv4Address(address)) for address in taken}
    for one, _ in scopes.ranges(server.site):
        leases += one.last - one.first + 1
        free += one.last - one.first + 1 - sum(one.first <= number <= one.last for number in numbers)
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
        meant = release.parse(profile.release)
        needs = profile.memory_mb or MEMORY_MB.get((meant.family, meant.version), MEMORY_MB[("fedora", 0)])
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
