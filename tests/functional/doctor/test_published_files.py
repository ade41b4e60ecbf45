"""Files that somebody else changed, removed or laid beside ours are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.functional.conftest import Run
from tests.functional.doctor.mistakes import KS, TFTP, assert_found, messages
from tests.functional.test_states import site

# Not among the fast tests: real daemons, or many processes, take their time.
pytestmark = pytest.mark.integration

MISTAKES = [
    (f"echo x >> {TFTP}/pxelinux.0", "loader", "pxelinux.0 differs"),
    (f"rm {TFTP}/ldlinux.c32", "loader", "ldlinux.c32 is missing"),
    (f"echo x > {TFTP}/pxe/el9/vmlinuz", "kernel", "vmlinuz: replaced"),
    (f"chmod o+r {KS}/*/*:56", "secret", "can be read by everybody"),
    (f"rm {KS}/*/*:56", "published", "are not as pillar says"),
    (
        f"echo LABEL > {TFTP}/pxelinux.cfg/01-52-54-00-AA-BB-CC",
        "foreign-file",
        "asks for 01-52-54-00-aa-bb-cc",
    ),
    (f"echo LABEL > {TFTP}/pxelinux.cfg/52:54:00:aa:bb:cd", "foreign-file", "asks for 01-52-54-00-aa-bb-cd"),
    (f"echo LABEL > {TFTP}/pxelinux.cfg/01-52-54-00-aa-bb-cc", "foreign-file", "is not ours"),
]


def test_each_mistake_is_found(run: Run, media: Path) -> None:
    """By its own check, and named."""
    assert_found(run, media, MISTAKES)


def test_a_repo_that_cannot_be_served_is_found(run: Run, media: Path) -> None:
    """With what is wrong with it."""
    (media / ".treeinfo").unlink()
    (report,) = run({"site": site(media), "check": False})
    assert any("pxe:repos:el9: " in message for message in messages(report, "repo"))
