"""Which answers of kickstart servers count."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest
import salt.utils.event

from salt_pxe.adapters import jobs
from salt_pxe.arming import seal
from salt_pxe.arming.proof import KeyRing

RING = KeyRing(1, {1: b"k" * 32})
SERVER = "kickstart01"


class Bus:
    """The master's bus, from which nothing comes by itself."""

    def subscribe(self, tag: str) -> None:
        """Do nothing."""


def answering(
    monkeypatch: pytest.MonkeyPatch, answer: Any, sealed_for: str | None = None
) -> jobs.SealedCalls:
    """Return calls that a kickstart server answers, sealed for a server or not at all."""

    calls: list[str] = []

    def published_job(opts: Any, minions: list[str], function: str, *args: Any, **kwargs: Any) -> str:
        calls.extend([kwargs["call"]] if "call" in kwargs else [])
        return function

    def returns(bus: Any, job: str, minion: str, deadline: float) -> Iterator[Any]:
        if job == "saltutil.find_job":
            return
        yield 5  # somebody else is first, and is passed over
        yield answer if sealed_for is None else seal.sealed(seal.secret(RING, sealed_for), calls[-1], answer)

    monkeypatch.setattr(jobs, "published_job", published_job)
    monkeypatch.setattr(jobs, "_returns", returns)
    monkeypatch.setattr(salt.utils.event, "get_master_event", lambda *args, **kwargs: nullcontext(Bus()))
    return jobs.SealedCalls({"sock_dir": ""}, lambda: RING)


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
