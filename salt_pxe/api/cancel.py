"""Cancel the open request of a machine, and disarm it."""

from __future__ import annotations

from salt_pxe.api.context import CallContext, Plain, Refused, answered, checked
from salt_pxe.api.query import entry
from salt_pxe.arming.request import CANCELLED, OPEN, Request
from salt_pxe.ledger.errors import UnknownRequest
from salt_pxe.onboarding import handler
from salt_pxe.site.values import addresses, profile_values


def cancel(context: CallContext, host: object, request: object = None) -> Plain:
    """Cancel the open request of a host, or this one, and disarm it on all servers that may have armed it.

    A server that cannot be reached is named in `not_disarmed`, and disarmed when it is back. A request that is over
    stays as it is.
    """

    def call() -> Plain:
        name = checked("host", addresses.host_key, host)
        text = None if request is None else checked("request", profile_values.request, request)
        row = _request_of(context, name, text)
        changed = row.state in OPEN and _cancel(context, row)
        if not changed:
            _switch_off(context, row)
        row = context.ledger.find(name, row.request) or row
        serving = context.ledger.serving(name, row.request)
        answer = entry(row, serving, context.now) | {
            "changed": changed,
            "not_disarmed": [server for server, is_off in serving.items() if not is_off],
        }
        if row.state != CANCELLED:
            answer["note"] = f"it was over already: {row.state}"
        return answer

    return answered(call)


def _request_of(context: CallContext, host: str, request: str | None) -> Request:
    if request is not None:
        row = context.ledger.find(host, request)
        if row is None:
            raise Refused("unknown_request", f"the ledger has no request {request!r} of {host}")
        return row
    rows = context.ledger.of_host(host)
    if not rows:
        raise Refused("unknown_request", f"the ledger has no request of {host}")
    return next((row for row in rows if row.state in OPEN), rows[-1])


def _cancel(context: CallContext, row: Request) -> bool:
    """Cancel and disarm an open request; False where it was over meanwhile."""
    try:
        done = handler.cancel(
            context.ledger,
            row.host,
            row.request,
            disarm=context.disarm,
            now=context.now,
            by=context.by,
        )
    except UnknownRequest as error:
        raise Refused("unknown_request", str(error)) from None
    if done.won:
        context.announce(done.request)
    return done.won


def _switch_off(context: CallContext, row: Request) -> None:
    handler.switch_off(context.ledger, row.host, row.request, disarm=context.disarm, now=context.now)
