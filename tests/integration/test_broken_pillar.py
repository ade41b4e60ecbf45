"""A pillar that the master cannot compile: check, plan and states tell why, and nobody is sent to the wrong place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration.onboarding_lab import API, KICKSTART, Lab
from tests.site import changed

pytestmark = pytest.mark.integration

OTHER = "another.sls"


def jinja(pillar: Path) -> None:
    """Break the file that holds the site."""
    site = pillar / "site.sls"
    site.write_text(site.read_text() + "\n{{ nowhere.to_be_found }}\n")


def dangling(pillar: Path) -> None:
    """Name a file in the top file that is not there; the site is whole."""
    (pillar / "top.sls").write_text(yaml.safe_dump({"base": {KICKSTART: ["site", "nosuchfile"]}}))


def refused(pillar: Path) -> None:
    """Let the site be one that the door refuses: the extension itself fails."""
    bad = {"server:api": API, "subnets:10.0.0.0/24:range": "10.0.0.9-10.0.0.8"}
    (pillar / "site.sls").write_text(yaml.safe_dump(changed(bad)))


FAULTS: list[tuple[Callable[[Path], None], str]] = [
    (jinja, "Rendering SLS 'site' failed"),
    (dangling, "Specified SLS 'nosuchfile' in environment 'base' is not available"),
    (refused, "pxe:subnets:10.0.0.0/24:range: 10.0.0.9-10.0.0.8 is reversed"),
]


@pytest.fixture
def pillar(lab: Lab) -> Iterator[Path]:
    """The master's pillar, which is whole again afterwards."""
    folder = lab.folder / "pillar"
    before = {path: path.read_text() for path in folder.iterdir()}
    yield folder
    for path, text in before.items():
        path.write_text(text)
    lab.salt("saltutil.refresh_pillar", "wait=True")


@pytest.mark.parametrize(("fault", "cause"), FAULTS, ids=[fault.__name__ for fault, _ in FAULTS])
def test_the_true_cause_is_told(lab: Lab, pillar: Path, fault: Callable[[Path], None], cause: str) -> None:
    """And what to do; the neighbour is the same pillar before it was broken."""
    assert cause not in str(lab.salt("pxe.check", "probe=False"))
    fault(pillar)
    lab.salt("saltutil.refresh_pillar", "wait=True")
    findings: list[Any] = lab.salt("pxe.check", "probe=False")
    first = findings[0]
    assert (first["check"], first["status"]) == ("pillar", "error") and cause in first["message"]
    assert "saltutil.refresh_pillar" in first["remedy"]
    answers = {
        "apply": lab.salt("state.apply", "pxe"),
        "arm": lab.salt("pxe.arm", "web01", "CHG1"),
    }
    if (
        fault is not dangling
    ):  # Then the site is served, and only a whole run of the states is refused, by Salt.
        answers["plan"] = lab.salt("pxe.plan", "mac=52:54:00:12:34:56")
        answers["forced"] = lab.salt("state.apply", "pxe.http", "test=True", "force=True")
    for name, answer in answers.items():
        assert cause in str(answer), (name, answer)
        for elsewhere in ("does not name", "no pxe pillar"):
            assert elsewhere not in str(answer), name
