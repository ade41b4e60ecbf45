"""Which requests a kickstart server may arm: those that the ledger holds for its site, with this server's name.

A server registers what pillar asks for before it arms it. So the ledger knows of every armed machine, which server to
disarm it on, and when its time is over.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from salt_pxe.guard import Position, Standing, guard
from salt_pxe.ledger.reading import Reader
from salt_pxe.ledger.writing import Ledger
from salt_pxe.request_states import LIFETIME, REQUESTED, Request
from salt_pxe.site import Site
from salt_pxe.wanting import ELSEWHERE, Known, texts

USED_ELSEWHERE = "another site of this master has used this text for a machine of this name: write a new text"


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
    return Known(
        standing=reader.standing(),
        generation=generation,
        open={request.host: request for request in reader.open(now, site)},
        closed=reader.closed(texts(given), now),
        here=reader.waiting_on(server, now),
        enrolled={name: host.declared for name, host in reader.hosts(server).items()},
        elsewhere=reader.open_elsewhere(site, now),
    )


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
) -> Registered:
    """Write down that a server is about to arm these hosts of its site, by their requests. The site has its name.

    Another open request of such a host, which somebody asked for over REST, is cancelled: pillar wins. Refused are a
    text that is over, a machine that another site installs, and everything while this is not the ledger that was relied
    on before, by the server or the master (`positions`). With `test` nothing is written, and the answer is what it
    would be. Raises LedgerError.
    """
    standing = ledger.standing()
    reasons = [guard(standing, position, ledger.contains(position)) for position in positions]
    if distrust := next(filter(None, reasons), standing.distrust):
        return Registered(refused=dict.fromkeys(armed, distrust))
    if len(armed) > site.server.max_armed:
        reason = (
            f"{len(armed)} machines ask for an install, and pxe:server:max_armed is {site.server.max_armed}"
        )
        return Registered(refused=dict.fromkeys(armed, reason))
    if site.site is None:
        raise ValueError("a site without a name registers nothing")
    elsewhere = ledger.open_elsewhere(site.site, now)
    may: dict[str, str] = {}
    refused: dict[str, str] = {}
    changed: list[Request] = []
    for host, request in armed.items():
        if host in elsewhere:
            refused[host] = ELSEWHERE
            continue
        row = ledger.find(host, request)
        if row is None and test:
            may[host] = request
            continue
        if row is None:
            asked = ledger.request(
                host,
                request,
                site=site.site,
                mac=site.hosts[host].mac[0],
                minion_id=site.minion_id(host),
                key_generation=generation,
                now=now,
                by=by,
                lifetime=lifetime,
                supersede=True,
            )
            row = asked.request
            changed += [asked.request] if asked.won else []
        if row.site != site.site:
            refused[host] = ELSEWHERE if row.is_open(now) else USED_ELSEWHERE
        elif row.request != request or not row.is_open(now):
            refused[host] = f"the request {row.request!r} is {row.state}"
        elif (row.mac, row.minion_id) != (site.hosts[host].mac[0], site.minion_id(host)):
            refused[host] = f"{request!r} was asked for {row.mac} with minion id {row.minion_id}"
        else:
            may[host] = request
            if not test:
                was = row.state
                done = ledger.served(host, request, server, now=now, by=by)
                changed += [done.request] if was == REQUESTED and done.request.state != REQUESTED else []
    return Registered(may, refused, tuple(changed))
