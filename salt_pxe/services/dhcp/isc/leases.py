"""The leases that dhcpd keeps (dhcpd.leases(5)): a log, in which the last entry for an address counts."""

from __future__ import annotations

import calendar
import re
import time
from contextlib import suppress

from salt_pxe.services.dhcp.lease import Lease, LeaseState

_LEASE = re.compile(r"^lease (\S+) \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_ENDS = re.compile(r"^\s*ends (?:epoch (\d+)|\d (\d{4}/\d\d/\d\d \d\d:\d\d:\d\d)|never)", re.MULTILINE)
_STATE = re.compile(r"^\s*binding state (\w+)", re.MULTILINE)
_MAC = re.compile(r"^\s*hardware ethernet ([0-9a-fA-F:]{17});", re.MULTILINE)
_NAME = re.compile(r'^\s*client-hostname "((?:[^"\\]|\\.)*)";', re.MULTILINE)


def leases(text: str, now: float) -> list[Lease]:
    """Return the last lease of each address, in the order in which the addresses first appear. Times are UTC."""
    last = dict(_LEASE.findall(text))
    found = []
    for address, body in last.items():
        with suppress(ValueError):  # an entry that dhcpd is writing at this moment
            found.append(_lease(address, body, now))
    return found


def _lease(address: str, body: str, now: float) -> Lease:
    ends = _ends(body)
    mac, name = _MAC.search(body), _NAME.search(body)
    return Lease(
        address,
        mac[1].lower() if mac else None,
        ends,
        _state(body, ends, now),
        re.sub(r"\\(.)", r"\1", name[1]) if name else None,
    )


def _ends(body: str) -> int | None:
    found = _ENDS.search(body)
    if found is None or not (found[1] or found[2]):
        return None
    return int(found[1]) if found[1] else calendar.timegm(time.strptime(found[2], "%Y/%m/%d %H:%M:%S"))


def _state(body: str, ends: int | None, now: float) -> LeaseState:
    found = _STATE.search(body)
    stated = found[1] if found else ""
    if stated == "active":
        return "expired" if ends is not None and ends < now else "active"
    if stated == "abandoned":
        return "declined"
    return "expired" if stated == "expired" else "free"
