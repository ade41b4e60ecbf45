"""Who may change things now, and who is next."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from salt_pxe.publish.files import locks
from salt_pxe.publish.files.disk import Disk

PATH = "/var/lib/lock"


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    """An empty disk."""
    return Disk(str(tmp_path))


def test_nobody_overtakes_who_waits(disk: Disk) -> None:
    """Whoever lets the lock go and wants it anew at once finds that somebody who waited is before him."""
    order = []

    def waits() -> None:
        with locks.in_turn(disk, PATH):
            order.append("who waited")

    with locks.in_turn(disk, PATH):
        other = threading.Thread(target=waits)
        other.start()
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            with locks.held(disk, f"{PATH}.next", wait=False) as free:
                if not free:
                    break
            time.sleep(0.005)
        assert not free
        assert order == []
    with locks.in_turn(disk, PATH):
        order.append("who came again")
    other.join()
    assert order == ["who waited", "who came again"]


def test_a_lock_that_another_holds_is_told_without_waiting(disk: Disk) -> None:
    """Who does not want to wait hears so at once, and gets it when it is free."""
    with locks.held(disk, PATH) as first, locks.held(disk, PATH, wait=False) as second:
        assert (first, second) == (True, False)
    with locks.held(disk, PATH, wait=False) as third:
        assert third
