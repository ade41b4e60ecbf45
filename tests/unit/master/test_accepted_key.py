"""A key that Salt has accepted under a machine's minion id is its own, or somebody else's."""

from __future__ import annotations

from pathlib import Path

import pytest

from salt_pxe.arming.request import Machine
from salt_pxe.ledger import database
from salt_pxe.ledger.requests import Ledger
from salt_pxe.master.accepted_key import foreign_key
from tests.minion_keys import KEYS
from tests.unit.ledger.asking import MAC, NOW, ask, row_of

WEB01 = Machine("fra1", "web01", (MAC,))


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """Return a ledger in which web01 has proved a key."""
    made = database.ledger(f"sqlite:///{tmp_path}/ledger.db")
    ask(made)
    made.finish(row_of(made), KEYS[0], now=NOW, by="x")
    return made


def test_an_id_without_a_key_is_free(ledger: Ledger) -> None:
    """Nobody has it."""
    assert foreign_key(ledger, WEB01, "web01", {"web02": KEYS[1]}.get) == ""


def test_a_key_that_the_machine_has_proved_is_its_own(ledger: Ledger) -> None:
    """Under whatever name it goes now; Salt writes a key with or without a line end."""
    for machine in (WEB01, Machine("fra1", "db01", (MAC,)), Machine("fra1", "WEB01", ())):
        assert foreign_key(ledger, machine, "web01", {"web01": KEYS[0] + "\n"}.get) == ""


@pytest.mark.parametrize("key", [KEYS[1], "no key at all", ""])
def test_any_other_key_is_another_minion_s(ledger: Ledger, key: str) -> None:
    """The refusal says what to do; so is the key of a machine that is not this one."""
    for machine, held in ((WEB01, key), (Machine("fra1", "db01", ("52:54:00:00:00:99",)), KEYS[0])):
        reason = foreign_key(ledger, machine, "web01", {"web01": held}.get)
        assert reason.startswith(
            "Salt has accepted a key of the minion web01, which no install of this machine"
        )
        assert "`salt-key -d web01`" in reason
