"""What becomes of an install that ends while the ledger's disk is full? With a real file system that is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.built import CHECKOUT

# Not among the fast tests: it mounts file systems, which needs root.
pytestmark = pytest.mark.integration


def test_what_is_over_is_disarmed_although_it_cannot_be_written_down(tmp_path: Path) -> None:
    """Cancelled, finished or expired: it is disarmed at once, told as not written, and written by the repetition."""
    program = [sys.executable, "-m", "tests.functional.ledger.full_folder_run", str(tmp_path)]
    done = subprocess.run(
        ["unshare", "--mount", *program],
        capture_output=True,
        text=True,
        timeout=300,
        cwd=CHECKOUT,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found = json.loads(done.stdout)
    for way, state in {"cancel": "cancelled", "finish": "installed", "expire": "expired"}.items():
        full, after = found[way]["full"], found[way]["after"]
        assert full["disarmed"] == [["ks1", "web01", "CHG1"]], found[way]
        assert full["state"] == "armed"
        assert "not written down" in full["error"] and "web01 is disarmed on ks1" in full["error"]
        assert after == {"error": "", "state": state, "undone": 0}
