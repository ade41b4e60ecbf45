"""`pxe.arm` inside real Salt: it reads a pillar that is compiled anew, and not masked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.masterless import Masterless
from tests.site import SITE, changed

pytestmark = pytest.mark.integration


@pytest.fixture
def minion(tmp_path: Path) -> Masterless:
    """A kickstart server without a master."""
    return Masterless(tmp_path, file_roots=[tmp_path], pillar={"pxe": SITE})


def test_the_pillar_is_read_anew_and_in_the_clear(minion: Masterless) -> None:
    """The request that pillar holds at this moment is the one that counts, and it is no row of asterisks."""
    refused = minion.call("pxe.arm", "web01", "OTHER")
    assert refused == {
        "host": "web01",
        "request": "OTHER",
        "armed": False,
        "error": "web01 asks for 'CHG0012345', and not for 'OTHER'",
    }
    minion.set_pillar(changed({"hosts:web01:install": "CHG7"}))
    assert "asks for 'CHG7'" in minion.call("pxe.arm", "web01", "OTHER")["error"]


def test_a_pillar_that_cannot_be_compiled_is_a_refusal(minion: Masterless) -> None:
    """Nothing is armed from a site that the master refuses, and its problem is told."""
    minion.set_pillar(changed({"subnets:10.0.0.0/24:range": "10.0.0.9-10.0.0.8"}))
    refused = minion.call("pxe.arm", "web01", "CHG0012345")
    assert "is reversed" in refused["error"]
    assert not refused["armed"]
