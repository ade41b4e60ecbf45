"""What no database can hold is refused before it is asked for: in the same words on SQLite and on PostgreSQL."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from salt_pxe.arming.proof import KeyRing
from salt_pxe.arming.request import Machine
from salt_pxe.ledger import database, machines
from salt_pxe.ledger.capacity import ask
from salt_pxe.ledger.errors import LedgerError, Unstorable
from salt_pxe.ledger.requests import Ledger
from salt_pxe.onboarding import handler
from salt_pxe.onboarding.events import Auth, Refuse, Report, Start
from tests.minion_keys import KEYS
from tests.property.hostile import PIECES
from tests.unit.ledger.asking import mac_of, row_of

NOW = 1_000_000
MAC = "52:54:00:12:34:56"
HERE: dict[str, Any] = {"site": "fra1", "now": NOW}
BAD = ("\0", "web\0", "\ud800", "a\udfffb", "x" * 256)


def known(url: str) -> Ledger:
    """Return a trusted ledger with one request, whose host is web01."""
    ledger = database.ledger(url)
    ledger.trust(now=NOW, by="operator")
    ledger.request(
        "web01", "CHG1", site="fra1", mac=MAC, minion_id="web01", key_generation=1, now=NOW, by="operator"
    )
    return ledger


Call = Callable[[Ledger, str], Any]
WRITES: dict[str, Call] = {
    "request": lambda ledger, value: ledger.request(
        "web02", value, site="fra1", mac=MAC, minion_id="web02", key_generation=1, now=NOW, by="x"
    ),
    "minion id": lambda ledger, value: ledger.request(
        "web03", "CHG1", site="fra1", mac=MAC, minion_id=value, key_generation=1, now=NOW, by="x"
    ),
    "host": lambda ledger, value: ledger.request(
        value, "CHG1", site="fra1", mac=MAC, minion_id="web04", key_generation=1, now=NOW, by="x"
    ),
    "ask": lambda ledger, value: ask(
        ledger,
        "web05",
        "CHG1",
        value,
        site="fra1",
        mac=mac_of("web05"),
        minion_id="web05",
        key_generation=1,
        most=9,
        now=NOW,
        by="x",
    ),
    "served": lambda ledger, value: ledger.served(row_of(ledger), value, now=NOW, by="x"),
    "disarmed": lambda ledger, value: ledger.disarmed(row_of(ledger), value, now=NOW, by="x"),
    "loss": lambda ledger, value: ledger.trust(now=NOW, by="x", accept_loss=value),
    "enrolled server": lambda ledger, value: ledger.enroll("web06", value, {"mac": MAC}, **HERE, by="x"),
    "enrolled by": lambda ledger, value: ledger.enroll("web07", "ks1", {"mac": MAC}, **HERE, by=value),
    "key": lambda ledger, value: ledger.finish(row_of(ledger), value, now=NOW, by="x"),
}
LOOKS: dict[str, Call] = {
    "find": lambda ledger, value: ledger.find("fra1", value, value),
    "minion": lambda ledger, value: ledger.with_minion_id(value),
    "site": lambda ledger, value: ledger.find(value, "web01", "CHG1"),
    "note": lambda ledger, value: ledger.distrust(now=NOW, by="x", note=value),
    "by": lambda ledger, value: ledger.trust(now=NOW, by=value),
    "known": lambda ledger, value: machines.known(
        ledger, {value: Machine("fra1", value, (MAC,))}, {value: value}, NOW
    ),
    "named": lambda ledger, value: machines.named(ledger, value),
    "by text": lambda ledger, value: machines.by_text(ledger, Machine(value, value, ()), value),
    "history": lambda ledger, value: list(ledger.history(value)),
}


@pytest.mark.parametrize("name", sorted(WRITES))
def test_what_cannot_be_written_is_a_value_error(url: str, name: str) -> None:
    """A NUL, a lone surrogate, or more than there is room for: nothing is written, whichever database it is."""
    ledger = known(url)
    before = rows(ledger)
    for value in BAD:
        with pytest.raises(ValueError) as refused:
            WRITES[name](ledger, value)
        assert value not in str(refused.value)
    assert rows(ledger) == before


@pytest.mark.parametrize("name", sorted(LOOKS))
def test_what_cannot_be_looked_for_is_a_value_error(url: str, name: str) -> None:
    """No database is asked for a NUL or a lone surrogate."""
    ledger = known(url)
    for value in BAD[:-1]:
        with pytest.raises(Unstorable):
            LOOKS[name](ledger, value)


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**40])
def test_a_number_that_is_too_large_is_a_value_error(url: str, number: int) -> None:
    """Of any size; the generation of a key has 32 bits."""
    ledger = known(url)
    with pytest.raises(Unstorable, match="too large"):
        ledger.trust(now=number, by="x")
    for generation in (number, 2**31):
        with pytest.raises(Unstorable, match="too large"):
            ledger.request(
                "web02",
                "CHG1",
                site="fra1",
                mac="52:54:00:12:34:57",
                minion_id="web02",
                key_generation=generation,
                now=NOW,
                by="x",
            )


def test_a_signal_that_can_never_be_decided_is_refused(url: str) -> None:
    """It is not kept to be tried again: what it names can be in no ledger."""
    ledger, ring = known(url), KeyRing(1, {1: b"k" * 32})
    for bad in BAD[:-1]:
        for event in (
            Report("installed", "fra1", bad, MAC, "CHG1", "web01", "0" * 64, KEYS[0]),
            Report("installed", "fra1", "web01", MAC, bad, "web01", "0" * 64, KEYS[0]),
            Report("installed", "fra1", "web01", MAC, "CHG1", bad, "0" * 64, KEYS[0]),
            Auth("pend", bad, KEYS[0], "0" * 64),
            Start(bad, NOW),
        ):
            handled = handler.handle(
                event,
                ledger=ledger,
                ring=ring,
                keys=None,  # type: ignore[arg-type]
                disarm=lambda *_: False,
                now=NOW,
            )
            assert isinstance(handled.decision, Refuse)


def test_both_databases_say_the_same(cluster: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Over three hundred hostile texts at every door: the same answer, or an error of the same kind."""
    dice = random.Random(7)
    folder = tmp_path_factory.mktemp("ledger")
    ledgers = [known(f"sqlite:///{folder}/ledger.db"), known(cluster)]
    pieces = [*PIECES, "\ud800", "x" * 300, "web01", "CHG1"]
    for _ in range(300):
        value = "".join(dice.choice(pieces) for _ in range(dice.randint(1, 4)))
        name = dice.choice(sorted({**WRITES, **LOOKS}))
        said = [outcome({**WRITES, **LOOKS}[name], ledger, value) for ledger in ledgers]
        assert said[0] == said[1], (name, value)


def outcome(call: Call, ledger: Ledger, value: str) -> str:
    """Return what came of a call: the kind of its error, with the ledger's own taken for a failure."""
    try:
        call(ledger, value)
    except LedgerError as error:
        raise AssertionError(f"the database failed over {value!r}") from error
    except (ValueError, LookupError) as error:
        return type(error).__name__
    return "done"


def rows(ledger: Ledger) -> list[int]:
    """Return how many rows each table has."""
    with ledger.engine.connect() as connection:
        names = ("requests", "history", "serving", "hosts", "trust", "enrolments", "names", "addresses")
        return [connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in names]
