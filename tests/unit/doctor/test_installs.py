"""Findings on what pillar asks for: who is left out, what is over, and what the armed machines need."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from salt_pxe.doctor import installs
from salt_pxe.doctor.finding import Finding
from salt_pxe.publish.files.disk import Disk
from salt_pxe.site.problem import Problem
from tests.unit.publish.steps.armed_server import server

LEASING = {"hosts:web01": {"mac": "52:54:00:12:34:56", "profile": "el9-web", "install": "CHG1"}}
POOL = {"subnets:10.0.0.0/24:range": ["10.0.0.150-10.0.0.151"]}


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    """An empty disk."""
    return Disk(str(tmp_path))


def found(disk: Disk, changes: Mapping[str, Any], *refused: Problem) -> dict[str, Finding]:
    """Return the findings by their checks, all of the room's."""
    by = server(disk, 1, changes, refused=refused)
    return {finding.check: finding for check in installs.CHECKS for finding in check(by)}


def test_a_site_in_order_needs_nothing(disk: Disk) -> None:
    """And says how many hosts are served, and what memory the installer needs."""
    report = found(disk, {})
    assert {finding.status for finding in report.values()} == {"ok"}
    assert report["refused"].message == "all 2 hosts of the site are served"
    assert "the installer of RHEL9 (profile el9-web) needs about " in report["memory"].message


def test_a_host_that_was_left_out_is_named_with_its_remedy(disk: Disk) -> None:
    """An error each; a problem without a hint is mended in pillar."""
    report = found(disk, {}, Problem("pxe:hosts:web09:mac", "is no MAC address", "write it with colons"))
    assert report["refused"] == Finding(
        "refused", "error", "pxe:hosts:web09:mac: is no MAC address", "write it with colons"
    )
    assert found(disk, {}, Problem("pxe:hosts:web09", "x", ""))["refused"].remedy == "mend it in pillar"


def test_a_request_that_is_over_here_is_named(disk: Disk) -> None:
    """It asks in vain, which is in order."""
    server(disk, 1, {}).armed_files.disarm("web01", "CHG0012345")
    report = found(disk, {})
    assert report["request"].status == "ok"
    assert (
        "the request 'CHG0012345' of web01 is over: write a new text to install again"
        in report["request"].message
    )


@pytest.mark.parametrize(
    ("changes", "status", "says"),
    [
        (POOL, "ok", "may take 0 leases; 2 of 2 are free"),
        ({**POOL, **LEASING}, "ok", "may take 2 leases; 2 of 2 are free"),
        (
            {"subnets:10.0.0.0/24:range": ["10.0.0.150-10.0.0.150"], **LEASING},
            "error",
            "may take 2 leases; 1 of 1 are free",
        ),
    ],
    ids=["fixed address", "enough", "too small"],
)
def test_a_pool_has_room_for_two_leases_a_machine(
    disk: Disk, changes: Mapping[str, Any], status: str, says: str
) -> None:
    """Firmware and installer may take one each; a machine with a fixed address takes none."""
    finding = found(disk, changes)["pool"]
    assert (finding.status, says in finding.message) == (status, True), finding


def test_a_profile_that_waits_for_somebody_is_a_warning(disk: Disk) -> None:
    """With the word that does not."""
    finding = found(disk, {"profiles:el9-web:finish": "halt"})["finish"]
    assert finding.status == "warning"
    assert finding.message.startswith("pxe:profiles:el9-web:finish is halt")
    assert finding.remedy == "set finish: reboot"


def test_the_memory_that_pillar_names_comes_first(disk: Disk) -> None:
    """Somebody has measured it."""
    assert "about 4321 MB" in found(disk, {"profiles:el9-web:memory_mb": 4321})["memory"].message
