"""Give a machine up: its install, its enrolment, and its minion's key."""

from __future__ import annotations

from collections.abc import Iterable

from salt_pxe.api.cancel import cancel_open, disarm_everywhere
from salt_pxe.api.context import CallContext, Plain, Refused, Unreachable, answered, checked
from salt_pxe.api.named_host import NamedHost, named_host, site_name
from salt_pxe.arming.request import OPEN, Request
from salt_pxe.ledger import machines
from salt_pxe.site.values import addresses


def retire(context: CallContext, host: object, site: object = None) -> Plain:
    """Give a machine up: its install is cancelled and disarmed, its enrolment withdrawn, its minion's key deleted.

    Only a key that the machine proved to have, and that the ledger holds, is deleted; never one by name. What pillar
    says of the host stays for people to take out. `site` is needed where several have a machine of this name; a machine
    that was renamed since is given up by its present name alone.
    """

    def call() -> Plain:
        name = checked("host", addresses.host_key, host)
        found = named_host(context.ledger, name, site_name(site))
        enrolled, rows = found.enrolled, found.own
        if not rows and enrolled is None:
            _refuse_unknown(context, found)
        cancelled = [row.request for row in rows if row.state in OPEN and cancel_open(context, row)]
        for row in rows:
            disarm_everywhere(context, row)
        retired = context.ledger.retire(_now(context, rows), now=context.now, by=context.by)
        at = found.site or ""
        withdrawn = context.ledger.withdraw(at, name, now=context.now, by=context.by)
        dropped = _drop_keys(context, _now(context, rows))
        servers = {enrolled.server} if enrolled else set()
        left = []
        for row in rows:
            serving = context.ledger.serving(row)
            servers |= serving.keys()
            left += [{"request": row.request, "server": at} for at, is_off in serving.items() if not is_off]
        answer: Plain = {
            "host": name,
            "site": found.site,
            "changed": bool(retired or withdrawn or dropped),
            "cancelled": cancelled,
            "withdrawn": withdrawn,
            "keys_deleted": dropped,
            "not_disarmed": left,
        }
        notes = [
            f"pillar of {server} still has {name}: take it out"
            for server in _in_pillar(context, name, servers)
        ]
        return answer | ({"note": "; ".join(notes)} if notes else {})

    return answered(call)


def _refuse_unknown(context: CallContext, host: NamedHost) -> None:
    """Raise Refused where there is no machine of this name, and was none that was only enrolled."""
    if host.requests:
        now = ", ".join(sorted({*(host.called or {}).values()}))
        raise Refused("renamed", f"the machine that was {host.name} is called {now} now: retire that")
    if not context.ledger.enrolments(host.name, host.site):
        raise Refused("unknown_host", f"the ledger knows nothing of {host.name}")


def _now(context: CallContext, rows: Iterable[Request]) -> list[Request]:
    found = (machines.with_number(context.ledger, row.number) for row in rows)
    return [row for row in found if row is not None]


def _drop_keys(context: CallContext, rows: Iterable[Request]) -> list[str]:
    """Delete the accepted keys of a retired host's minion ids, and return the ids whose key was there."""
    dropped = []
    for row in rows:
        if row.public_key is None or row.retired_at is None:
            continue
        if _held(context, row):
            context.keys.drop(row.minion_id, row.public_key)
            if not _held(context, row):
                dropped.append(row.minion_id)
    return dropped


def _held(context: CallContext, row: Request) -> bool:
    return context.keys.accepted(row.minion_id) == row.public_key


def _in_pillar(context: CallContext, host: str, servers: set[str]) -> list[str]:
    found = []
    for server in sorted(servers):
        try:
            given = context.given(server).get("pxe")
        except Unreachable:
            continue
        if isinstance(given, dict) and host in (given.get("hosts") or {}):
            found.append(server)
    return found
