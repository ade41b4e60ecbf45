"""Give a machine up: its install, its enrolment, and its minion's key."""

from __future__ import annotations

from salt_pxe.api.cancel import _cancel, _switch_off
from salt_pxe.api.context import CallContext, Plain, Refused, Unreachable, answered, checked
from salt_pxe.arming.request import OPEN, Request
from salt_pxe.ledger import history
from salt_pxe.site.values import addresses


def retire(context: CallContext, host: object) -> Plain:
    """Give a machine up: its install is cancelled and disarmed, its enrolment withdrawn, its minion's key deleted.

    Only a key that the machine proved to have, and that the ledger holds, is deleted; never one by name. What pillar
    says of the host stays for people to take out.
    """

    def call() -> Plain:
        name = checked("host", addresses.host_key, host)
        rows = context.ledger.of_host(name)
        enrolled = history.enrolled(context.ledger, name)
        if not rows and enrolled is None and not context.ledger.enrolments(name):
            raise Refused("unknown_host", f"the ledger knows nothing of {name}")
        cancelled = [row.request for row in rows if row.state in OPEN and _cancel(context, row)]
        for row in context.ledger.of_host(name):
            _switch_off(context, row)
        retired = context.ledger.retire(name, now=context.now, by=context.by)
        withdrawn = context.ledger.withdraw(name, now=context.now, by=context.by)
        dropped = _drop_keys(context, name)
        servers = {enrolled.server} if enrolled else set()
        left = []
        for row in context.ledger.of_host(name):
            serving = context.ledger.serving(name, row.request)
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
            f"pillar of {server} still has {name}: take it out"
            for server in _in_pillar(context, name, servers)
        ]
        return answer | ({"note": "; ".join(notes)} if notes else {})

    return answered(call)


def _drop_keys(context: CallContext, host: str) -> list[str]:
    """Delete the accepted keys of a retired host's minion ids, and return the ids whose key was there."""
    dropped = []
    for row in context.ledger.of_host(host):
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
