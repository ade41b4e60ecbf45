"""Which machines that boot over the network may be in a class of DHCP clients."""

from __future__ import annotations

import re
from collections.abc import Iterable

from salt_pxe.boot.firmware import served
from salt_pxe.boot.plug import Firmware
from salt_pxe.site.classes import ClassMatch
from salt_pxe.site.site import Site

_ARCHITECTURE = re.compile(r":Arch:([0-9]{5})")
"""In a vendor class, option 60, of a PXE ROM (RFC 4578 section 3.1)."""


def possible_firmware(site: Site, match: ClassMatch) -> tuple[Firmware, ...]:
    """Return the firmware, of what a site serves, that a member may have.

    A user class says nothing: a ROM that loads another loader may send one.
    """
    return tuple(one for one in served(site) if _may_be(match, one))


def may_boot(site: Site, match: ClassMatch, macs: Iterable[str]) -> bool:
    """Tell whether the firmware of a machine with these MAC addresses may be a member."""
    return bool(possible_firmware(site, match)) and _may_have(match, macs)


def must_boot(site: Site, match: ClassMatch, macs: Iterable[str]) -> bool:
    """Tell whether the firmware of such a machine is a member for certain, whichever it has."""
    if match.user_class is not None or match.client_id is not None:
        return False
    vendor = match.vendor_class or ""
    sure = all(
        one.vendor_class.startswith(vendor)
        and (not match.architecture or set(one.architectures) <= set(match.architecture))
        for one in served(site)
    )
    return sure and all(mac.startswith((match.mac_prefix or "").lower()) for mac in macs)


def may_install(site: Site, match: ClassMatch, macs: Iterable[str]) -> bool:
    """Tell whether an installer of such a machine may be a member: it says no architecture, and is no PXE client."""
    vendor = match.vendor_class
    as_firmware = vendor is not None and any(vendor.startswith(one.vendor_class) for one in served(site))
    return not match.architecture and not as_firmware and _may_have(match, macs)


def must_install(match: ClassMatch, macs: Iterable[str]) -> bool:
    """Tell whether an installer of such a machine is a member for certain: by its MAC address alone."""
    only_mac = match.model_copy(update={"mac_prefix": None}) == ClassMatch.model_construct()
    return only_mac and all(mac.startswith((match.mac_prefix or "").lower()) for mac in macs)


def _may_have(match: ClassMatch, macs: Iterable[str]) -> bool:
    return match.mac_prefix is None or any(mac.startswith(match.mac_prefix.lower()) for mac in macs)


def _may_be(match: ClassMatch, firmware: Firmware) -> bool:
    vendor = match.vendor_class
    if vendor is not None:
        if not (vendor.startswith(firmware.vendor_class) or firmware.vendor_class.startswith(vendor)):
            return False
        named = _ARCHITECTURE.search(vendor)
        if named and int(named[1]) not in firmware.architectures:
            return False
    return not match.architecture or bool(set(match.architecture) & set(firmware.architectures))
