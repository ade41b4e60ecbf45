"""Does the loop end right whatever process is killed -9 at whatever step? Real processes over real files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

# Not among the fast tests: two minutes of processor time.
pytestmark = pytest.mark.integration

RUNS = 208
PARTS = 4
"""So that they share the processors; 52 runs each."""


@pytest.mark.parametrize("part", range(PARTS))
def test_whoever_is_killed_the_loop_ends_right(part: int) -> None:
    """Installed, failed or with its report lost: in the end the ledger, the server and the key store say the same."""
    seeds = list(range(part, RUNS, PARTS))
    program = [sys.executable, "-m", "tests.functional.fault_lab", json.dumps(seeds)]
    checkout = Path(__file__).resolve().parents[2]
    done = subprocess.run(program, capture_output=True, text=True, timeout=900, cwd=checkout, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    said = json.loads(done.stdout)
    wrong = [one for one in said["runs"] if one["wrong"]]
    assert not wrong, wrong
    # Where a process takes fewer steps than in the quiet run, its fuse does not burn down.
    killed = sum(one["killed"] for one in said["runs"])
    assert killed >= 0.8 * len(seeds), f"only {killed} kills in {len(seeds)} runs: {said['steps']}"
