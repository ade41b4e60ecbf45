"""What an operator should know of requests that arm nobody: texts of pillar that are over, machines that changed."""

from __future__ import annotations

from salt_pxe.publish.kickstart_server import KickstartServer


def over(server: KickstartServer) -> dict[str, str]:
    """Return by host why it is not installed by the text that pillar has for it, where that is over."""
    here = {host: (text, "") for host, text in server.over()}
    by_ledger = (server.served.ledger or {}).get("over", {})
    return {
        host: f"the request {text!r} of {host} is over{f' ({state})' if state else ''}: "
        "write a new text to install again"
        for host, (text, state) in sorted({**here, **by_ledger}.items())
    }


def noted(server: KickstartServer) -> list[str]:
    """Return what the ledger learns, or with test would learn, of machines that it knows; a line each."""
    registration = server.registration
    if registration is None or registration.standing.distrust:
        return []
    verb = "would be" if registration.test else "is"
    return [
        f"the present name and MAC addresses of {host} {verb} written down in the master's ledger, "
        f"with the request {request!r}"
        for host, request in sorted(registration.unnoted.items())
    ]
