"""What this kickstart server serves, and with what: its part of pillar, its family, its disk and its services."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, replace
from typing import Any

from salt_pxe.arming.armed import arm, requested
from salt_pxe.arming.ledger_trust import Position, Standing, guard
from salt_pxe.publish.armed.position import published
from salt_pxe.publish.armed.records import ArmedFiles
from salt_pxe.publish.armed.registration import Registration
from salt_pxe.publish.armed.renames import renamed_since
from salt_pxe.publish.daemons.daemon import Policy
from salt_pxe.publish.daemons.linger import stops_later
from salt_pxe.publish.daemons.probe import udp_port_is_bound
from salt_pxe.publish.daemons.service import Calls, Service, units
from salt_pxe.publish.files.disk import Disk, PublishError
from salt_pxe.publish.files.display import Redact, redaction, secrets
from salt_pxe.served import KEY, SETTING, Served, broken, decode
from salt_pxe.services.dhcp.plug import PORT, places_of, service_of
from salt_pxe.services.family import Family, family_of
from salt_pxe.site import environment
from salt_pxe.site.site import Site
from salt_pxe.site.unknown import unknown_profiles


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
        set of answer files. Raises ArmingRefused.
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
        wanted = arm(self.site, self.over())
        given, texts = self.served.armed, self.served.answers
        fit = {
            host: request for host, request in wanted.items() if given.get(host) == request and host in texts
        }
        if self.registration is None or not (fit or self.registration.unnoted):
            return fit, []
        if distrust := self._distrust():
            return {}, [f"no machine is armed: {distrust}"]
        since = renamed_since(self.armed_files, self.site, fit, self.former_names())
        fit = {host: request for host, request in fit.items() if host not in since}
        armed, refused = self.registration.allowed(fit, self._published())
        refused |= {host: f"it is armed as {record.host} by now" for host, record in since.items()}
        return armed, [f"{host} is not armed: {reason}" for host, reason in sorted(refused.items())]

    def over(self) -> set[tuple[str, str]]:
        """Return the requests of pillar that are over on this server, under the present name of the host or another."""
        had, counts = self.former_names(), self.armed_files.tombstones.counts
        return {
            (host, request)
            for host, request in requested(self.site).items()
            if any(counts(name, request) for name in (host, *had.get(host, ())))
        }

    def former_names(self) -> Mapping[str, tuple[str, ...]]:
        """Return the other names that hosts had since their open requests were asked for, by their present ones."""
        given = (self.served.ledger or {}).get("former_names", {})
        return {host: tuple(names) for host, names in given.items()}

    def _distrust(self) -> str:
        assert self.registration is not None
        return guard(self.registration.standing, self._published())

    def _published(self) -> Position | None:
        return published(self.disk, self.family.state_dir)

    def ahead(self) -> dict[str, str]:
        """Return the hosts that were armed by `pxe.arm`, or renamed, since this pillar was compiled, and requests."""
        if self.registration is None or self._distrust():
            return {}
        asked, former = requested(self.site), self.former_names()
        since = renamed_since(self.armed_files, self.site, asked, former).values()
        by_themselves = self.armed_files.ahead(self.registration.standing.position.serial)
        return {**by_themselves, **{record.host: record.request for record in since}}

    def dhcp(self) -> Service:
        """The DHCP service."""
        places = places_of(self.site, self.family)
        service = self._service(places.unit, places.reloads, lambda: not udp_port_is_bound(PORT))
        return replace(service, own_words=service_of(self.site).own_words)

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
            self.dhcp(),
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
    given: Mapping[str, Any],
    grains: Mapping[str, Any],
    calls: Calls,
    root: str = "/",
    test: bool = True,
    context: MutableMapping[str, Any] | None = None,
) -> KickstartServer:
    """Return this server, from a minion's pillar and grains (`os_family`, `osmajorrelease`).

    Only without `test` does it register new requests at the master, as arming needs it. `context` is Salt's
    `__context__`, by which the states of one run share what was read from the same pillar. Raises PublishError where
    the pillar extension gave nothing or pillar is broken, PillarError where the site is none, ServedVersionError where
    the master is of another version, OSError where there are no templates, and ValueError for a system that cannot be a
    kickstart server.
    """
    data = given.get(KEY)
    if not data:
        if failed := broken(given):
            raise PublishError(f"{failed} (see pxe.check)")
        missing = (
            f"the master's configuration does not name it ({SETTING}); see pxe.check"
            if given.get("pxe")
            else "it has no pxe pillar"
        )
        raise PublishError(f"this minion is no kickstart server: {missing} (pillar has no {KEY})")
    environment.find_templates(lambda url, **more: calls["cp.cache_dir"](url, **more))
    shared, family = _read(data, calls, bool(test), {} if context is None else context), family_here(grains)
    places_of(shared.served.site, family)  # whoever cannot run the site's DHCP service is told so at once
    return KickstartServer(shared.served, family, Disk(root), calls, shared.registration)


def family_here(grains: Mapping[str, Any]) -> Family:
    """Return the family of a system by its grains. Raises ValueError where it cannot be a kickstart server."""
    major = grains.get("osmajorrelease")
    return family_of(str(grains.get("os_family")), int(major) if major else None)


_CONTEXT = "salt_pxe.kickstart_server"
"""Where Salt's `__context__` keeps what the states of one run share."""


@dataclass(frozen=True)
class _Shared:
    """What was read from one pillar: the site is parsed once for all states of a run, and the master asked once."""

    data: Any
    test: bool
    served: Served
    registration: Registration | None


def _read(data: Mapping[str, Any], calls: Calls, test: bool, context: MutableMapping[str, Any]) -> _Shared:
    known = context.get(_CONTEXT)
    if isinstance(known, _Shared) and known.data is data and known.test is test:
        return known
    served = decode(data)
    context[_CONTEXT] = made = _Shared(data, test, served, _registration(served, calls, test))
    return made


def _registration(served: Served, calls: Calls, test: bool) -> Registration | None:
    ledger = served.ledger
    if ledger is None:
        return None
    return Registration(
        Standing.from_plain(ledger["standing"]),
        ledger["generation"],
        ledger["registered"],
        ledger["deadlines"],
        calls["publish.runner"],
        test,
        ledger.get("unnoted", {}),
    )
