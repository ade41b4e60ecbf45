"""Mistakes that are made one after the other on a server that was in order, and what the doctor finds of each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.functional.conftest import Run
from tests.functional.test_states import STATES, site

Mistake = tuple[str, str, str]
"""What somebody does, which check finds it, and which words its message has."""

TFTP, KS = "/srv/tftp", "/srv/pxe/ks"


def found(report: list[dict[str, str]], *statuses: str) -> dict[str, str]:
    """Return check to message of the findings with one of these statuses."""
    return {one["check"]: one["message"] for one in report if one["status"] in statuses}


def messages(report: list[dict[str, str]], check: str) -> list[str]:
    """Return what a check has found that is not in order."""
    return [one["message"] for one in report if one["check"] == check and one["status"] != "ok"]


def assert_found(run: Run, media: Path, mistakes: Sequence[Mistake]) -> None:
    """Assert that each mistake is found by its check, and named; and that the check was silent before the first."""
    whole = site(media)
    steps = [[{"shell": spoil}, {"site": whole, "check": False}] for spoil, _, _ in mistakes]
    look = {"site": whole, "check": False}
    _, before, *reports = run(
        {"site": whole, "states": STATES}, look, *(one for step in steps for one in step)
    )
    for (spoil, check, says), report in zip(mistakes, reports[1::2], strict=True):
        assert messages(before, check) == []
        assert any(says in message for message in messages(report, check)), (
            f"{spoil}: {messages(report, check)}"
        )
