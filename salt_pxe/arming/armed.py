"""The machines that are armed, that is, that are installed when they boot over their NIC.

A host that asks for an install is armed unless its request is closed, it is protected, or too many would be armed at
once. Pillar, ledger and REST all arm through here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from salt_pxe.site.site import Site

Armed = Mapping[str, str]
"""Host's name to the request that armed it."""


class ArmingRefused(ValueError):
    """More machines would be armed than `pxe:server:max_armed` allows; none is."""


def requested(site: Site) -> dict[str, str]:
    """Return the request of each host that asks for an install, by the host's name, sorted."""
    return {name: text for name, host in sorted(site.hosts.items()) if (text := host.install)}


def open_requests(site: Site, closed: Collection[tuple[str, str]] = ()) -> dict[str, str]:
    """Return the hosts that may be armed, and their requests: asked for, not closed, not protected.

    `closed` holds (host, request) pairs that are done: finished, failed, expired, cancelled or disarmed. Such a request
    never arms its host again.
    """
    return {
        name: request
        for name, request in requested(site).items()
        if (name, request) not in closed and not site.hosts[name].protected
    }


def arm(site: Site, closed: Collection[tuple[str, str]] = ()) -> dict[str, str]:
    """Return the armed hosts and their requests.

    Raises ArmingRefused when more than `max_armed` would be armed: a mistake in pillar must not erase a data centre.
    """
    armed = open_requests(site, closed)
    if len(armed) > site.server.max_armed:
        raise ArmingRefused(
            f"{len(armed)} machines ask for an install and pxe:server:max_armed is {site.server.max_armed}: "
            "none is armed. Take back requests, or raise max_armed"
        )
    return armed
