"""Who takes signals out of the spool: none is taken twice, none waits for another, none is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count

from salt_pxe.onboarding.reports import Spool
from salt_pxe.onboarding.signals import Signal
from salt_pxe.onboarding.worker import drain
from tests.unit.onboarding.starts import start


def deciding(seen: list[str], bad: str = "") -> Callable[[Signal], None]:
    """Return what decides by remembering; it cannot decide about one minion, however often it is asked.

    Who asks for ever gets an answer at last, so that a test ends.
    """
    tries = count(1)

    def decide(signal: Signal) -> None:
        if signal.fields["minion_id"] == bad and next(tries) < 50:
            raise RuntimeError("the ledger cannot be reached")
        time.sleep(0.002)
        seen.append(signal.fields["minion_id"])

    return decide


def test_all_that_waits_is_decided_once(spool: Spool) -> None:
    """By many callers at once, while more comes in: afterwards nothing waits, and nothing was taken twice."""
    seen: list[str] = []

    def put_and_drain(number: int) -> int:
        spool.put(start(str(number)))
        return drain(spool, deciding(seen), 4)

    with ThreadPoolExecutor(12) as pool:
        decided = list(pool.map(put_and_drain, range(200)))
    assert spool.names() == []
    assert sorted(map(int, seen)) == list(range(200))
    assert sum(decided) == 200


def test_what_cannot_be_decided_waits_for_the_next_time(spool: Spool) -> None:
    """The others are decided, and nobody tries for ever."""
    seen: list[str] = []
    for minion in ("a", "bad", "b"):
        spool.put(start(minion))
    assert drain(spool, deciding(seen, "bad"), 2) == 2
    assert sorted(seen) == ["a", "b"] and len(spool.names()) == 1
    assert drain(spool, deciding(seen), 2) == 1
    assert spool.names() == []


def test_what_cannot_be_read_is_dropped(spool: Spool) -> None:
    """A file that is no signal stops nothing."""
    seen: list[str] = []
    spool.put(start("a"))
    (spool.folder / "signals" / "00000").write_text("no JSON")
    (spool.folder / "signals" / "00001").write_text('{"kind": 1}')
    drain(spool, deciding(seen), 2)
    assert seen == ["a"] and spool.names() == []


def test_one_slow_server_does_not_hold_up_the_others(spool: Spool) -> None:
    """Signals that come while another one waits for an answer are decided meanwhile."""
    answered, others = threading.Event(), []

    def decide(signal: Signal) -> None:
        if signal.fields["minion_id"] == "slow":
            assert answered.wait(10)
        else:
            others.append(signal.fields["minion_id"])

    spool.put(start("slow"))
    with ThreadPoolExecutor(1) as pool:
        draining = pool.submit(drain, spool, decide, 2)
        time.sleep(0.05)
        for minion in ("a", "b", "c"):
            spool.put(start(minion))
        assert drain(spool, decide, 2) == 0
        deadline = time.monotonic() + 5
        while len(others) < 3:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        answered.set()
        assert draining.result(10) == 4
