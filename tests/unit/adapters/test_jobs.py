"""Which answers of kickstart servers count."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.adapters import jobs
from salt_pxe.arming import seal
from salt_pxe.arming.proof import KeyRing

RING = KeyRing(1, {1: b"k" * 32})
SERVER = "kickstart01"


def answering(
    monkeypatch: pytest.MonkeyPatch, answer: Any, sealed_for: str | None = None
) -> jobs.SealedCalls:
    """Return calls that a kickstart server answers, sealed for a server or not at all."""

    def answers(opts: Any, minions: list[str], function: str, call: str, **kwargs: Any) -> dict[str, Any]:
        if sealed_for is None:
            return {minions[0]: answer}
        given = seal.secret(RING, sealed_for)
        return {minions[0]: seal.sealed(given, call, answer)}

    monkeypatch.setattr(jobs, "answers", answers)
    return jobs.SealedCalls({}, lambda: RING)


def test_a_sealed_answer_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of arming and of disarming."""
    assert answering(monkeypatch, {"armed": True}, SERVER).arm()(SERVER, "web01", "CHG1") == {"armed": True}
    assert answering(monkeypatch, [["web01", "CHG1", True]], SERVER).disarm()(SERVER, "web01", "CHG1")


@pytest.mark.parametrize("other", [None, "kickstart02"])
def test_no_other_answer_counts(monkeypatch: pytest.MonkeyPatch, other: str | None) -> None:
    """Any accepted minion can send one in the name of another."""
    assert answering(monkeypatch, {"armed": True}, other).arm()(SERVER, "web01", "CHG1") == {}
    assert not answering(monkeypatch, [["web01", "CHG1", True]], other).disarm()(SERVER, "web01", "CHG1")


def test_a_text_in_place_of_an_answer_is_an_error() -> None:
    """Salt returns a text where a function is not there or fails."""
    assert jobs.plain_arming("'pxe.arm' is not available.") == {"error": "'pxe.arm' is not available."}
    assert jobs.plain_arming(None) == {}


def test_only_true_says_that_a_machine_is_disarmed() -> None:
    """A reason is a text, and no answer is not the same as a refusal."""
    pairs = [("web01", "CHG1"), ("web02", "CHG2")]
    assert jobs.disarmed(SERVER, pairs, [["web01", "CHG1", True], ["web02", "CHG2", "disk is full"]]) == {
        pairs[0]: True,
        pairs[1]: False,
    }
    assert jobs.disarmed(SERVER, pairs, "no such function") == {}
    assert jobs.disarmed(SERVER, pairs, None) is None
