"""Which requests a kickstart server may arm: those that the ledger holds for its site, with this server's name.

A server registers what pillar asks for before it arms it. So the ledger knows of every armed machine, which server to
disarm it on, and when its time is over.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from salt_pxe.arming.ledger_trust import Position, Standing, guard
from salt_pxe.arming.request import LIFETIME, REQUESTED, Machine, Request
from salt_pxe.ledger import machines
from salt_pxe.ledger.errors import MinionIdHeld
from salt_pxe.ledger.queries import Reader
from salt_pxe.ledger.rehearsal import Rehearsal
from salt_pxe.ledger.requests import Ledger
from salt_pxe.ledger.transaction import DONE_BEFORE, Outcome
from salt_pxe.master import present_hosts
from salt_pxe.master.accepted_key import foreign_key
from salt_pxe.master.merge import ELSEWHERE, Known, fits, texts
from salt_pxe.site.site import Site


@dataclass(frozen=True, slots=True)
class Registered:
    """What came of it: the hosts that may be armed, why others may not, and each request that changed."""

    armed: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    changed: tuple[Request, ...] = ()


def known(
    reader: Reader | None, generation: int, given: Mapping[str, Any], server: str, site: str, now: int
) -> Known:
    """Return what the ledger knows that matters to a server of a site whose pillar has this `pxe` key.

    Without a ledger nothing is trusted, and so nothing armed. Raises LedgerError.
    """
    if reader is None:
        distrust = "there is no ledger yet, or it was lost"
        return Known(Standing(Position("", 0, ""), distrust), generation)
    standing, rows = reader.standing(), reader.open(now, site)
    enrolled = {one.name: one.declared for one in reader.hosts(server)}
    hosts = present_hosts.machines(given, enrolled, site)
    had = machines.seen(reader, [row.number for row in rows])
    opened = present_hosts.present(rows, had, hosts)
    in_pillar = texts(given)
    asked = machines.known(reader, hosts, in_pillar, now)
    elsewhere = reader.open_elsewhere(site, now)
    unnoted = {host: in_pillar[host] for host, one in asked.items() if not one.noted}
    unnoted |= {host: row.request for host, row in opened.items() if not had[row.number].has(hosts[host])}
    former = {host: (row.host, *had[row.number].hosts(site)) for host, row in opened.items()}
    return Known(
        standing=standing,
        generation=generation,
        open=opened,
        closed={
            (host, in_pillar[host])
            for host, one in asked.items()
            if not (one.is_open and one.number == _number(opened.get(host)))
        },
        # Before it is armed under another name, the ledger has to know that name: by it the server is told to disarm.
        here=reader.waiting_on(server, now) - {row.number for host, row in opened.items() if host in unnoted},
        enrolled=enrolled,
        elsewhere={host for host, one in hosts.items() if not elsewhere.isdisjoint(one.macs)}
        if elsewhere
        else set(),
        former={
            host: tuple(dict.fromkeys(name for name in names if name != host))
            for host, names in former.items()
            if {*names} != {host}
        },
        unnoted=unnoted,
        over={host: (in_pillar[host], one.state) for host, one in asked.items() if not one.is_open},
    )


def _number(row: Request | None) -> int | None:
    return None if row is None else row.number


def register(
    ledger: Ledger,
    site: Site,
    armed: Mapping[str, str],
    *,
    server: str,
    generation: int,
    now: int,
    by: str,
    lifetime: int = LIFETIME,
    positions: Collection[Position] = (),
    test: bool = False,
    unnoted: Mapping[str, str] | None = None,
    accepted: Callable[[str], str | None] = lambda minion_id: None,
) -> Registered:
    """Write down that a server is about to arm these hosts of its site, by their requests. The site has its name.

    Another open request of such a machine, which somebody asked for over REST, is cancelled: pillar wins. Refused are a
    text that is over, a machine that another site installs, a minion id that is another machine's, and everything while
    this is not the ledger that was relied on before, by the server or the master (`positions`). `unnoted` are hosts
    whose present names and MACs are to be written down, though they may not be armed; `accepted` gives the accepted key
    of a minion. With `test` nothing is written, and the answer is what it would be. Raises LedgerError.
    """
    standing = ledger.standing()
    reasons = [guard(standing, position, ledger.contains(position)) for position in positions]
    if distrust := next(filter(None, reasons), standing.distrust):
        return Registered(refused=dict.fromkeys(armed, distrust))
    if site.site is None:
        raise ValueError("a site without a name registers nothing")
    tried = Rehearsal(ledger.engine) if test else ledger
    refused = {
        host: reason
        for host, request in (unnoted or {}).items()
        if host in site.hosts
        if (reason := _noted(tried, present_hosts.machine(site, host), request, now, by))
    }
    if len(armed) > site.server.max_armed:
        reason = (
            f"{len(armed)} machines ask for an install, and pxe:server:max_armed is {site.server.max_armed}"
        )
        return Registered(refused=dict.fromkeys(armed, reason))
    elsewhere = ledger.open_elsewhere(site.site, now)
    may: dict[str, str] = {}
    changed: list[Request] = []
    for host, request in armed.items():
        machine, its_id = present_hosts.machine(site, host), site.minion_id(host)
        row = machines.by_text(ledger, machine, request)
        if not elsewhere.isdisjoint(machine.macs):
            refused[host] = ELSEWHERE
            continue
        if row is None and (reason := foreign_key(ledger, machine, its_id, accepted)):
            refused[host] = reason
            continue
        try:
            asked = Outcome(False, row) if row else tried.request(
                host, request, site=site.site, mac=machine.macs[0], macs=machine.macs, minion_id=its_id,
                key_generation=generation, now=now, by=by, lifetime=lifetime, supersede=True,
            )  # fmt: skip
        except MinionIdHeld as held:
            refused[host] = str(held)
            continue
        changed += [asked.request] if asked.won and not test else []
        reason = _refusal(asked, request, machine, its_id, now)
        if not reason and not asked.won:
            reason = _reason(tried.note(asked.request, machine, now=now, by=by))
        if reason:
            refused[host] = reason
            continue
        may[host] = request
        if not test:
            done = ledger.served(asked.request, server, now=now, by=by)
            if asked.request.state == REQUESTED != done.request.state:
                changed.append(done.request)
    return Registered(may, refused, tuple(changed))


def _refusal(asked: Outcome, request: str, machine: Machine, minion_id: str, now: int) -> str:
    """Return why a machine is not armed by what its text came to; an empty text where it is."""
    row = asked.request
    if row.request != request:
        return asked.reason
    if not row.is_open(now):
        return f"the request {row.request!r} is {row.state}"
    if not fits(row, machine.host, machine.macs, minion_id):
        return f"{request!r} was asked for {row.mac} with minion id {row.minion_id}"
    return ""


def _noted(ledger: Ledger, machine: Machine, request: str, now: int, by: str) -> str:
    """Write down what a machine is called now and which MACs it has, in every request that had this text for it.

    Returns why that was refused; an empty text where it was not.
    """
    rows = machines.all_by_text(ledger, machine, request)
    return next(filter(None, (_reason(ledger.note(row, machine, now=now, by=by)) for row in rows)), "")


def _reason(noted: Outcome) -> str:
    return "" if noted.won or noted.reason == DONE_BEFORE else noted.reason
