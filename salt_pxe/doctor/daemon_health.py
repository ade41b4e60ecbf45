"""Findings on the services: starting at boot, running for nothing, not running, packages that differ."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.boot.firmware import served
from salt_pxe.boot.plug import OneVersion
from salt_pxe.doctor.finding import Finding, error, ok, warning
from salt_pxe.publish.daemons.daemon import Policy
from salt_pxe.publish.daemons.service import Service
from salt_pxe.publish.kickstart_server import KickstartServer
from salt_pxe.publish.steps.packages import starts_at_boot


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


def one_version(server: KickstartServer) -> Iterator[Finding]:
    """Whether the packages of a boot loader that only work together are of one version."""
    for firmware in served(server.site):
        together = firmware.one_version(server.family.distribution)
        if together is not None:
            yield _together(server, together)


def _together(server: KickstartServer, together: OneVersion) -> Finding:
    # Without the distribution's revision and epoch, which differ between source packages of one version.
    versions = {
        name: str(server.calls["pkg.version"](name)).rpartition("-")[0].rpartition(":")[2]
        for name in together.packages
    }
    if len(set(versions.values())) > 1:
        found = " and ".join(f"{name} is {version}" for name, version in versions.items())
        return error(together.name, f"{found}: {together.consequence}", "install both of one version")
    version = versions[together.packages[0]]
    return ok(together.name, f"{together.contents} are of one version, {version}")


CHECKS = (services, one_version)
