"""What does this kickstart server serve, and with what? Its part of pillar, its family, its disk and its services."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from salt_pxe import pillar
from salt_pxe.arming import arm, requested
from salt_pxe.boot import unknown_profiles
from salt_pxe.family import Family, family_of
from salt_pxe.guard import Position, Standing, guard
from salt_pxe.problem import Problem
from salt_pxe.publish.armed_files import ArmedFiles
from salt_pxe.publish.daemon import Policy
from salt_pxe.publish.disk import Disk, PublishError
from salt_pxe.publish.linger import stops_later
from salt_pxe.publish.position import published
from salt_pxe.publish.probe import udp_port_is_bound
from salt_pxe.publish.registration import Registration
from salt_pxe.publish.service import Calls, Service, units
from salt_pxe.publish.shown import Redact, redaction, secrets
from salt_pxe.render import environment
from salt_pxe.servers import SETTING
from salt_pxe.serving import KEY
from salt_pxe.site import Site


@dataclass(frozen=True)
class Served:
    """What the pillar extension gave to this server."""

    site: Site
    armed: Mapping[str, str]
    kickstarts: Mapping[str, str]
    profile_kickstarts: Mapping[str, str]
    refused: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    ledger: Mapping[str, Any] | None
    """What the master says of its ledger; None for a minion that has no master."""


@dataclass(frozen=True)
class KickstartServer:
    """This server. `calls` holds the functions of Salt, or of whoever else drives packages and services."""

    served: Served
    family: Family
    disk: Disk
    calls: Calls
    registration: Registration | None = None
    """How requests get into the master's ledger; None for a minion that has no master."""

    @property
    def site(self) -> Site:
        """The site that is served."""
        return self.served.site

    @property
    def armed_files(self) -> ArmedFiles:
        """The records and tombstones of this server."""
        return ArmedFiles(self.disk, self.family.state_dir)

    @property
    def redact(self) -> Redact:
        """What hides the secrets of this site."""
        return redaction(secrets(self.site))

    def armed(self) -> dict[str, str]:
        """Return the hosts that are to be armed, and their requests.

        Those have an open request that the master's ledger holds under this server's name, no tombstone here, and a
        kickstart. Raises ArmingRefused.
        """
        return self._judged()[0]

    def unarmed(self) -> list[str]:
        """Return why hosts are not armed although pillar asks for it, a line each."""
        return self._judged()[1]

    def position(self) -> Position | None:
        """Return the position of the ledger that is published from; None without a ledger, or trust in it."""
        if self.registration is None or self._distrust():
            return None
        return self.registration.standing.position

    def _judged(self) -> tuple[dict[str, str], list[str]]:
        wanted = arm(self.site, self.armed_files.tombstones.among(requested(self.site)))
        given, texts = self.served.armed, self.served.kickstarts
        fit = {
            host: request for host, request in wanted.items() if given.get(host) == request and host in texts
        }
        if self.registration is None or not fit:
            return fit, []
        if distrust := self._distrust():
            return {}, [f"no machine is armed: {distrust}"]
        armed, refused = self.registration.allowed(fit, self._published())
        return armed, [f"{host} is not armed: {reason}" for host, reason in sorted(refused.items())]

    def _distrust(self) -> str:
        assert self.registration is not None
        return guard(self.registration.standing, self._published())

    def _published(self) -> Position | None:
        return published(self.disk, self.family.state_dir)

    def ahead(self) -> dict[str, str]:
        """Return the hosts that `pxe.arm` has armed since this pillar was compiled, and their requests."""
        if self.registration is None or self._distrust():
            return {}
        return self.armed_files.ahead(self.registration.standing.position.serial)

    def dhcpd(self) -> Service:
        """The DHCP server; it cannot reload."""
        return self._service(self.family.dhcpd_service, gone=lambda: not udp_port_is_bound(67))

    def tftpd(self) -> Service:
        """The TFTP server."""
        return self._service(self.family.tftp_service, gone=lambda: not udp_port_is_bound(69))

    def nginx(self) -> Service:
        """The HTTP server."""
        return self._service(self.family.nginx_service, reloads=True)

    def pending(self, daemon: Service) -> str:
        """Return where it is remembered that a daemon has yet to follow its new configuration."""
        return f"{self.family.state_dir}/{daemon.name}.pending"

    def resting(self) -> tuple[str, ...]:
        """Return the units that are stopped when nothing is armed any more."""
        daemons = [
            self.dhcpd(),
            self.tftpd(),
            *([] if self.site.server.nginx == "shared" else [self.nginx()]),
        ]
        return tuple(unit for daemon in daemons for unit in daemon.units)

    def lingering(self) -> tuple[str, ...]:
        """Return the units that answer machines which wait to be disarmed, and so stop a little later."""
        if self.site.server.api is None or self.site.server.nginx == "shared":
            return ()
        return self.nginx().units

    def policy(self, daemon: Service) -> Policy:
        """Return whether a daemon is to run now."""
        if (
            self.site.server.services == "always"
            or self.armed()
            or self.ahead()
            or unknown_profiles(self.site)
        ):
            return Policy.RUN
        shared = daemon.name == self.family.nginx_service and (
            self.site.server.nginx == "shared" or stops_later(daemon.name)
        )
        return Policy.SHARED_REST if shared else Policy.REST

    def _service(self, name: str, reloads: bool = False, gone: Callable[[], bool] | None = None) -> Service:
        return Service(name, self.calls, units(name), reloads, gone)


def kickstart_server(
    given: Mapping[str, Any], grains: Mapping[str, Any], calls: Calls, root: str = "/", test: bool = True
) -> KickstartServer:
    """Return this server, from a minion's pillar and grains (`os_family`, `osmajorrelease`).

    Only without `test` does it register new requests at the master, as arming needs it.
    Raises PublishError where the pillar extension gave nothing, PillarError where its site is none, and ValueError
    for a system that cannot be a kickstart server.
    """
    data = given.get(KEY)
    if not data:
        missing = (
            f"the master's configuration does not name it ({SETTING}); see pxe.check"
            if given.get("pxe")
            else "it has no pxe pillar"
        )
        raise PublishError(f"this minion is no kickstart server: {missing} (pillar has no {KEY})")
    _find_templates(calls)
    served = _served(data)
    return KickstartServer(
        served, family_here(grains), Disk(root), calls, _registration(data, served, calls, bool(test))
    )


def family_here(grains: Mapping[str, Any]) -> Family:
    """Return the family of a system by its grains. Raises ValueError where it cannot be a kickstart server."""
    major = grains.get("osmajorrelease")
    return family_of(str(grains.get("os_family")), int(major) if major else None)


def _find_templates(calls: Calls) -> None:
    """Where the core was synced without its templates, get them from the master's file roots."""
    if environment.PACKAGED.is_dir():
        return
    cache_dir: Callable[[str], list[str]] = calls["cp.cache_dir"]
    found = cache_dir("salt://salt_pxe/templates")
    if not found:
        raise PublishError(
            "the templates of salt-pxe are neither beside its code nor at salt://salt_pxe/templates: "
            "install salt-pxe by pip, or use its repository as file_roots"
        )
    head, middle, _ = found[0].partition("/salt_pxe/templates/")
    environment.use_templates(head + middle)


_last: list[tuple[Any, Served]] = []
"""The last pillar data and what it was read as: several states of one run read the same object."""

_last_registration: list[tuple[Any, bool, Registration]] = []
"""The last pillar data and its registration: the states of one run ask the master once."""


def _registration(data: Any, served: Served, calls: Calls, test: bool) -> Registration | None:
    ledger = served.ledger
    if ledger is None:
        return None
    if not _last_registration or _last_registration[0][0] is not data or _last_registration[0][1] is not test:
        made = Registration(
            Standing.from_plain(ledger["standing"]),
            ledger["generation"],
            ledger["registered"],
            ledger["deadlines"],
            calls["publish.runner"],
            test,
        )
        _last_registration[:] = [(data, test, made)]
    return _last_registration[0][2]


def _served(data: Mapping[str, Any]) -> Served:
    if not _last or _last[0][0] is not data:
        _last[:] = [(data, _read(data))]
    return _last[0][1]


def _read(data: Mapping[str, Any]) -> Served:
    return Served(
        pillar.parse({"pxe": data["site"]}),
        data["armed"],
        data["kickstarts"],
        data["profile_kickstarts"],
        tuple(Problem(*problem) for problem in data["refused"]),
        tuple(Problem(*problem) for problem in data["warnings"]),
        data.get("ledger"),
    )
