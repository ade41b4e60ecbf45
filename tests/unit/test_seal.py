"""An answer counts when the very server has given it to the very call."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe import seal
from salt_pxe.proof import KeyRing

RING = KeyRing(2, {1: b"a" * 32, 2: b"b" * 32})
ANSWER = [["web01", "CHG1", True], ["wéb02", "CHG2", "no \x00 \ud800 space"]]
SEALED = seal.sealed(seal.secret(RING, "ks1"), "call1", ANSWER)


def test_a_server_s_own_answer_comes_back() -> None:
    """Whatever it holds, and with a key that is kept though a newer one is current."""
    assert seal.opened(RING, "ks1", "call1", SEALED) == ANSWER
    assert seal.opened(KeyRing(3, {2: b"b" * 32, 3: b"c" * 32}), "ks1", "call1", SEALED) == ANSWER


@pytest.mark.parametrize(
    ("server", "call", "changed"),
    [
        ("ks2", "call1", {}),
        ("ks1", "call2", {}),
        ("ks1", "call1", {"text": "[]"}),
        ("ks1", "call1", {"text": None}),
        ("ks1", "call1", {"text": "\ud800"}),
        ("ks1", "call1", {"seal": "0" * 64}),
        ("ks1", "call1", {"seal": None}),
        ("ks1", "call1", {"seal": "\ud800"}),
        ("ks1", "call1", {"generation": 1}),
        ("ks1", "call1", {"generation": 3}),
        ("ks1", "call1", {"generation": []}),
        ("ks1", "call1", {"generation": True}),
    ],
)
def test_every_other_answer_is_refused(server: str, call: str, changed: dict[str, Any]) -> None:
    """Another server's, one to another call, one that was changed, and what is no seal at all."""
    with pytest.raises(ValueError, match="seal"):
        seal.opened(RING, server, call, {**SEALED, **changed})


@pytest.mark.parametrize("given", [ANSWER, True, None, {}, "text", {"text": "[]"}])
def test_an_answer_without_a_seal_is_refused(given: Any) -> None:
    """It may be anybody's."""
    with pytest.raises(ValueError, match="seal"):
        seal.opened(RING, "ks1", "call1", given)


def test_each_server_has_a_secret_of_its_own() -> None:
    """And none of them is a token."""
    secrets = {seal.secret(RING, name)["secret"] for name in ("ks1", "ks2")}
    assert len(secrets) == 2 and RING.token(2, "ks1", "h", "m", "r") not in secrets
