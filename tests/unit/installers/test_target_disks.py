"""The disks that an install may erase: those that are named, and no other."""

from __future__ import annotations

import pytest

from salt_pxe.installers.refusal import InstallationRefused
from tests.unit.installers.kickstart.rendered_site import WEB, web01

REFUSED = {
    "no disk is named": ({f"{WEB}:disks": []}, "pxe:hosts:web01:disks", "no disk is named"),
    "a partition's disk is not named": (
        {f"{WEB}:storage": {"partitions": [{"mount": "/", "size": 1, "disk": "sdb"}]}},
        "pxe:hosts:web01:storage",
        "sdb",
    ),
    "the boot drive is not named": (
        {f"{WEB}:bootloader": {"boot_drive": "sdb"}},
        "pxe:hosts:web01:bootloader",
        "sdb",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    """What cannot be installed safely is refused with its path and a mend, before anything is rendered."""
    changes, path, words = REFUSED[name]
    with pytest.raises(InstallationRefused) as refused:
        web01(changes)
    assert refused.value.problem.path == path
    assert words in refused.value.problem.message
    assert refused.value.problem.hint
