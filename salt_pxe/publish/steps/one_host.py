"""Arm one machine at once, without a whole run of the states: its own files, and the daemons that it needs.

The files of no other machine are read or written, so this costs the same among ten as among ten thousand. What grows
with the site is reading its pillar, and the configuration of the DHCP service, which names every host.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from salt_pxe import render
from salt_pxe.arming.armed import ArmingRefused
from salt_pxe.publish.armed.armed_record import SiteRecord
from salt_pxe.publish.armed.boot_change import carry_out_in_parts, publish_boot
from salt_pxe.publish.armed.boot_files import host_plan, missing
from salt_pxe.publish.armed.rollback import wholly
from salt_pxe.publish.daemons.daemon import Action, Configured, Policy
from salt_pxe.publish.files.changes import difference
from salt_pxe.publish.files.disk import PublishError
from salt_pxe.publish.kickstart_server import KickstartServer
from salt_pxe.publish.steps import boot_file_tree, dhcp_service, http_service
from salt_pxe.publish.steps.configured import bring_in_force


@dataclass(frozen=True, slots=True)
class ArmedNow:
    """What arming did: the files that make the host armed, those that changed, and what happened to daemons."""

    host: str
    request: str
    files: tuple[str, ...]
    changed: tuple[str, ...]
    daemons: dict[str, str]


def arm_host(server: KickstartServer, host: str, request: str) -> ArmedNow:
    """Publish the install of one host by this very request; doing it again changes nothing.

    HTTP comes first and DHCP last, as in a run of the states. Raises ArmingRefused where the host may not be armed,
    and PublishError where something fails; what was published before that stays, and a run of the states finishes it.
    """
    refused = why_not(server, host, request)
    if refused:
        raise ArmingRefused(refused)
    daemons = _follow(server, http_service.step(server).look, lambda: True)
    changed = publish_host(server, host, request)
    files = server.armed_files

    def armed() -> bool:
        found = files.record(host)
        return found is not None and found.request == request

    for look in (partial(boot_file_tree.configured, server), dhcp_service.step(server).look):
        daemons |= _follow(server, look, armed)
    record = files.record(host)
    if record is None or record.request != request:
        raise ArmingRefused(f"{host} was disarmed meanwhile: {request!r} is over")
    return ArmedNow(host, request, tuple(record.files), tuple(changed), daemons)


def why_not(server: KickstartServer, host: str, request: str) -> str:
    """Return why a host is not to be armed by a request, an empty text where it is. Raises ArmingRefused."""
    site, served = server.site, server.served
    own = f"pxe:hosts:{host}"
    problems = [str(one) for one in served.refused if one.path == own or one.path.startswith(f"{own}:")]
    if host not in site.hosts:
        return "; ".join(problems) or f"{host} is not in the pillar of this kickstart server"
    if (host, request) in server.over() or server.armed_files.tombstones.counts(host, request):
        return f"the request {request!r} of {host} is over on this server"
    if site.hosts[host].protected:
        return f"{host} is protected: {site.hosts[host].protected}"
    wanted = site.hosts[host].install
    if wanted != request:
        return "; ".join(problems) or f"{host} asks for {wanted!r}, and not for {request!r}"
    if not server.disk.exists(server.armed_files.site_path):
        return "nothing was ever published on this server: apply the state pxe"
    if server.armed().get(host) == request:
        return ""
    said = [line for line in server.unarmed() if line.startswith((f"{host} ", "no machine "))]
    return "; ".join([*said, *problems]) or f"{host} has no answer file for {request!r}"


def publish_host(server: KickstartServer, host: str, request: str) -> list[str]:
    """Write what arms one host, in the order in which the states do; return the paths that changed.

    The position of the ledger is not remembered here: a run of the states, or another `pxe.arm`, whose pillar is a
    moment older would take its own ledger for one from a backup, and disarm everybody. Beside the record stands by
    which ledger the host was armed, so that such a run leaves it armed.
    """
    files, site, family, disk = server.armed_files, server.site, server.family, server.disk
    files_of_host = {host: server.served.answers[host]}
    shown = render.host_boot_tree(site, host, request, family)
    former = server.former_names().get(host, ())
    plan = host_plan(files, site, host, request, family, shown, _site(server), former)
    answers = difference(disk, render.answer_tree(site, files_of_host, family))
    absent = missing(disk, site, host, family, plan.served)
    if absent:
        raise PublishError(f"{absent}, which the install of {host} needs, is not there: apply the state pxe")
    with wholly(files, plan.asked, plan.served, files.locked):
        if server.registration is not None:
            files.arm_ahead(host, request, server.registration.standing.position.serial)
        carry_out_in_parts(files, answers, plan.asked, files.locked)
    publish_boot(files, plan, family, files.locked)
    return [change.path for change in (*answers, *plan.shown)]


def _site(server: KickstartServer) -> SiteRecord:
    """Return the record of the site: what strangers may install stays as it was published."""
    return replace(
        server.armed_files.site(),
        services=server.site.server.services,
        daemons=server.resting(),
        lingering=server.lingering(),
        linger=server.site.server.linger,
    )


def _follow(
    server: KickstartServer, look: Callable[[], Configured], armed: Callable[[], bool]
) -> dict[str, str]:
    """Bring a daemon's configuration in force, and the daemon up; return what happened to it.

    While the host is armed it has to run, whatever a pillar that others have overtaken says of the site.
    """

    def now() -> Configured:
        found = look()
        return replace(found, policy=Policy.RUN) if armed() else found

    found = now()
    if not found.plan and found.action(server.disk) is Action.NONE:
        return {}
    action = bring_in_force(server, now)
    return {found.daemon.name: action.value} if action.value else {}


def started(daemons: dict[str, str]) -> Sequence[str]:
    """Return the daemons that did not run before."""
    return sorted(name for name, word in daemons.items() if word == Action.START.value)
