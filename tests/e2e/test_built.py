"""Do those who build and those who use what was built leave each other alone? Nothing in use goes, and no job stays."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e import built as room
from tests.e2e.built import CHECKOUT, built

PATIENCE = 30.0
USER = """
import sys
from pathlib import Path
from tests.e2e import built
built.BUILD = Path(sys.argv[1])
print(built.built("thing", ["old"], lambda folder: None), flush=True)
input()
"""
KILLED = """
import subprocess
from tests.e2e.tied import enclosed
subprocess.run(enclosed(["sh", "-c", "sleep 4242 >&2 & echo started; wait"]))
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of things built, apart from the real one."""
    monkeypatch.setattr(room, "BUILD", tmp_path)
    monkeypatch.setattr(room, "_used", {})
    return tmp_path


def python(program: str, *arguments: Path) -> subprocess.Popen[str]:
    """Start a Python program from the checkout."""
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_folder_that_another_process_uses_is_kept(folder: Path) -> None:
    """Making it from other inputs removes the older folder only once nobody uses that any more."""
    with python(USER, folder) as user:
        assert user.stdout
        old = Path(user.stdout.readline().strip())
        built("thing", ["new"], lambda _: None)
        assert old.exists()
        user.communicate("\n", timeout=PATIENCE)
    newest = built("thing", ["newer still"], lambda _: None)
    assert not old.exists()
    assert newest.exists()


def test_a_folder_of_another_name_is_left_alone(folder: Path) -> None:
    """Names may begin alike: what is made of one is no older copy of the other."""
    other = folder / "thing-wheels-0123456789ab"
    other.mkdir()
    built("thing", ["old"], lambda _: None)
    assert other.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="namespaces need root")
def test_a_job_ends_with_a_harness_that_was_killed() -> None:
    """Whoever is killed in the midst of building leaves nobody behind who goes on writing."""
    harness = python(KILLED)
    try:
        assert harness.stdout
        assert harness.stdout.readline() == "started\n"
        wait_for(sleepers)
    finally:
        harness.kill()
        harness.communicate(timeout=PATIENCE)
    wait_for(lambda: not sleepers())


def wait_for(fact: Callable[[], object]) -> None:
    """Fail unless ``fact()`` becomes true in time."""
    deadline = time.monotonic() + PATIENCE
    while not fact():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def sleepers() -> list[Path]:
    """Return the processes that the killed harness had started."""
    return [
        process
        for process in Path("/proc").glob("[0-9]*")
        if (process / "cmdline").exists() and (process / "cmdline").read_bytes() == b"sleep\x004242\x00"
    ]
