"""A machine that comes to the end of its install."""

from __future__ import annotations

from tests.minion_keys import KEYS
from tests.ticket_office import NOW, Office
from tests.unit.ledger.asking import row_of


def finish(master: Office, key: str = KEYS[0], request: str = "CHG1") -> None:
    """Let the machine come to its end, with its key stored."""
    master.ledger.finish(row_of(master.ledger, "web09", request), key, now=NOW, by="machine")
    master.keys.accept("web09", key)
    master.ledger.accepted(row_of(master.ledger, "web09", request), now=NOW, by="master")
