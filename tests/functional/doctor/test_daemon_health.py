"""A daemon that does not run while machines are armed, or runs for nothing, is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.functional.conftest import Run
from tests.functional.doctor.mistakes import assert_found, found
from tests.functional.test_states import STATES, site

# Not among the fast tests: real daemons, or many processes, take their time.
pytestmark = pytest.mark.integration

MISTAKES = [("pkill -x in.tftpd", "service", "tftpd-hpa does not run")]


def test_each_mistake_is_found(run: Run, media: Path) -> None:
    """By its own check, and named."""
    assert_found(run, media, MISTAKES)


def test_daemons_that_run_for_nothing_are_a_warning(run: Run, media: Path) -> None:
    """With nothing armed and services: while_armed, a running daemon is named."""
    armed, idle = site(media), site(media)
    del idle["hosts"]["web01"]["install"]
    _, report = run({"site": armed, "states": STATES}, {"site": idle, "check": False})
    assert "runs although nothing is armed" in found(report, "warning")["service"]
