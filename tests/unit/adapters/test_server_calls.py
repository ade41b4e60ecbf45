"""A kickstart server's answers to the master: sealed by the newest secret that its pillar has."""

from __future__ import annotations

from typing import Any

import pytest
from salt.exceptions import CommandExecutionError

from salt_pxe.adapters.server_calls import ServerCalls, refusals_as_errors
from salt_pxe.arming import seal
from salt_pxe.arming.proof import KeyRing
from salt_pxe.publish.files.disk import PublishError
from salt_pxe.served import KEY

RING = KeyRing(2, {1: b"a" * 32, 2: b"b" * 32})
OLD = KeyRing(1, {1: b"a" * 32})
SERVER = "kickstart01"


def calls(now: dict[str, Any], fresh: dict[str, Any]) -> ServerCalls:
    """Return the calls of a minion with this pillar, and with that one when it is compiled anew."""
    return ServerCalls(now, {}, {"pillar.items": lambda unmask: fresh}, {})


def pillar_of(ring: KeyRing) -> dict[str, Any]:
    """Return a server's pillar with its secret."""
    return {KEY: {"seal": seal.secret(ring, SERVER)}}


def test_a_rotated_key_comes_with_a_new_pillar() -> None:
    """The pillar in memory is older than the master's call."""
    answer = calls(pillar_of(OLD), pillar_of(RING)).disarm_all([], "2-call")
    assert seal.opened(KeyRing(2, {2: RING.keys[2]}), SERVER, "2-call", answer) == []


def test_without_a_secret_the_answer_is_not_sealed() -> None:
    """It does not count, but a person can read it."""
    assert calls({}, {"_errors": ["broken"]}).disarm_all([], "2-call") == []
    assert calls({}, {}).disarm_all([], None) == []


def test_a_machine_that_cannot_be_armed_is_told_of() -> None:
    """As data, for the master decides by it."""
    answer = calls({}, {"_errors": ["broken"]}).arm("web01", "CHG1", None)
    assert answer["armed"] is False and "broken" in answer["error"]


def test_a_refusal_is_salts_error() -> None:
    """A fault of the program is none."""
    with pytest.raises(CommandExecutionError, match="why"), refusals_as_errors():
        raise PublishError("why")
    with pytest.raises(ZeroDivisionError), refusals_as_errors():
        raise ZeroDivisionError
