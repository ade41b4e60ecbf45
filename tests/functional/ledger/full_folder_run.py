"""A program for a mount namespace of its own: end installs while the ledger's folder is full, and again when it is not.

It prints, for each of `cancel`, `finish` and `expire`, what was disarmed and what the ledger says, then and afterwards.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from salt_pxe.ledger import database
from salt_pxe.ledger.errors import LedgerError
from salt_pxe.ledger.frozen import ledger_or_frozen
from salt_pxe.onboarding import handler
from tests.functional.full_disk_run import fill, free
from tests.unit.ledger.asking import row_of
from tests.unit.onboarding.test_handler import NOW, RING, Store, ask, report

LATE = NOW + 10**8


def main() -> None:
    """End one request in each way."""
    found = {}
    for way in ("cancel", "finish", "expire"):
        folder = Path(sys.argv[1]) / way
        folder.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m,nr_inodes=60", "tmpfs", folder], check=True)
        url = f"sqlite:///{folder}/ledger.db"
        made = database.ledger(url)
        made.trust(now=NOW, by="operator")
        ask(made, "CHG1")
        off: list[list[str]] = []

        def disarm(*what: str, off: list[list[str]] = off) -> bool:
            off.append(list(what))
            return True

        def end(way: str = way, url: str = url, disarm: Callable[..., bool] = disarm) -> str:
            try:
                ledger = ledger_or_frozen(url)
                if way == "cancel":
                    handler.cancel(ledger, row_of(ledger), disarm=disarm, now=NOW + 1, by="me")
                elif way == "finish":
                    one = {"ring": RING, "keys": Store(), "now": NOW + 1}
                    handler.handle(report("installed"), ledger=ledger, disarm=disarm, **one)
                else:
                    handler.catch_up(ledger=ledger, keys=Store(), disarm=disarm, now=LATE)
            except LedgerError as failure:
                return str(failure)
            return ""

        fill(folder)
        full = {
            "error": end(),
            "disarmed": list(off),
            "state": row_of(ledger_or_frozen(url)).state,
        }
        free(folder)
        after = {"error": end(), "state": row_of(database.reader(url)).state}
        found[way] = {"full": full, "after": {**after, "undone": len(database.reader(url).undone())}}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
