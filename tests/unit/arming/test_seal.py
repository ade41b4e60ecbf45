"""An answer counts when the very server has given it to the very call."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import pytest

from salt_pxe.arming import seal
from salt_pxe.arming.proof import KeyRing

RING = KeyRing(2, {1: b"a" * 32, 2: b"b" * 32})
ANSWER = [["web01", "CHG1", True], ["wéb02", "CHG2", "no \x00 \ud800 space"]]


@pytest.fixture
def answer() -> dict[str, Any]:
    """Return the answer of ks1 to call1 with its seal."""
    return seal.sealed(seal.secret(RING, "ks1"), "call1", ANSWER)


def test_a_server_s_own_answer_comes_back(answer: dict[str, Any]) -> None:
    """Whatever it holds, and with a key that is kept though a newer one is current."""
    assert seal.opened(RING, "ks1", "call1", answer) == ANSWER
    assert seal.opened(KeyRing(3, {2: b"b" * 32, 3: b"c" * 32}), "ks1", "call1", answer) == ANSWER


def test_what_travels_keeps_its_names() -> None:
    """A master and a server of different versions read each other's words."""
    given = seal.secret(RING, "ks1")
    secret = hmac.new(b"b" * 32, b"salt-pxe server 1\nks1\n", hashlib.sha256)
    assert given == {"generation": 2, "secret": secret.hexdigest()}
    text = hashlib.sha256(b"[1]").hexdigest().encode()
    wanted = hmac.new(secret.digest(), b"salt-pxe answer 1\ncall1\n" + text + b"\n", hashlib.sha256)
    assert seal.sealed(given, "call1", [1]) == {"generation": 2, "text": "[1]", "seal": wanted.hexdigest()}


FORGED = "the seal of the answer is wrong: somebody else has given it"
UNKNOWN_KEY = "the answer is sealed with a key that is not kept"


@pytest.mark.parametrize(
    ("server", "call", "changed", "reason"),
    [
        ("ks2", "call1", {}, FORGED),
        ("ks1", "call2", {}, FORGED),
        ("ks1", "call1", {"text": "[]"}, FORGED),
        ("ks1", "call1", {"text": None}, "the answer is not sealed"),
        ("ks1", "call1", {"text": "\ud800"}, FORGED),
        ("ks1", "call1", {"seal": "0" * 64}, FORGED),
        ("ks1", "call1", {"seal": None}, FORGED),
        ("ks1", "call1", {"seal": "\ud800"}, FORGED),
        ("ks1", "call1", {"generation": 1}, FORGED),
        ("ks1", "call1", {"generation": 3}, UNKNOWN_KEY),
        ("ks1", "call1", {"generation": []}, UNKNOWN_KEY),
        ("ks1", "call1", {"generation": True}, UNKNOWN_KEY),
    ],
)
def test_every_other_answer_is_refused(
    answer: dict[str, Any], server: str, call: str, changed: dict[str, Any], reason: str
) -> None:
    """Another server's, one to another call, one that was changed, and what is no seal at all."""
    with pytest.raises(ValueError, match=f"^{reason}$"):
        seal.opened(RING, server, call, {**answer, **changed})


@pytest.mark.parametrize("given", [ANSWER, True, None, {}, "text", {"text": "[]"}])
def test_an_answer_without_a_seal_is_refused(given: Any) -> None:
    """It may be anybody's."""
    with pytest.raises(ValueError, match="^the answer is not sealed$|^" + UNKNOWN_KEY):
        seal.opened(RING, "ks1", "call1", given)


def test_each_server_has_a_secret_of_its_own() -> None:
    """And none of them is a token."""
    secrets = {seal.secret(RING, name)["secret"] for name in ("ks1", "ks2")}
    assert len(secrets) == 2 and RING.token(2, "ks1", "h", "m", "r") not in secrets
