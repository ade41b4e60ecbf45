"""What the execution module does on a kickstart server: its own state told, machines armed and disarmed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from salt.defaults.exitcodes import EX_GENERIC
from salt.exceptions import CommandExecutionError, SaltException

from salt_pxe import doctor, served
from salt_pxe.adapters.state_result import REFUSALS
from salt_pxe.arming import seal
from salt_pxe.doctor import named_server
from salt_pxe.plan import machine
from salt_pxe.publish import remarks
from salt_pxe.publish.armed.records import ArmedFiles
from salt_pxe.publish.daemons import linger
from salt_pxe.publish.daemons.service import Service
from salt_pxe.publish.files.disk import Disk, PublishError
from salt_pxe.publish.kickstart_server import KickstartServer, family_here, kickstart_server
from salt_pxe.publish.steps import one_host
from salt_pxe.site.values.addresses import mac_from_command_line


@contextmanager
def refusals_as_errors() -> Iterator[None]:
    """Let a refusal be the error that Salt shows without a traceback."""
    try:
        yield
    except REFUSALS as refusal:
        raise CommandExecutionError(str(refusal)) from refusal


@dataclass(frozen=True)
class ServerCalls:
    """The calls of one minion, by its pillar, its grains and Salt's functions."""

    pillar: Mapping[str, Any]
    grains: Mapping[str, Any]
    functions: Mapping[str, Any]
    context: MutableMapping[str, Any]
    """Salt's `__context__`, by which the calls of one run share what was read."""

    def plan(self, mac: Any, arch: Any) -> Any:
        """Return what a machine would get, with secrets hidden."""
        with refusals_as_errors():
            server = self._server()
            armed = server.armed()
            found = machine.answers(
                server.site,
                mac_from_command_line(mac),
                int(arch),
                armed,
                server.family,
                server.served.answers,
                server.redact,
            )
            said = remarks.over(server).get(found["host"] or "")
            return {**found, "over": said} if said else found

    def check(self, probe: bool) -> list[Any]:
        """Return the findings as data, the worst first; where one is an error, the whole call counts as failed.

        They are by pillar compiled anew. Where the master gives none, that is a finding too, and the others are by the
        pillar in memory.
        """
        pillar, findings = self._pillar_now()
        if pillar.get(served.KEY) or not findings:
            with refusals_as_errors():
                server = kickstart_server(pillar, self.grains, self.functions, context=self.context)
                findings = [*findings, *doctor.examine(server, probe)]
        if any(finding.status == "error" for finding in findings):
            self.context["retcode"] = EX_GENERIC
        return [finding.plain() for finding in findings]

    def armed(self) -> dict[str, Any]:
        """Return the armed machines by host."""
        files = self._armed_files()
        records = (files.record(host) for host in files.names())
        return {
            record.host: {"request": record.request, "mac": list(record.macs), "files": list(record.files)}
            for record in records
            if record
        }

    def arm(self, host: str, request: str, call: Any) -> Any:
        """Arm a machine by pillar compiled anew, and return what was done or why not."""
        return self._sealed(self._arm(host, request), call)

    def disarm(self, host: str, request: str | None) -> dict[str, Any]:
        """Take a machine's install away, and return what was there."""
        with refusals_as_errors():
            done = self._armed_files().disarm(host, request, self._stop, self._stop_later)
        return {
            "host": done.host,
            "request": done.request,
            "was_armed": done.was_armed,
            "files": list(done.files),
            "stopped": list(done.stopped),
        }

    def disarm_all(self, requests: Iterable[tuple[Any, Any]], call: Any) -> Any:
        """Take the installs of several machines away; return each pair, and True or why not."""
        return self._sealed(
            [[host, request, self._disarmed(host, request)] for host, request in requests], call
        )

    def _arm(self, host: str, request: str) -> dict[str, Any]:
        try:
            server = kickstart_server(self._fresh_pillar(), self.grains, self.functions, test=False)
            done = one_host.arm_host(server, host, request)
        except REFUSALS as refusal:
            armed = self._is_armed(host, request)
            return {"host": host, "request": request, "armed": armed, "error": str(refusal)}
        return {
            "host": host,
            "request": request,
            "armed": True,
            "files": list(done.files),
            "changed": list(done.changed),
            "started": list(one_host.started(done.daemons)),
            "daemons": done.daemons,
        }

    def _disarmed(self, host: Any, request: Any) -> bool | str:
        try:
            self._armed_files().disarm(str(host), str(request), self._stop, self._stop_later)
        except REFUSALS as refusal:
            return str(refusal)
        return True

    def _server(self) -> KickstartServer:
        return kickstart_server(self.pillar, self.grains, self.functions, context=self.context)

    def _pillar_now(self) -> tuple[Mapping[str, Any], list[doctor.Finding]]:
        """Return the pillar as the master gives it now, or else the one in memory, and what is wrong with it."""
        try:
            fresh: Mapping[str, Any] = self.functions["pillar.items"](unmask=True)
        except SaltException as failure:
            return self.pillar, [named_server.no_pillar(failure)]
        found = doctor.unserved(fresh, str(self.grains.get("id", ""))) or doctor.broken_pillar(fresh)
        return (fresh if fresh.get(served.KEY) or not found else self.pillar), found

    def _fresh_pillar(self) -> Mapping[str, Any]:
        pillar: Mapping[str, Any] = self.functions["pillar.items"](unmask=True)
        if failed := served.broken(pillar):
            raise PublishError(failed)
        return pillar

    def _sealed(self, answer: Any, call: Any) -> Any:
        """Seal an answer to the master's call. Where the pillar has no secret it stays as it is, and does not count."""
        if call is None:
            return answer
        call = str(call)
        given = seal_in(self.pillar)
        # The master names the generation of its key in front: a newer one than this pillar's comes with a new pillar.
        if given is None or not call.startswith(f"{given['generation']}-"):
            with suppress(*REFUSALS):
                given = seal_in(self._fresh_pillar()) or given
        return answer if given is None else seal.sealed(given, call, answer)

    def _is_armed(self, host: str, request: str) -> bool:
        try:
            record = self._armed_files().record(host)
        except REFUSALS:
            return False
        return record is not None and record.request == request

    def _armed_files(self) -> ArmedFiles:
        return ArmedFiles(Disk(), family_here(self.grains).state_dir)

    def _stop(self, unit: str) -> bool:
        service = Service(unit, self.functions, (unit,))
        if not service.running():
            return False
        service.stop()
        return True

    def _stop_later(self, unit: str, seconds: int) -> None:
        linger.stop_later(unit, seconds, f"{family_here(self.grains).state_dir}/armed")


def seal_in(compiled: Mapping[str, Any]) -> Any:
    """Return what a compiled pillar has for sealing answers; None where it has nothing."""
    return (compiled.get(served.KEY) or {}).get("seal")
