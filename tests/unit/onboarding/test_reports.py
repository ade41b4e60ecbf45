"""The spool of signals: nothing is lost, and nothing that a stranger sends becomes a path."""

from __future__ import annotations

import os
import stat
import time

import pytest

from salt_pxe.onboarding import reports as spool_room
from salt_pxe.onboarding.reports import Spool, SpoolFull
from salt_pxe.onboarding.signals import AUTH, Signal
from tests.unit.onboarding.starts import start

HOSTILE = ["../x", "*", "{{ 7 * 7 }}", "a\nb", "/etc/passwd", ".", "", "ä\ud800", "x" * 5000]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_a_signal_holds_it_comes_back_and_names_no_path(spool: Spool, text: str) -> None:
    """The file's name is random; the only files are in the spool's own folders."""
    signal = Signal(AUTH, {"act": "pend", "minion_id": text, "public_key": text, "proof": text})
    name = spool.put(signal)
    assert spool.names() == [name]
    assert spool.read(name) == signal
    spool.await_start(text)
    assert spool.awaits(text) and not spool.awaits(text + "x")
    made = [path for path in spool.folder.parent.rglob("*") if path.is_file()]
    assert sorted(path.parent.name for path in made) == ["awaited", "signals"]


def test_only_the_owner_reads_what_waits(spool: Spool) -> None:
    """It may hold proofs."""
    spool.put(start("a"))
    spool.await_start("a")
    for path in [spool.folder, *spool.folder.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_what_waits_already_is_not_kept_twice(spool: Spool) -> None:
    """Machines repeat their reports; a start is said once, and counts each time."""
    signal = Signal(AUTH, {"act": "pend", "minion_id": "a", "public_key": "k", "proof": "p"})
    first = spool.put(signal)
    assert spool.put(signal) == first and spool.names() == [first]
    assert spool.put(Signal(AUTH, {**signal.fields, "proof": "q"})) != first
    spool.drop(first)
    assert spool.put(signal) != first
    spool.put(start("a"))
    spool.put(start("a"))
    assert len(spool.names()) == 4


def test_a_spool_that_is_not_there_is_empty(spool: Spool) -> None:
    """Asking makes nothing."""
    assert spool.names() == [] and not spool.awaits("a") and spool.read("x") is None
    assert spool.drop_old(time.time()) == 0
    assert not spool.folder.exists()


def test_a_full_spool_takes_no_more(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Senders repeat; the disk stays usable."""
    monkeypatch.setattr(spool_room, "MOST", 3)
    for _ in range(3):
        spool.put(start("a"))
    with pytest.raises(SpoolFull):
        spool.put(start("a"))


def test_what_is_a_day_old_goes(spool: Spool) -> None:
    """With what a killed writer left half-written."""
    old, new = spool.put(start("a")), spool.put(start("b"))
    half = spool.folder / "signals" / ".half"
    half.write_text("{")
    for path in (spool.folder / "signals" / old, half):
        os.utime(path, (1, 1))
    assert spool.drop_old(time.time()) == 1
    assert spool.names() == [new] and not half.exists()


def test_only_those_are_awaited_that_the_ledger_awaits(spool: Spool) -> None:
    """But for one that came in the very moment in which the ledger was read."""
    for minion in ("old", "new", "known"):
        spool.await_start(minion)
    mark = spool.folder / "awaited" / "x"
    mark.touch()
    os.utime(mark, (1, 1))
    spool.await_only(["known", "lost"], time.time())
    assert all(spool.awaits(minion) for minion in ("new", "known", "lost")) and not mark.exists()
    spool.await_only(["known"], time.time() + 2 * spool_room.RECENT_SECONDS)
    assert [minion for minion in ("old", "new", "known", "lost") if spool.awaits(minion)] == ["known"]


def test_who_was_heard_is_remembered_while_awaited(spool: Spool) -> None:
    """With the time of the last word; it goes when nobody awaits the start any more."""
    assert spool.contact_at("a") is None
    spool.await_start("a")
    spool.note_contact("a")
    assert abs((spool.contact_at("a") or 0) - time.time()) < 5 and spool.contact_at("b") is None
    os.utime(spool.folder / "heard" / next((spool.folder / "heard").iterdir()).name, (7, 7))
    assert spool.contact_at("a") == 7
    spool.note_contact("a")
    assert (spool.contact_at("a") or 0) > 7
    spool.await_only([], time.time() + 2 * spool_room.RECENT_SECONDS)
    assert spool.contact_at("a") is None and not spool.awaits("a")
