"""How does an install, or a machine, end before its time? Cancelled or retired, and disarmed at once if it can be."""

from __future__ import annotations

from salt_pxe import address_values, hearing, install_values
from salt_pxe.ledger import listing
from salt_pxe.ledger.errors import UnknownRequest
from salt_pxe.request_states import CANCELLED, OPEN, Request
from salt_pxe.ticketing.desk import Desk, Plain, Refused, Unreachable, answered, checked
from salt_pxe.ticketing.telling import entry


def cancel(desk: Desk, host: object, request: object = None) -> Plain:
    """Cancel the open request of a host, or this one, and disarm it on all servers that may have armed it.

    A server that cannot be reached is named in `not_disarmed`, and disarmed when it is back. A request that is over
    stays as it is.
    """

    def call() -> Plain:
        name = checked("host", address_values.host_key, host)
        text = None if request is None else checked("request", install_values.request, request)
        row = _meant(desk, name, text)
        changed = row.state in OPEN and _cancel(desk, row)
        if not changed:
            _switch_off(desk, row)
        row = desk.ledger.find(name, row.request) or row
        serving = desk.ledger.serving(name, row.request)
        answer = entry(row, serving, desk.now) | {
            "changed": changed,
            "not_disarmed": [server for server, is_off in serving.items() if not is_off],
        }
        if row.state != CANCELLED:
            answer["note"] = f"it was over already: {row.state}"
        return answer

    return answered(call)


def retire(desk: Desk, host: object) -> Plain:
    """Give a machine up: its install is cancelled and disarmed, its enrolment withdrawn, its minion's key deleted.

    Only a key that the machine proved to have, and that the ledger holds, is deleted; never one by name. What pillar
    says of the host stays for people to take out.
    """

    def call() -> Plain:
        name = checked("host", address_values.host_key, host)
        rows = desk.ledger.of_host(name)
        enrolled = listing.enrolled(desk.ledger, name)
        if not rows and enrolled is None and not desk.ledger.enrolments(name):
            raise Refused("unknown_host", f"the ledger knows nothing of {name}")
        cancelled = [row.request for row in rows if row.state in OPEN and _cancel(desk, row)]
        for row in desk.ledger.of_host(name):
            _switch_off(desk, row)
        retired = desk.ledger.retire(name, now=desk.now, by=desk.by)
        withdrawn = desk.ledger.withdraw(name, now=desk.now, by=desk.by)
        dropped = _drop_keys(desk, name)
        servers = {enrolled.server} if enrolled else set()
        left = []
        for row in desk.ledger.of_host(name):
            serving = desk.ledger.serving(name, row.request)
            servers |= serving.keys()
            left += [{"request": row.request, "server": at} for at, is_off in serving.items() if not is_off]
        answer: Plain = {
            "host": name,
            "changed": bool(retired or withdrawn or dropped),
            "cancelled": cancelled,
            "withdrawn": withdrawn,
            "keys_deleted": dropped,
            "not_disarmed": left,
        }
        notes = [
            f"pillar of {server} still has {name}: take it out" for server in _in_pillar(desk, name, servers)
        ]
        return answer | ({"note": "; ".join(notes)} if notes else {})

    return answered(call)


def _meant(desk: Desk, host: str, request: str | None) -> Request:
    if request is not None:
        row = desk.ledger.find(host, request)
        if row is None:
            raise Refused("unknown_request", f"the ledger has no request {request!r} of {host}")
        return row
    rows = desk.ledger.of_host(host)
    if not rows:
        raise Refused("unknown_request", f"the ledger has no request of {host}")
    return next((row for row in rows if row.state in OPEN), rows[-1])


def _cancel(desk: Desk, row: Request) -> bool:
    """Cancel and disarm an open request; False where it was over meanwhile."""
    servers = desk.ledger.serving(row.host, row.request)
    try:
        done = hearing.cancel(
            desk.ledger, row.host, row.request, disarm=desk.disarm, servers=servers, now=desk.now, by=desk.by
        )
    except UnknownRequest as error:
        raise Refused("unknown_request", str(error)) from None
    if done.won:
        desk.announce(done.request)
    return done.won


def _switch_off(desk: Desk, row: Request) -> None:
    hearing.switch_off(desk.ledger, row.host, row.request, disarm=desk.disarm, now=desk.now)


def _drop_keys(desk: Desk, host: str) -> list[str]:
    """Delete the accepted keys of a retired host's minion ids, and return the ids whose key was there."""
    dropped = []
    for row in desk.ledger.of_host(host):
        if row.public_key is None or row.retired_at is None:
            continue
        if _held(desk, row):
            desk.keys.drop(row.minion_id, row.public_key)
            if not _held(desk, row):
                dropped.append(row.minion_id)
    return dropped


def _held(desk: Desk, row: Request) -> bool:
    return desk.keys.accepted(row.minion_id) == row.public_key


def _in_pillar(desk: Desk, host: str, servers: set[str]) -> list[str]:
    found = []
    for server in sorted(servers):
        try:
            given = desk.given(server).get("pxe")
        except Unreachable:
            continue
        if isinstance(given, dict) and host in (given.get("hosts") or {}):
            found.append(server)
    return found
