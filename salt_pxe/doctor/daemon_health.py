"""What is the matter with the services? Starting at boot, running for nothing, not running, packages that differ."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.doctor.finding import Finding, error, ok, warning
from salt_pxe.publish.daemons.daemon import Policy
from salt_pxe.publish.daemons.service import Service
from salt_pxe.publish.kickstart_server import KickstartServer
from salt_pxe.publish.steps.packages import starts_at_boot

PXELINUX, SYSLINUX = "pxelinux", "syslinux-common"


def services(server: KickstartServer) -> Iterator[Finding]:
    """Whether each daemon runs just when it should."""
    for daemon in (server.dhcp(), server.tftpd(), server.nginx()):
        yield from _one(server, daemon, server.policy(daemon))


def _one(server: KickstartServer, daemon: Service, policy: Policy) -> Iterator[Finding]:
    shared = daemon.name == server.family.nginx_service and server.site.server.nginx == "shared"
    if not server.calls["service.available"](daemon.units[0]):
        yield error("service", f"{daemon.name} is not installed", "apply the state pxe.packages")
        return
    if starts_at_boot(server, daemon.units[0]) and not shared:
        yield error(
            "service-at-boot",
            f"{daemon.name} starts at boot: after a power failure machines may be installed again",
            f"systemctl disable {daemon.name}, or apply the state pxe.packages",
        )
    running = daemon.running()
    if policy is Policy.RUN and not running:
        yield error("service", f"{daemon.name} does not run, and machines are armed", "apply the state pxe")
    elif policy is Policy.REST and running:
        yield warning("service", f"{daemon.name} runs although nothing is armed", "apply the state pxe")
    else:
        yield ok("service", f"{daemon.name} {'runs' if running else 'rests'}, as it should")


def syslinux(server: KickstartServer) -> Iterator[Finding]:
    """Whether pxelinux.0 and the .c32 modules are of one version (they are two packages on Debian)."""
    if "bios" not in server.site.server.loaders or PXELINUX not in server.family.packages["bios"]:
        return
    versions = {
        name: str(server.calls["pkg.version"](name)).rpartition("-")[0] for name in (PXELINUX, SYSLINUX)
    }
    plain = {name: version.rpartition(":")[2] for name, version in versions.items()}
    if plain[PXELINUX] != plain[SYSLINUX]:
        yield error(
            "syslinux",
            f"{PXELINUX} is {plain[PXELINUX]} and {SYSLINUX} is {plain[SYSLINUX]}: pxelinux.0 refuses its .c32 files",
            "install both of one version",
        )
    else:
        yield ok("syslinux", f"pxelinux.0 and its modules are of one version, {plain[PXELINUX]}")


CHECKS = (services, syslinux)
