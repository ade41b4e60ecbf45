"""What is told of requests and their history: plain data, the newest, and never more than asked for."""

from __future__ import annotations

from typing import Any

from salt_pxe.api.context import Plain, Refused, answered, checked, distrust
from salt_pxe.api.named_host import named_host, site_name
from salt_pxe.api.times import stamped
from salt_pxe.arming.ledger_trust import Position
from salt_pxe.arming.request import CLOSED, OPEN, STATES, Change, Request
from salt_pxe.ledger import history as listing
from salt_pxe.ledger.queries import Reader
from salt_pxe.site.values import addresses, profile_values

MOST = 1000
"""Rows that one call gives at most."""

_WORDS = {"open": OPEN, "closed": CLOSED}


def status(
    ledger: Reader,
    now: int,
    published: Position | None = None,
    key_loss: str = "",
    *,
    host: object = None,
    state: object = None,
    limit: object = 100,
    site: object = None,
) -> Plain:
    """Tell how far requests are, the newest first: all, a site's, a host's, those in a state, `open` or `closed`.

    `counts` says how many of all, or of a site, are in each state, `ledger` why nothing is armed, and `key` which keys
    are lost, if that is so. A host is told with how it is enrolled.
    """

    def call() -> Plain:
        name = None if host is None else checked("host", addresses.host_key, host)
        most = _limit(limit)
        named = None if name is None else named_host(ledger, name, site_name(site))
        at = named.site if named else site_name(site)
        rows = listing.newest(ledger, name, _states(state), most + 1, at)
        serving = listing.servers(ledger, rows[:most])
        answer: Plain = {"requests": [entry(row, serving[row.number], now) for row in rows[:most]]}
        answer["more"] = len(rows) > most
        if named is None:
            answer["counts"] = ledger.counts(at)
        else:
            one = named.enrolled
            answer["enrolled"] = None if one is None else {"server": one.server, **one.declared}
        return answer | {"ledger": distrust(ledger, published) or "trusted", "key": key_loss or "kept"}

    return answered(call)


def history(
    ledger: Reader,
    *,
    host: object = None,
    request: object = None,
    limit: object = 100,
    after: object = None,
    site: object = None,
) -> Plain:
    """Tell what happened, the oldest first: the last changes, or, to follow them, those `after` a serial number.

    All, a site's, a host's with its enrolments, or a request's.
    """

    def call() -> Plain:
        name = None if host is None else checked("host", addresses.host_key, host)
        text = None if request is None else checked("request", profile_values.request, request)
        most = _limit(limit)
        at = site_name(site) if name is None else named_host(ledger, name, site_name(site)).site
        if after is None:
            changes = listing.last_changes(ledger, name, text, most, at)
        else:
            serial = _number("after", after, 0, 2**63 - 1)
            changes = ledger.history(name, text, after=serial, limit=most, site=at)
        answer: Plain = {"changes": [_change(row) for row in changes]}
        if name is not None:
            answer["enrolments"] = [
                {
                    "site": one.site,
                    "server": one.server,
                    "declared": one.declared,
                    "by": one.by,
                    **stamped("at", one.at),
                }
                for one in ledger.enrolments(name, at)[-most:]
            ]
        return answer

    return answered(call)


def entry(row: Request, serving: dict[str, bool], now: int) -> Plain:
    """Return a request as data. `serving` are its servers, and whether each has disarmed it."""
    answer: Plain = {
        "site": row.site,
        "host": row.host,
        "request": row.request,
        "state": row.state,
        "open": row.is_open(now),
        "mac": row.mac,
        "minion_id": row.minion_id,
        "servers": {server: "disarmed" if off else "serves" for server, off in serving.items()},
        **stamped("requested_at", row.requested_at),
        **stamped("changed_at", row.changed_at),
        **stamped("deadline", row.deadline),
        **stamped("accepted_at", row.accepted_at),
        **stamped("retired_at", row.retired_at),
    }
    return answer | ({"fingerprint": row.fingerprint} if row.fingerprint else {})


def _change(row: Change) -> dict[str, Any]:
    return {
        "serial": row.serial,
        "site": row.site,
        "host": row.host,
        "request": row.request,
        "change": row.change,
        "by": row.by,
        "note": row.note,
        **stamped("at", row.at),
    }


def _states(state: object) -> tuple[str, ...] | None:
    if state is None:
        return None
    if not isinstance(state, str) or (state not in STATES and state not in _WORDS):
        raise Refused("value", f"state: there are {', '.join((*STATES, *_WORDS))}")
    return _WORDS.get(state, (state,))


def _limit(limit: object) -> int:
    return _number("limit", limit, 1, MOST)


def _number(what: str, value: object, least: int, most: int) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        value = int(value)  # A form has no numbers.
    if type(value) is not int or not least <= value <= most:
        raise Refused("value", f"{what}: a whole number from {least} to {most}")
    return value
