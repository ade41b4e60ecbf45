"""Asking the ledger for an install, in as few words as a test needs."""

from __future__ import annotations

from typing import Any

from salt_pxe.ledger.requests import Ledger, Outcome

NOW = 1_000_000


def ask(ledger: Ledger, request: str = "CHG1", host: str = "web01", **more: Any) -> Outcome:
    """Ask for an install."""
    facts = {
        "site": "fra1",
        "mac": "52-54-00-12-34-56",
        "minion_id": host,
        "key_generation": 1,
        "now": NOW,
        "by": "ticket",
    }
    return ledger.request(host, request, **{**facts, **more})


def ask_of(ledger: Ledger, host: str, site: str, request: str = "CHG1", **more: Any) -> Outcome:
    """Ask for an install at a site."""
    facts = {"mac": "52:54:00:12:34:56", "minion_id": host, "key_generation": 1, "now": NOW, "by": "ticket"}
    return ledger.request(host, request, **{"site": site, **facts, **more})
