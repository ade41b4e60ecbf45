"""A master in the process that applies the states: its real ledger, pillar extension and registration, without Salt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from salt_pxe import pillar
from salt_pxe.arming.proof import KeyRing
from salt_pxe.arming.request import CANCELLED, INSTALLED
from salt_pxe.ledger import database, machines
from salt_pxe.ledger.errors import MinionIdHeld
from salt_pxe.master import register as registering
from salt_pxe.master import serve as serve_room
from salt_pxe.onboarding import handler
from salt_pxe.served import KEY
from tests.minion_keys import KEYS

NOW = 1_000_000
RING = KeyRing(1, {1: b"1" * 32})


class MasterHere:
    """A master whose ledger is a file of its own."""

    def __init__(self, folder: Path) -> None:
        self.ledger = database.ledger(f"sqlite:///{folder}/ledger.db")
        self.ledger.trust(now=NOW, by="operator")

    def pillar(self, given: Mapping[str, Any], server: str, site: str) -> dict[str, Any]:
        """Return the pillar of a kickstart server of a site."""
        known = registering.known(self.ledger, RING.current, given, server, site, NOW)
        master = serve_room.Master(known, RING, site)
        return {"pxe": given, **serve_room.serve({"pxe": given}, lambda url: "", master)}

    def runner(self, given: Mapping[str, Any], server: str, site: str) -> Callable[..., Any]:
        """Return what `publish.runner` is on that server: the runner compiles its pillar anew."""

        def run(function: str, words: list[str], timeout: int) -> dict[str, Any]:
            assert function == "pxe.register"
            served = self.pillar(given, server, site)[KEY]
            done = registering.register(
                self.ledger,
                pillar.parse({"pxe": served["site"]}),
                served["armed"],
                server=server,
                generation=RING.current,
                now=NOW,
                by=server,
                test="test=True" in words,
                unnoted=served["ledger"]["unnoted"],
            )
            return {"armed": dict(done.armed), "refused": dict(done.refused)}

        return run

    def end(self, how: str, host: str, site: str, disarm: Callable[[str, str], object]) -> list[str]:
        """Cancel or finish the open request of a machine, disarm it, and return by which names that was."""
        (row,) = [row for row in machines.named(self.ledger, host, site) if row.is_open(NOW)]
        names: list[str] = []

        def disarmed(server: str, name: str, request: str) -> bool:
            names.append(name)
            disarm(name, request)
            return True

        if how == CANCELLED:
            handler.cancel(self.ledger, row, disarm=disarmed, now=NOW, by="ticket")
        else:
            assert how == INSTALLED and self.ledger.finish(row, KEYS[0], now=NOW, by="machine").won
            handler.switch_off(self.ledger, row, disarm=disarmed, now=NOW)
        return names

    def install_elsewhere(self, host: str, request: str, site: str, mac: str, minion_id: str) -> str:
        """Ask for an install at another site, and return its state, or why it is refused."""
        facts = {"site": site, "mac": mac, "minion_id": minion_id, "key_generation": 1, "now": NOW, "by": "x"}
        try:
            return self.ledger.request(host, request, **facts).request.state
        except MinionIdHeld as held:
            return str(held)
