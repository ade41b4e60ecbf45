"""Asking the ledger for an install, in as few words as a test needs."""

from __future__ import annotations

from typing import Any
from zlib import crc32

from salt_pxe.arming.request import Machine, Request
from salt_pxe.ledger import machines
from salt_pxe.ledger.queries import Reader
from salt_pxe.ledger.requests import Ledger, Outcome

NOW = 1_000_000
MAC = "52:54:00:12:34:56"


def mac_of(host: str) -> str:
    """Return the MAC address that a machine of this name has in tests; case does not count."""
    number = f"{crc32(host.lower().encode()) & 0xFFFFFF:06x}"
    return MAC if host.lower() == "web01" else f"52:54:01:{number[:2]}:{number[2:4]}:{number[4:]}"


def ask(ledger: Ledger, request: str = "CHG1", host: str = "web01", **more: Any) -> Outcome:
    """Ask for an install."""
    facts = {
        "site": "fra1",
        "mac": mac_of(host).replace(":", "-"),
        "minion_id": host,
        "key_generation": 1,
        "now": NOW,
        "by": "ticket",
    }
    return ledger.request(host, request, **{**facts, **more})


def ask_of(ledger: Ledger, host: str, site: str, request: str = "CHG1", **more: Any) -> Outcome:
    """Ask for an install at a site."""
    return ask(ledger, request, host, site=site, **more)


def row_of(ledger: Reader, host: str = "web01", request: str = "CHG1", site: str = "fra1") -> Request:
    """Return a request that was asked for, as it is now."""
    row = ledger.find(site, host, request)
    assert row is not None, f"nobody asked for {request} of {site}/{host}"
    return row


def is_used_up(
    ledger: Reader, now: int, host: str = "web01", request: str = "CHG1", site: str = "fra1", mac: str = ""
) -> bool:
    """Tell whether a text that pillar holds for a machine is over for it."""
    machine = Machine(site, host, (mac or mac_of(host),))
    known = machines.known(ledger, {host: machine}, {host: request}, now)
    return host in known and not known[host].is_open
