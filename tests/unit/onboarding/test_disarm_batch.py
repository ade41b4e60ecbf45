"""Many calls to disarm become few, and each caller gets its own answer."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from salt_pxe.onboarding.disarm_batch import MOST, Disarming, Pair


class Server:
    """Kickstart servers that take their time, and refuse hosts whose name ends in 7."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, list[Pair]]] = []
        self.gate = threading.Event()

    def send(self, server: str, pairs: Sequence[Pair]) -> Mapping[Pair, bool] | None:
        """Answer when the gate is open."""
        self.calls.append((server, list(pairs)))
        assert self.gate.wait(20)
        return None if server == "away" else {pair: not pair[0].endswith("7") for pair in pairs}


def test_what_comes_while_a_call_is_on_its_way_goes_together() -> None:
    """A thousand machines, one of them first: the others wait for its call, and cost five more."""
    server = Server()
    disarm = Disarming(server.send)
    with ThreadPoolExecutor(1000) as pool:
        answers = {name: pool.submit(disarm, "ks1", f"web{name}", "CHG1") for name in range(1000)}
        while disarm._waiting.get("ks1") is None or len(disarm._waiting["ks1"]) < 999:
            threading.Event().wait(0.01)
        server.gate.set()
        assert {name: answer.result() for name, answer in answers.items()} == {
            name: name % 10 != 7 for name in range(1000)
        }
    assert [len(pairs) for _, pairs in server.calls] == [1, MOST, MOST, MOST, MOST, 1000 - 4 * MOST - 1]
    assert disarm("ks1", "web1", "CHG2") and server.calls[-1] == ("ks1", [("web1", "CHG2")])


def test_a_server_that_does_not_answer_is_asked_once() -> None:
    """The others are not kept waiting by it."""
    server = Server()
    server.gate.set()
    disarm = Disarming(server.send)
    assert not disarm("away", "web1", "CHG1") and not disarm("away", "web2", "CHG1")
    assert disarm("ks1", "web1", "CHG1")
    assert [name for name, _ in server.calls] == ["away", "ks1"]


def test_a_failure_leaves_nobody_waiting() -> None:
    """Who led gets the error; who waited is told that it is not done."""

    begun, gate = threading.Event(), threading.Event()

    def send(server: str, pairs: Sequence[Pair]) -> Mapping[Pair, bool]:
        begun.set()
        assert gate.wait(20)
        raise OSError("the bus is gone")

    disarm = Disarming(send)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(disarm, "ks1", "web1", "CHG1")
        assert begun.wait(20)
        second = pool.submit(disarm, "ks1", "web2", "CHG1")
        while not disarm._waiting["ks1"]:
            threading.Event().wait(0.01)
        gate.set()
        with pytest.raises(OSError, match="the bus is gone"):
            first.result(20)
        assert second.result(20) is False
