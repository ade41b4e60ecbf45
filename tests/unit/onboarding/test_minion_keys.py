"""Keys get in and out by exact id and exact key; the store here is a dictionary with Salt's three calls."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.onboarding.minion_keys import KeyStore
from tests.minion_keys import KEYS

MINION = "web01.example.com"


class Banks(dict[tuple[str, str], Any]):
    """Salt's cache, in memory."""

    def fetch(self, bank: str, key: str) -> Any:
        """Return what is stored."""
        return self.get((bank, key), {})

    def store(self, bank: str, key: str, data: Any) -> None:
        """Store it."""
        self[bank, key] = data

    def flush(self, bank: str, key: str) -> None:
        """Remove it."""
        self.pop((bank, key), None)


@pytest.fixture
def told() -> list[tuple[str, ...]]:
    """What was awaited and said, in its order."""
    return []


def store(banks: Banks, told: list[tuple[str, ...]]) -> KeyStore:
    """Return the store over these banks."""
    return KeyStore(banks, lambda name: told.append(("await", name)), lambda *words: told.append(words))


def test_a_key_is_accepted_in_the_place_of_the_one_that_was_there(told: list[tuple[str, ...]]) -> None:
    """Its start is awaited before; doing it again says nothing new."""
    banks = Banks({("keys", MINION): {"pub": f"{KEYS[0]}\n", "state": "accepted"}})
    keys = store(banks, told)
    keys.accept(MINION, KEYS[1])
    assert keys.accepted(MINION) == KEYS[1]
    assert told == [("await", MINION), (MINION, "accepted")]
    keys.accept(MINION, KEYS[1])
    assert told[2:] == [("await", MINION)]


def test_a_key_that_is_pending_is_not_accepted(told: list[tuple[str, ...]]) -> None:
    """Only the state tells."""
    assert (
        store(Banks({("keys", MINION): {"pub": KEYS[0], "state": "pending"}}), told).accepted(MINION) is None
    )


def test_the_accepted_key_is_denied_no_more_and_the_others_are(told: list[tuple[str, ...]]) -> None:
    """A reinstalled machine's key was denied, for the master knew its old one."""
    banks = Banks({("denied_keys", MINION): [f"{KEYS[1]}\n", KEYS[2]]})
    store(banks, told).accept(MINION, KEYS[1])
    assert banks["denied_keys", MINION] == [KEYS[2]]


def test_only_the_very_key_is_deleted(told: list[tuple[str, ...]]) -> None:
    """Another machine may have the id by now."""
    banks = Banks({("keys", MINION): {"pub": KEYS[0], "state": "accepted"}})
    keys = store(banks, told)
    keys.drop(MINION, KEYS[1])
    assert keys.accepted(MINION) == KEYS[0] and told == []
    keys.drop(MINION, KEYS[0])
    assert not banks and told == [(MINION, "delete")]


@pytest.mark.parametrize("minion_id", ["*", "../web01", "a[b]", ""])
def test_what_is_no_minion_id_is_not_looked_up(told: list[tuple[str, ...]], minion_id: str) -> None:
    """No glob and no path gets as far as the store."""
    with pytest.raises(ValueError, match="minion id"):
        store(Banks(), told).accepted(minion_id)
