"""All that pxe.check looks at, on a system with real daemons: silent where all is well, worst first where it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.functional.conftest import Run
from tests.functional.doctor.mistakes import found
from tests.functional.test_states import STATES, site

# Not among the fast tests: real daemons, or many processes, take their time.
pytestmark = pytest.mark.integration


def test_a_server_as_the_states_left_it_has_no_errors(run: Run, media: Path) -> None:
    """After an apply nothing is wrong, and every finding that is not ok has a remedy."""
    whole = site(media)
    applied, report = run({"site": whole, "states": STATES}, {"site": whole, "check": True})
    assert all(ret["result"] for ret in applied["states"].values()), applied
    assert found(report, "error", "warning") == {}
    checks = {one["check"] for one in report}
    assert {
        "next-server",
        "interface",
        "port",
        "pool",
        "loader",
        "repo",
        "other-dhcp",
        "service",
        "secret",
    } <= checks


def test_before_the_first_apply_it_says_what_is_missing(run: Run, media: Path) -> None:
    """Loaders, kernels and running daemons are missing, each with its remedy, worst first."""
    (report,) = run({"site": site(media), "check": False})
    assert {"loader", "kernel", "service"} <= found(report, "error").keys()
    assert all(one["remedy"] for one in report if one["status"] != "ok")
    order = [one["status"] for one in report]
    assert order == sorted(order, key=["error", "warning", "ok"].index)
