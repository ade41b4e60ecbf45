"""The firmware that a site serves, and the one that a client has."""

from __future__ import annotations

from salt_pxe.boot.plug import FIRMWARE, Firmware
from salt_pxe.site.site import Site


def served(site: Site) -> tuple[Firmware, ...]:
    """Return the kinds of firmware that a site serves, in the order of their words."""
    return tuple(kind for kind in FIRMWARE.all() if kind.name in site.server.loaders)


def firmware_of(architecture: int) -> Firmware | None:
    """Return the firmware for a client architecture of DHCP option 93; None where no kind is known by that alone."""
    return next(
        (kind for kind in FIRMWARE.all() if kind.user_class is None and architecture in kind.architectures),
        None,
    )
