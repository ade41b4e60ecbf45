"""How is an install asked for? Checked as pillar is, written down, and armed on the host's kickstart server at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from salt_pxe import address_values, hearing, install_values, values
from salt_pxe.arming import open_requests
from salt_pxe.ledger import listing
from salt_pxe.ledger.asking import ask
from salt_pxe.ledger.errors import NoRoom
from salt_pxe.request_states import CLOSED, REQUESTED, Request
from salt_pxe.site import Site
from salt_pxe.ticketing.desk import Desk, Plain, Refused, answered, checked
from salt_pxe.ticketing.telling import entry
from salt_pxe.ticketing.whole_site import WholeSite, site_of, whole_site
from salt_pxe.wanting import texts

LATER = "it is armed when that server is back, or at its next state run"


class Told(NamedTuple):
    """What became of a request that a server was told to arm; `note` says why it is not armed."""

    request: Request
    note: str = ""
    silent: bool = False
    """The server did not answer."""


def install(desk: Desk, host: object, request: object, server: object = None) -> Plain:
    """Ask for an install of a host, once for this text, and arm it.

    An enrolled host belongs to a kickstart server; for one that only pillar has, name the server. Where the server does
    not answer the request stays, and is armed when the server is back. The same text again gives the request's state,
    and arms nothing that is over.
    """

    def call() -> Plain:
        name = checked("host", address_values.host_key, host)
        text = checked("request", install_values.request, request)
        at = None if server is None else checked("server", values.minion_id, server)
        row = desk.ledger.find(name, text)
        if row is None:
            row = _asked(desk, whole_site(desk, _server_of(desk, name, at)), name, text)
        if not row.is_open(desk.now):
            return _answer(desk, Told(row, f"it was asked for before and is over: {_end(row, desk.now)}"))
        for at, is_off in desk.ledger.serving(name, text).items():
            if row.state == REQUESTED and not is_off:
                return _answer(desk, arm(desk, row, at))
        return _answer(desk, Told(row))

    return answered(call)


def rearm(desk: Desk) -> list[Request]:
    """Arm every open request that no server has confirmed yet, and return those that are armed now.

    A server that does not answer is asked once, and again the next time. Raises LedgerError.
    """
    if desk.distrust():
        return []
    armed, silent = [], set()
    for left in listing.unconfirmed(desk.ledger, desk.now):
        row = None if left.server in silent else desk.ledger.find(left.host, left.request)
        if row is None or row.state != REQUESTED:
            continue
        told = arm(desk, row, left.server)
        if told.silent:
            silent.add(left.server)
        if told.request.state != row.state:
            armed.append(told.request)
    return armed


def arm(desk: Desk, row: Request, server: str) -> Told:
    """Have a server arm an open request now; the request is `armed` when that server says so."""
    if distrust := desk.distrust():
        return Told(row, f"nothing is armed: {distrust}")
    try:
        serves = site_of(desk, server)
    except Refused as refusal:
        return Told(row, f"{refusal.reason}; it is not armed", silent=True)
    if serves != row.site:
        return Told(row, f"{server} serves the site {serves}, and the install is one of {row.site}")
    said = desk.arm(server, row.host, row.request)
    if not isinstance(said, Mapping) or not said:
        return Told(row, f"{server} does not answer; {LATER}", silent=True)
    reason = str(said.get("error") or "")[:1000]
    if said.get("armed") is not True:
        return Told(row, f"{server} has not armed it: {reason or 'it gives no reason'}")
    done = desk.ledger.served(row.host, row.request, server, now=desk.now, by=server)
    if done.request.state in CLOSED:
        # It was cancelled while the server armed it, and the server is to disarm it again.
        hearing.switch_off(desk.ledger, row.host, row.request, disarm=desk.disarm, now=desk.now)
        return Told(done.request, f"it was closed meanwhile: {done.request.state}")
    if done.won:
        desk.announce(done.request)
    return Told(done.request, f"{server} has armed it, and says: {reason}" if reason else "")


def _answer(desk: Desk, told: Told) -> Plain:
    # The server may have registered it while its answer got lost.
    row = desk.ledger.find(told.request.host, told.request.request) or told.request
    serving = desk.ledger.serving(row.host, row.request)
    answer = entry(row, serving, desk.now)
    answer["armed"] = answer["open"] and row.state != REQUESTED
    note = "" if told.silent and answer["armed"] else told.note
    return answer | ({"note": note} if note else {})


def _end(row: Request, now: int) -> str:
    return row.state if row.state in CLOSED else "its deadline has passed"


def _server_of(desk: Desk, host: str, server: str | None) -> str:
    enrolled = listing.enrolled(desk.ledger, host)
    if enrolled is None and server is None:
        hint = "enroll it, or name the kickstart server whose pillar has it (server=...)"
        raise Refused("unknown_host", f"{host} is not enrolled: {hint}")
    if enrolled is not None and server not in (None, enrolled.server):
        raise Refused("server", f"{host} is enrolled for {enrolled.server}, not for {server}")
    return enrolled.server if enrolled else str(server)


def _asked(desk: Desk, site: WholeSite, host: str, request: str) -> Request:
    """Write an install down that nobody asked for before. Raises Refused."""
    said = texts(site.given)
    closed = desk.ledger.closed(said, desk.now)
    theirs = said.get(host)
    if theirs is not None and theirs != request and (host, theirs) not in closed:
        raise Refused("busy", f"pillar of {site.server} asks for {theirs!r} of {host}, and pillar wins")
    whole = _wanted(site, host, request)
    _rails(desk, whole, host)
    try:
        done = ask(
            desk.ledger,
            host,
            request,
            site.server,
            site=site.site,
            mac=whole.hosts[host].mac[0],
            minion_id=whole.minion_id(host),
            key_generation=desk.generation(),
            most=whole.server.max_armed,
            besides=open_requests(whole, closed).keys(),
            now=desk.now,
            by=desk.by,
            lifetime=desk.lifetime,
        )
    except NoRoom as full:
        raise Refused("max_armed", f"{full} (pxe:server:max_armed)") from None
    if done.won:
        desk.announce(done.request)
    elif done.request.request != request:
        raise Refused("busy", f"{done.reason}: cancel it first")
    return done.request


def _wanted(site: WholeSite, host: str, request: str) -> Site:
    """Return the site in which this host asks for this install, for some rules hold only then."""
    given = site.in_pillar.get(host, site.enrolled.get(host))
    if given is None:
        raise Refused("unknown_host", f"neither pillar of {site.server} nor the ledger has {host}: enroll it")
    return site.with_host(host, {**given, "install": request} if isinstance(given, Mapping) else given)


def _rails(desk: Desk, site: Site, host: str) -> None:
    protected = site.hosts[host].protected
    if protected:
        raise Refused("protected", f"{host} is protected: {protected}")
    if distrust := desk.distrust():
        raise Refused("ledger", f"nothing is armed: {distrust}")
    minion_id = site.minion_id(host)
    rivals = {row.host for row in desk.ledger.with_minion_id(minion_id)} - {host}
    if rivals:
        names = ", ".join(sorted(rivals))
        raise Refused("taken", f"{minion_id} is the minion id of {names} as well: retire it first")
