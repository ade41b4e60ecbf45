"""Ask for an install: checked as pillar is, written down, and armed on the host's kickstart server at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from salt_pxe.api.context import CallContext, Plain, Refused, answered, checked
from salt_pxe.api.named_host import NamedHost, named_host, site_name
from salt_pxe.api.query import entry
from salt_pxe.api.whole_site import WholeSite, site_of, whole_site
from salt_pxe.arming.armed import open_requests
from salt_pxe.arming.request import CLOSED, REQUESTED, Machine, Request
from salt_pxe.ledger import history, machines
from salt_pxe.ledger.capacity import ask
from salt_pxe.ledger.errors import MinionIdHeld, NoRoom
from salt_pxe.master import present_hosts
from salt_pxe.master.accepted_key import foreign_key
from salt_pxe.master.merge import texts
from salt_pxe.onboarding import handler
from salt_pxe.site import values
from salt_pxe.site.site import Site
from salt_pxe.site.values import addresses, profile_values

LATER = "it is armed when that server is back, or at its next state run"


class Arming(NamedTuple):
    """What became of a request that a server was told to arm; `note` says why it is not armed."""

    request: Request
    note: str = ""
    silent: bool = False
    """The server did not answer."""


def install(
    context: CallContext, host: object, request: object, server: object = None, site: object = None
) -> Plain:
    """Ask for an install of a host, once for this text, and arm it.

    An enrolled host belongs to a kickstart server; for one that only pillar has, name the server. `site` is needed
    where several have a machine of this name and no server is named. Where the server does
    not answer the request stays, and is armed when the server is back. The same text again gives the request's state,
    and arms nothing that is over.
    """

    def call() -> Plain:
        name = checked("host", addresses.host_key, host)
        text = checked("request", profile_values.request, request)
        at = None if server is None else checked("server", values.minion_id, server)
        found = named_host(context.ledger, name, _site_of(context, site, at), text)
        row = max(found.requests, key=lambda one: (one.is_open(context.now), one.number), default=None)
        if row is None:
            row = _asked(context, whole_site(context, _server_of(found, at)), name, text)
        if not row.is_open(context.now):
            return _answer(
                context, Arming(row, f"it was asked for before and is over: {_end(row, context.now)}")
            )
        for at, is_off in context.ledger.serving(row).items():
            if row.state == REQUESTED and not is_off:
                return _answer(context, arm(context, row, at))
        return _answer(context, Arming(row))

    return answered(call)


def rearm(context: CallContext) -> list[Request]:
    """Arm every open request that no server has confirmed yet, and return those that are armed now.

    A server that does not answer is asked once, and again the next time. Raises LedgerError.
    """
    if context.distrust():
        return []
    armed, silent = [], set()
    for left in history.unconfirmed(context.ledger, context.now):
        row = None if left.server in silent else machines.with_number(context.ledger, left.request.number)
        if row is None or row.state != REQUESTED:
            continue
        arming = arm(context, row, left.server)
        if arming.silent:
            silent.add(left.server)
        if arming.request.state != row.state:
            armed.append(arming.request)
    return armed


def arm(context: CallContext, row: Request, server: str) -> Arming:
    """Have a server arm an open request now; the request is `armed` when that server says so."""
    if distrust := context.distrust():
        return Arming(row, f"nothing is armed: {distrust}")
    try:
        serves = site_of(context, server)
    except Refused as refusal:
        return Arming(row, f"{refusal.reason}; it is not armed", silent=True)
    if serves != row.site:
        return Arming(row, f"{server} serves the site {serves}, and the install is one of {row.site}")
    # The server knows the machine by the name that its pillar has now.
    answer = context.arm(server, machines.hosts_of(context.ledger, row)[-1], row.request)
    if not isinstance(answer, Mapping) or not answer:
        return Arming(row, f"{server} does not answer; {LATER}", silent=True)
    reason = str(answer.get("error") or "")[:1000]
    if answer.get("armed") is not True:
        return Arming(row, f"{server} has not armed it: {reason or 'it gives no reason'}")
    done = context.ledger.served(row, server, now=context.now, by=server)
    if done.request.state in CLOSED:
        # It was cancelled while the server armed it, and the server is to disarm it again.
        handler.switch_off(context.ledger, row, disarm=context.disarm, now=context.now)
        return Arming(done.request, f"it was closed meanwhile: {done.request.state}")
    if done.won:
        context.announce(done.request)
    return Arming(done.request, f"{server} has armed it, and says: {reason}" if reason else "")


def _answer(context: CallContext, arming: Arming) -> Plain:
    # The server may have registered it while its answer got lost.
    row = machines.with_number(context.ledger, arming.request.number) or arming.request
    serving = context.ledger.serving(row)
    answer = entry(row, serving, context.now)
    answer["armed"] = answer["open"] and row.state != REQUESTED
    note = "" if arming.silent and answer["armed"] else arming.note
    return answer | ({"note": note} if note else {})


def _end(row: Request, now: int) -> str:
    return row.state if row.state in CLOSED else "its deadline has passed"


def _site_of(context: CallContext, site: object, server: str | None) -> str | None:
    """Return the site that a call means by its name or by its server, None where it says neither. Raises Refused."""
    named = site_name(site)
    if server is None:
        return named
    served = site_of(context, server)
    if named not in (None, served):
        raise Refused("site", f"{server} is a kickstart server of the site {served}, not of {named}")
    return served


def _server_of(found: NamedHost, server: str | None) -> str:
    enrolled, host = found.enrolled, found.name
    if enrolled is None and server is None:
        hint = "enroll it, or name the kickstart server whose pillar has it (server=...)"
        raise Refused("unknown_host", f"{host} is not enrolled: {hint}")
    if enrolled is not None and server not in (None, enrolled.server):
        raise Refused("server", f"{host} is enrolled for {enrolled.server}, not for {server}")
    return enrolled.server if enrolled else str(server)


def _asked(context: CallContext, site: WholeSite, host: str, request: str) -> Request:
    """Write an install down that nobody asked for before. Raises Refused."""
    in_pillar = texts(site.given)
    hosts = present_hosts.machines(site.given, site.enrolled, site.site)
    asked = machines.known(context.ledger, hosts, in_pillar, context.now)
    closed = {(name, in_pillar[name]) for name, one in asked.items() if not one.is_open}
    theirs = in_pillar.get(host)
    if theirs is not None and theirs != request and (host, theirs) not in closed:
        raise Refused("busy", f"pillar of {site.server} asks for {theirs!r} of {host}, and pillar wins")
    whole = _wanted(site, host, request)
    machine = present_hosts.machine(whole.model_copy(update={"site": site.site}), host)
    _rails(context, whole, machine)
    try:
        done = ask(
            context.ledger,
            host,
            request,
            site.server,
            site=site.site,
            mac=machine.macs[0],
            macs=machine.macs,
            minion_id=whole.minion_id(host),
            key_generation=context.generation(),
            most=whole.server.max_armed,
            besides=open_requests(whole, closed).keys(),
            now=context.now,
            by=context.by,
            lifetime=context.lifetime,
        )
    except MinionIdHeld as held:
        raise Refused("taken", str(held)) from None
    except NoRoom as full:
        raise Refused("max_armed", f"{full} (pxe:server:max_armed)") from None
    if done.won:
        context.announce(done.request)
    elif done.request.request != request:
        raise Refused("busy", f"{done.reason}: cancel it first")
    return done.request


def _wanted(site: WholeSite, host: str, request: str) -> Site:
    """Return the site in which this host asks for this install, for some rules hold only then."""
    given = site.in_pillar.get(host, site.enrolled.get(host))
    if given is None:
        raise Refused("unknown_host", f"neither pillar of {site.server} nor the ledger has {host}: enroll it")
    return site.with_host(host, {**given, "install": request} if isinstance(given, Mapping) else given)


def _rails(context: CallContext, site: Site, machine: Machine) -> None:
    host = machine.host
    protected = site.hosts[host].protected
    if protected:
        raise Refused("protected", f"{host} is protected: {protected}")
    if distrust := context.distrust():
        raise Refused("ledger", f"nothing is armed: {distrust}")
    if reason := foreign_key(context.ledger, machine, site.minion_id(host), context.keys.accepted):
        raise Refused("taken", reason)
