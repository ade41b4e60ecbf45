"""Which lab do the end-to-end tests share? One, in which ``state.apply pxe`` has run; its logs are kept on failure."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.cycle import line, recorded
from tests.e2e.lab import Lab

PILLAR = Path(__file__).parent / "pillar"


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    """Return a lab whose Salt master and kickstart server run, with nothing applied yet."""
    with Lab(PILLAR) as lab:
        lab.start()
        yield lab


@pytest.fixture(scope="session")
def predicted(lab: Lab) -> dict[str, Any]:
    """Return what ``state.apply pxe test=True`` says on a server on which nothing was applied."""
    result: dict[str, Any] = lab.salt("state.apply", "pxe", test=True)
    return result


@pytest.fixture(scope="session")
def applied(lab: Lab, predicted: dict[str, Any]) -> dict[str, Any]:
    """Return what the first ``state.apply pxe`` did; each state must have succeeded."""
    result: dict[str, Any] = lab.salt("state.apply", "pxe")
    assert isinstance(result, dict), result
    failed = {key: state["comment"] for key, state in result.items() if not state["result"]}
    assert not failed, failed
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep consoles, journals and configuration of the lab when one of its tests fails."""
    report = yield
    lab = getattr(item, "funcargs", {}).get("lab")
    if report.failed and lab is not None:
        kept = lab.keep(re.sub(r"[^A-Za-z0-9_.-]+", "-", item.name))
        report.sections.append(("lab", f"logs and configuration are in {kept}"))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what each install took and whether that was too long: to be seen in each run, and no timed test."""
    for told in recorded:
        terminalreporter.write_line(f"install: {line(told)}")
