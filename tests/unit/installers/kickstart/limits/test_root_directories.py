"""Directories that have to be on the root file system, and their neighbours that need not."""

from __future__ import annotations

import pytest

from salt_pxe.installers.kickstart.limits.root_directories import own_file_systems
from tests.layouts import BOOT, PHYSICAL, ROOT, below, layout


@pytest.mark.parametrize(
    "mount",
    [
        "/bin",
        "/etc",
        "/lib",
        "/lib64",
        "/mnt",
        "/root",
        "/sbin",
        "/root/",
        "/var/run",
        "/usr/bin",
        "/usr/lib64",
    ],
)
def test_a_directory_of_the_root_file_system_has_none_of_its_own(mount: str) -> None:
    """As a partition and as a volume."""
    assert below(own_file_systems(layout(ROOT, {"mount": mount, "size": 1024}))) == ["partitions:1:mount"]
    volumes = {"root": ROOT, "own": {"mount": mount, "size": 1024}}
    found = below(own_file_systems(layout(BOOT, PHYSICAL, volumes=volumes)))
    assert found == ["volume_groups:vg:volumes:own:mount"]


@pytest.mark.parametrize(
    "mount",
    [
        "/",
        "/home",
        "/usr",
        "/var",
        "/mnt/data",
        "/root/x",
        "/library",
        "/etcetera",
        "/usr/local",
        "/var/lib",
        "/run/x",
    ],
)
def test_what_lies_beside_or_below_may_have_its_own(mount: str) -> None:
    """Only the very directories are meant."""
    parts = [ROOT] if mount == "/" else [ROOT, {"mount": mount, "size": 1024}]
    assert not list(own_file_systems(layout(*parts)))
