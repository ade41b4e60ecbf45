"""The leases that dhcpd keeps (dhcpd.leases(5)): a log, in which the last entry for an address counts."""

from __future__ import annotations

import calendar
import re
import time
from contextlib import suppress

from salt_pxe.services.dhcp.lease import Lease, LeaseState

_LONGEST = 4096
"""Characters of a line that dhcpd writes; a longer one is none of its own."""

_LEASE = re.compile(r"lease (\S{1,64}) \{")
_ENDS = re.compile(r"ends (?:epoch (\d{1,12})|\d (\d{4}/\d\d/\d\d \d\d:\d\d:\d\d)|never)")
_STATE = re.compile(r"binding state (\w{1,32})")
_MAC = re.compile(r"hardware ethernet ([0-9a-fA-F:]{17});")
_NAME = re.compile(r'client-hostname "((?:[^"\\]|\\.){0,1024})";')


def leases(text: str, now: float) -> list[Lease]:
    """Return the last lease of each address, in the order in which the addresses first appear. Times are UTC."""
    found = []
    for address, body in _last(text).items():
        with suppress(ValueError):  # an entry that dhcpd is writing at this moment
            found.append(_lease(address, body, now))
    return found


def _last(text: str) -> dict[str, list[str]]:
    """Return the lines of the last whole entry of each address."""
    last: dict[str, list[str]] = {}
    address, body = "", list[str]()
    for row in text.splitlines():
        if len(row) > _LONGEST:
            continue
        if opened := _LEASE.fullmatch(row):
            address, body = opened[1], []
        elif row == "}" and address:
            last[address], address = body, ""
        elif address:
            body.append(row.strip())
    return last


def _first(pattern: re.Pattern[str], body: list[str]) -> re.Match[str] | None:
    return next((found for row in body if (found := pattern.match(row))), None)


def _lease(address: str, body: list[str], now: float) -> Lease:
    ends = _ends(body)
    mac, name = _first(_MAC, body), _first(_NAME, body)
    return Lease(
        address,
        mac[1].lower() if mac else None,
        ends,
        _state(body, ends, now),
        re.sub(r"\\(.)", r"\1", name[1]) if name else None,
    )


def _ends(body: list[str]) -> int | None:
    found = _first(_ENDS, body)
    if found is None or not (found[1] or found[2]):
        return None
    return int(found[1]) if found[1] else calendar.timegm(time.strptime(found[2], "%Y/%m/%d %H:%M:%S"))


def _state(body: list[str], ends: int | None, now: float) -> LeaseState:
    found = _first(_STATE, body)
    stated = found[1] if found else ""
    if stated == "active":
        return "expired" if ends is not None and ends < now else "active"
    if stated == "abandoned":
        return "declined"
    return "expired" if stated == "expired" else "free"
