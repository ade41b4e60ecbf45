"""Which type may be mounted where."""

from __future__ import annotations

import pytest

from salt_pxe.rules.storage import mounted_types
from salt_pxe.site.problem import Problem
from tests.layouts import BOOT, PATH, PHYSICAL, ROOT, below, layout

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


def test_a_type_is_refused_with_one_that_goes() -> None:
    """At its own value."""
    volumes = {"root": {**ROOT, "fstype": "vfat"}, "a": {"mount": "/a", "size": 9, "fstype": "efi"}}
    parts = [{"mount": "swap", "size": 9, "fstype": "xfs"}, {**SRV, "fstype": "swap"}, PHYSICAL]
    assert list(mounted_types.special_types(layout(*parts, volumes=volumes))) == [
        Problem(f"{PATH}:{path}:fstype", *rest)
        for path, *rest in (
            ("partitions:0", "swap is a type of its own and no xfs", "remove fstype"),
            (
                "partitions:1",
                "swap is mounted nowhere, and not at /srv",
                "write mount: swap, or another type such as xfs",
            ),
            (
                "volume_groups:vg:volumes:root",
                "/ cannot be vfat, which has no owners and modes",
                "such as xfs or ext4",
            ),
            (
                "volume_groups:vg:volumes:a",
                "efi is for firmware, which reads no logical volume",
                "such as xfs or vfat",
            ),
        )
    ]


@pytest.mark.parametrize("mount", ["/dev", "/dev/shm", "/proc/x", "/sys/x"])
def test_a_directory_of_the_kernel_is_refused_with_its_reason(mount: str) -> None:
    """Behind a partition that is mounted nowhere."""
    what = layout(PHYSICAL, ROOT, {**SRV, "mount": mount}, volumes={"a": {"mount": "/a", "size": 9}})
    assert list(mounted_types.kernel_directories(what)) == [
        Problem(
            f"{PATH}:partitions:2:mount",
            f"{mount} belongs to the kernel, whose own file system hides this one",
            "remove it, or mount it elsewhere",
        )
    ]


def test_what_is_mounted_twice_is_told_with_the_first() -> None:
    """Behind swap, and behind what is mounted nowhere."""
    swap = {"mount": "swap", "size": 100}
    what = layout(
        PHYSICAL, swap, SRV, ROOT, {**SRV, "mount": "/srv/"}, volumes={"a": {"mount": "/a", "size": 9}}
    )
    assert list(mounted_types.mounted_twice(what)) == [
        Problem(
            f"{PATH}:partitions:4:mount", f"/srv is mounted already, by {PATH}:partitions:2", "remove one"
        )
    ]
