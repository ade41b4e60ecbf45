"""A layout of disks: its file systems with their pillar paths, types and limits."""

from __future__ import annotations

import pytest

from salt_pxe.installers.disk_layout import file_systems, mounts
from tests.layouts import BOOT, PATH, PHYSICAL, ROOT, layout


def test_partitions_come_before_volumes_each_with_its_path() -> None:
    """The path leads to the value in pillar."""
    found = list(file_systems(layout(BOOT, PHYSICAL, volumes={"root": ROOT})))
    assert [one.path for one in found] == [
        f"{PATH}:partitions:0",
        f"{PATH}:partitions:1",
        f"{PATH}:volume_groups:vg:volumes:root",
    ]
    assert [one.on_volume for one in found] == [False, False, True]
    assert [one.mount for one in found] == ["/boot", None, "/"]


@pytest.mark.parametrize(
    ("said", "mount", "fstype"),
    [
        ({"mount": "swap"}, "swap", "swap"),
        ({"mount": "biosboot"}, "biosboot", "biosboot"),
        ({"mount": "/boot/efi"}, "/boot/efi", "efi"),
        ({"mount": "/boot/efi/"}, "/boot/efi", "efi"),
        ({"mount": "/srv/"}, "/srv", "xfs"),
        ({"mount": "/srv", "fstype": "ext4"}, "/srv", "ext4"),
    ],
)
def test_a_mount_point_has_one_spelling_and_may_decide_the_type(
    said: dict[str, str], mount: str, fstype: str | None
) -> None:
    """A slash at the end means nothing; swap and the EFI system partition have their own types."""
    found = list(file_systems(layout(ROOT, {**said, "size": 100})))[1]
    assert (found.mount, found.fstype) == (mount, fstype)
    assert mounts(layout(ROOT, {**said, "size": 100}))[mount] == found


@pytest.mark.parametrize(
    ("said", "largest"),
    [
        ({"size": 100}, 100),
        ({"size": 100, "grow": True}, None),
        ({"size": 100, "grow": True, "maxsize": 200}, 200),
        ({"percent": 10}, None),
        ({"percent": 10, "maxsize": 300}, 300),
    ],
)
def test_the_largest_size_is_what_pillar_limits(said: dict[str, int], largest: int | None) -> None:
    """What grows is limited by maxsize alone, and so is a share."""
    what = layout(BOOT, PHYSICAL, volumes={"root": ROOT, "srv": {"mount": "/srv", **said}})
    assert mounts(what)["/srv"].largest == largest


def test_autopart_is_no_explicit_layout() -> None:
    """An installer makes a layout of its own where autopart says so."""
    assert layout(ROOT).explicit
    assert not layout(autopart="lvm").explicit
