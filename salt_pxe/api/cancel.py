"""Cancel the open request of a machine, and disarm it."""

from __future__ import annotations

from salt_pxe.api.context import CallContext, Plain, Refused, answered, checked
from salt_pxe.api.named_host import NamedHost, named_host, site_name
from salt_pxe.api.query import entry
from salt_pxe.arming.request import CANCELLED, OPEN, Request
from salt_pxe.ledger import machines
from salt_pxe.ledger.errors import UnknownRequest
from salt_pxe.onboarding import handler
from salt_pxe.site.values import addresses, profile_values


def cancel(context: CallContext, host: object, request: object = None, site: object = None) -> Plain:
    """Cancel the open request of a host, or this one, and disarm it on all servers that may have armed it.

    `site` is needed where several have a machine of this name; a machine that was renamed since is found by both names.
    A server that cannot be reached is named in `not_disarmed`, and disarmed when it is back. A request that is over
    stays as it is.
    """

    def call() -> Plain:
        name = checked("host", addresses.host_key, host)
        text = None if request is None else checked("request", profile_values.request, request)
        row = _request_of(named_host(context.ledger, name, site_name(site), text), text)
        changed = row.state in OPEN and cancel_open(context, row)
        if not changed:
            disarm_everywhere(context, row)
        row = machines.with_number(context.ledger, row.number) or row
        serving = context.ledger.serving(row)
        answer = entry(row, serving, context.now) | {
            "changed": changed,
            "not_disarmed": [server for server, is_off in serving.items() if not is_off],
        }
        if row.state != CANCELLED:
            answer["note"] = f"it was over already: {row.state}"
        return answer

    return answered(call)


def _request_of(host: NamedHost, request: str | None) -> Request:
    if not host.requests:
        which = "request" if request is None else f"request {request!r}"
        raise Refused("unknown_request", f"the ledger has no {which} of {host.name}")
    rows = host.own or host.requests
    return next((row for row in host.requests if row.state in OPEN), rows[-1])


def cancel_open(context: CallContext, row: Request) -> bool:
    """Cancel and disarm an open request; False where it was over meanwhile."""
    try:
        done = handler.cancel(
            context.ledger,
            row,
            disarm=context.disarm,
            now=context.now,
            by=context.by,
        )
    except UnknownRequest as error:
        raise Refused("unknown_request", str(error)) from None
    if done.won:
        context.announce(done.request)
    return done.won


def disarm_everywhere(context: CallContext, row: Request) -> None:
    handler.switch_off(context.ledger, row, disarm=context.disarm, now=context.now)
