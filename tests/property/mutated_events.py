"""Events of the master's bus as strangers may send them: true ones of an installed machine, with something changed."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

from salt_pxe import proof
from salt_pxe.signals import AUTH_TAG, REPORT_TAG
from tests.minion_keys import KEYS
from tests.property.hostile import PIECES

MAC, MINION, REQUEST = "52:54:00:12:34:56", "web01.example.com", "CHG1"

_ODD: tuple[Any, ...] = (
    *(None, True, 0, -1, 2**70, 1.5, float("nan"), b"\xff\0", "", "\0", "\ud800", "a\udfff", "*", "../x"),
    *("x" * 100_000, "\u202e", "{{ 7 * 7 }}", [], {}, [["x"]], {"a": {"b": "c"}}, ("a",), "0" * 64),
)


def true_events(token: str) -> list[tuple[str, dict[str, Any]]]:
    """Return what a machine, its minion and Salt send of an install whose token this is."""
    events: list[tuple[str, dict[str, Any]]] = []
    for event in ("installing", "failed", "installed"):
        finger = proof.fingerprint(KEYS[0]) if event == "installed" else ""
        proved = proof.proof(token, event, "fra1", "web01", MAC, REQUEST, MINION, finger)
        post = {
            "event": event,
            "site": "fra1",
            "host": "web01",
            "mac": MAC,
            "request": REQUEST,
            "minion_id": MINION,
        }
        more = {"public_key": KEYS[0]} if event == "installed" else {"log": "the end\n"}
        events.append((REPORT_TAG, {"post": {**post, "proof": proved, **more}, "headers": {}, "body": ""}))
    grains = {"salt_pxe_proof": events[-1][1]["post"]["proof"]}
    asked = {"id": MINION, "pub": KEYS[0], "autosign_grains": grains, "result": True}
    events += [(AUTH_TAG, {**asked, "act": act}) for act in ("pend", "denied")]
    return [*events, (f"salt/minion/{MINION}/start", {"id": MINION, "data": "started"})]


def mutated(seed: int, count: int, token: str) -> Iterator[tuple[Any, Any]]:
    """Yield tags and data, each with at least one change; the same ones for a seed."""
    dice = random.Random(seed)
    given = true_events(token)
    for _ in range(count):
        tag, data = copy.deepcopy(dice.choice(given))
        was = (tag, copy.deepcopy(data))
        changed: tuple[Any, Any] = was
        while changed == was:
            for _ in range(dice.choice([1, 1, 1, 2, 5])):
                _change(dice, data)
            # Every twentieth comes by another tag, or is no event at all.
            changed = (
                (dice.choice([_odd(dice), REPORT_TAG, AUTH_TAG]), data)
                if not dice.randrange(20)
                else (tag, data)
            )
            if not dice.randrange(40):
                changed = (tag, _odd(dice))
        yield changed


def _odd(dice: random.Random) -> Any:
    if dice.randrange(2):
        return dice.choice(_ODD)
    return "".join(dice.choice(PIECES) for _ in range(dice.randint(1, 8)))


def _change(dice: random.Random, data: dict[Any, Any]) -> None:
    """Change, add, remove or bury one field, at any depth."""
    inner = [value for value in data.values() if isinstance(value, dict) and value]
    if inner and dice.randrange(4):
        _change(dice, dice.choice(inner))
        return
    name = dice.choice(list(data)) if data else "x"
    value = data.get(name)
    what = dice.randrange(6)
    if what == 0:
        data.pop(name, None)
    elif what == 1:
        data["".join(dice.choices(PIECES, k=3))] = 1
    elif what == 2 and isinstance(value, str):
        at = dice.randint(0, len(value))
        data[name] = value[:at] + dice.choice(PIECES) + value[at + dice.randrange(2) :]
    elif what == 3:
        for _ in range(dice.choice([1, 3000])):
            value = [value]
        data[name] = value
    else:
        data[name] = _odd(dice)
