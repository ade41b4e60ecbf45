"""Which type may be mounted where."""

from __future__ import annotations

import pytest

from salt_pxe.rules.storage import mounted_types
from tests.layouts import BOOT, PHYSICAL, ROOT, below, layout

SRV = {"mount": "/srv", "size": 1024}


@pytest.mark.parametrize("kind", ["swap", "biosboot", "prepboot"])
def test_what_has_no_mount_point_is_mounted_nowhere(kind: str) -> None:
    """As a partition and as a volume; the word itself stands for the mount point."""
    found = list(mounted_types.special_types(layout(ROOT, {**SRV, "fstype": kind})))
    assert below(found) == ["partitions:1:fstype"] and f"mount: {kind}" in found[0].hint
    volumes = {"root": ROOT, "srv": {**SRV, "fstype": kind}}
    volume = mounted_types.special_types(layout(BOOT, PHYSICAL, volumes=volumes))
    assert below(volume) == ["volume_groups:vg:volumes:srv:fstype"]
    for said in ({}, {"fstype": kind}):
        assert not list(mounted_types.special_types(layout(ROOT, {"mount": kind, "size": 1, **said})))
    other = layout(ROOT, {"mount": kind, "size": 1, "fstype": "xfs"})
    assert below(mounted_types.special_types(other)) == ["partitions:1:fstype"]


@pytest.mark.parametrize("kind", ["vfat", "efi"])
@pytest.mark.parametrize(
    ("mount", "told"),
    [
        ("/", True),
        ("/home", True),
        ("/var", True),
        ("/usr", True),
        ("/tmp", True),
        ("/srv", False),
        ("/boot/efi", False),
    ],
)
def test_a_file_system_without_owners_holds_no_system(kind: str, mount: str, told: bool) -> None:
    """It may be mounted where no system lies."""
    parts = [{**ROOT, "fstype": kind}] if mount == "/" else [ROOT, {**SRV, "mount": mount, "fstype": kind}]
    path = f"partitions:{len(parts) - 1}:fstype"
    assert below(mounted_types.special_types(layout(*parts))) == ([path] if told else [])


def test_a_volume_s_default_type_is_nobody_s_word() -> None:
    """Swap on a volume says no type; efi on one is read by no firmware, and vfat may hold files."""

    def told(volume: dict[str, object]) -> list[str]:
        return below(mounted_types.special_types(layout(BOOT, PHYSICAL, volumes={"root": ROOT, "a": volume})))

    assert not told({"mount": "swap", "size": 1024})
    assert not told({**SRV, "fstype": "vfat"})
    assert told({**SRV, "fstype": "efi"}) == ["volume_groups:vg:volumes:a:fstype"]


@pytest.mark.parametrize(
    ("mount", "told"),
    [
        ("/dev", True),
        ("/proc", True),
        ("/sys", True),
        ("/run", True),
        ("/dev/shm", True),
        ("/device", False),
        ("/run/media", False),
        ("/srv/dev", False),
    ],
)
def test_the_kernel_s_directories_are_its_own(mount: str, told: bool) -> None:
    """And what is below /dev, /proc and /sys."""
    found = below(mounted_types.kernel_directories(layout(ROOT, {**SRV, "mount": mount})))
    assert found == (["partitions:1:mount"] if told else [])


def test_a_place_is_mounted_once_in_any_spelling() -> None:
    """Swap may be there twice."""
    twice = layout(ROOT, SRV, {**SRV, "mount": "/srv/"})
    assert below(mounted_types.mounted_twice(twice)) == ["partitions:2:mount"]
    swap = {"mount": "swap", "size": 100}
    assert not list(mounted_types.mounted_twice(layout(ROOT, SRV, swap, swap)))
