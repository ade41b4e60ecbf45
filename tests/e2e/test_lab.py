"""Does a lab leave anything behind? Processes, mounts and networks vanish with the harness, even when it is killed."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.built import CHECKOUT

pytestmark = pytest.mark.e2e

PROGRAM = """
from tests.e2e.lab import Lab
with Lab() as lab:
    lab.server.start()
    print(lab.folder, lab.namespace.pid, flush=True)
    input()
"""
PATIENCE = 30.0


def processes_of(folder: str) -> list[str]:
    """Return the command lines of the processes that name this folder or have it mounted."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            mounts = (process / "mountinfo").read_text()
        except OSError:
            continue
        if folder in command or folder in mounts:
            found.append(command)
    return found


@pytest.mark.parametrize("signal", ["INT", "TERM", "KILL"])
def test_nothing_outlives_the_harness(signal: str) -> None:
    """However the harness ends, the container, its mounts and its network end with it; a kill leaves files at most."""
    harness = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert harness.stdin and harness.stdout
    folder, anchor = harness.stdout.readline().split()
    assert processes_of(folder), "the lab is not there"
    subprocess.run(["kill", f"-{signal}", str(harness.pid)], check=True)
    harness.communicate(timeout=PATIENCE)

    deadline = time.monotonic() + PATIENCE
    while processes_of(folder) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert processes_of(folder) == []
    assert not Path("/proc", anchor).exists(), "process 1 of the lab still runs"
    if signal != "KILL":
        assert not Path(folder).exists()
