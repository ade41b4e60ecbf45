"""What pillar asks for is armed where the master's ledger holds it, and not on pillar's word alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from salt_pxe.arming.armed import ArmingRefused
from salt_pxe.arming.ledger_trust import Position, Standing
from salt_pxe.publish.armed.registration import Registration

POSITION = Position("ledger", 7, "mark")


@dataclass
class Master:
    """A master that answers as the test says, and remembers what it was asked."""

    answer: Any = None
    asked: list[tuple[str, list[str], Mapping[str, Any]]] = field(default_factory=list)

    def __call__(self, function: str, words: list[str], **more: Any) -> Any:
        self.asked.append((function, words, more))
        return self.answer


def registration(master: Master, registered: Mapping[str, str], test: bool = False) -> Registration:
    """Return what a server got with its pillar."""
    return Registration(Standing(POSITION), 3, registered, {}, master, test)


def test_what_the_ledger_holds_already_is_armed_without_a_word() -> None:
    """The master is not asked for it again."""
    master = Master()
    assert registration(master, {"web01": "CHG1"}).allowed({"web01": "CHG1"}, None) == ({"web01": "CHG1"}, {})
    assert master.asked == []


def test_new_requests_are_registered_before_anything_is_armed() -> None:
    """In one call, which carries no request: the master reads pillar by itself."""
    master = Master({"armed": {"web02": "CHG2"}, "refused": {"web03": "busy"}})
    wanted = {"web01": "CHG1", "web02": "CHG2", "web03": "CHG3"}
    armed, refused = registration(master, {"web01": "CHG1"}).allowed(wanted, POSITION)
    assert (armed, refused) == ({"web01": "CHG1", "web02": "CHG2"}, {"web03": "busy"})
    ((function, words, _),) = master.asked
    assert function == "pxe.register"
    assert words == ["generation=3", "test=False", f"published={json.dumps(POSITION.to_plain())}"]


def test_a_name_that_the_ledger_does_not_know_yet_is_written_down_though_nobody_is_armed() -> None:
    """Once; where that is refused it is told, and with test the master is told that, too."""
    master = Master(
        {"armed": {}, "refused": {"db02": "'CHG2' of web02, which has this name or MAC, is armed"}}
    )
    asking = registration(master, {}, test=True)
    asking.unnoted = {"db01": "CHG1", "db02": "CHG1"}
    for _ in range(2):
        assert asking.allowed({}, None) == (
            {},
            {"db02": "'CHG2' of web02, which has this name or MAC, is armed"},
        )
    assert [words for _, words, _ in master.asked] == [["generation=3", "test=True"]]
    master.answer, asking = None, registration(master, {})
    asking.unnoted = {"db01": "CHG1"}
    with pytest.raises(ArmingRefused, match="the requests of db01 cannot be registered"):
        asking.allowed({}, None)


def test_who_is_neither_armed_nor_refused_by_the_master_is_not_armed() -> None:
    """Nor is one for which the master has another text."""
    master = Master({"armed": {"web02": "CHG9"}})
    armed, refused = registration(master, {}).allowed({"web01": "CHG1", "web02": "CHG2"}, None)
    assert armed == {}
    assert refused == dict.fromkeys(["web01", "web02"], "the master has not registered it")


def test_the_master_is_asked_once_for_the_same_requests() -> None:
    """The states of one run ask one after the other; with test it is told so."""
    master = Master({"armed": {"web01": "CHG1"}})
    asking = registration(master, {}, test=True)
    for _ in range(3):
        assert asking.allowed({"web01": "CHG1"}, None) == ({"web01": "CHG1"}, {})
    assert [words for _, words, _ in master.asked] == [["generation=3", "test=True"]]
    master.answer = {"armed": {"web01": "CHG2"}}
    assert asking.allowed({"web01": "CHG2"}, None) == ({"web01": "CHG2"}, {})


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, "refuses to be asked; its configuration needs peer_run"),
        ({}, "refuses to be asked"),
        ({"error": "ledger", "reason": "the ledger is locked"}, "the master says: the ledger is locked"),
        ({"error": "ledger"}, "the master says: ledger"),
        ("Traceback", "the master answers 'Traceback'"),
        ({"armed": ["web01"]}, "the master answers"),
    ],
)
def test_a_master_that_does_not_answer_arms_nobody(answer: Any, says: str) -> None:
    """The reason is in its own words, or says what its configuration lacks; the next call asks again."""
    master = Master(answer)
    asking = registration(master, {})
    for _ in range(2):
        with pytest.raises(ArmingRefused, match="the requests of web01 cannot be registered: ") as refused:
            asking.allowed({"web01": "CHG1"}, None)
        assert says in str(refused.value)
        assert str(refused.value).endswith("None is armed")
    assert len(master.asked) == 2


def test_of_many_requests_five_are_named() -> None:
    """A line stays readable."""
    with pytest.raises(ArmingRefused, match="web00, web01, web02, web03, web04 and 15 more"):
        registration(Master(), {}).allowed({f"web{number:02}": "CHG1" for number in range(20)}, None)
