"""The types that a release has, and the sizes that they may have."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.installers.kickstart.limits import storage_types
from salt_pxe.installers.kickstart.syntax import Syntax
from tests.layouts import BOOT, PHYSICAL, ROOT, below, layout

EL7, EL8, EL9, EL10, F42 = (*(Syntax("el", n) for n in (7, 8, 9, 10)), Syntax("fedora", 42))


@pytest.mark.parametrize("release", [EL7, EL8, EL9, EL10, F42])
def test_btrfs_is_there_before_rhel_8_and_in_fedora(release: Syntax) -> None:
    """As a kind of autopart, as a partition and as a volume."""
    there = release in (EL7, F42)
    assert below(storage_types.autopart(layout(autopart="btrfs"), release)) == ([] if there else ["autopart"])
    part = layout(BOOT, {**ROOT, "fstype": "btrfs"})
    assert below(storage_types.file_systems_of_release(part, release)) == (
        [] if there else ["partitions:1:fstype"]
    )
    volume = layout(BOOT, PHYSICAL, volumes={"root": {**ROOT, "fstype": "btrfs"}})
    assert bool(list(storage_types.file_systems_of_release(volume, release))) is not there


@pytest.mark.parametrize(
    ("kind", "fstype", "release", "told"),
    [
        ("plain", "efi", EL9, True),
        ("plain", "vfat", F42, True),
        ("lvm", "swap", EL10, True),
        ("lvm", "biosboot", EL8, True),
        ("thinp", "prepboot", EL7, True),
        ("lvm", "btrfs", F42, True),
        ("btrfs", "ext4", F42, True),
        ("plain", "ext4", EL7, False),
        ("lvm", "xfs", EL10, False),
    ],
)
def test_autopart_makes_every_file_system_of_its_type(
    kind: str, fstype: str, release: Syntax, told: bool
) -> None:
    """So it is one that the root file system may be of; btrfs is a kind of autopart and no type of it."""
    found = below(storage_types.autopart(layout(autopart=kind, fstype=fstype), release))
    assert found == (["fstype"] if told else [])


def test_autopart_without_swap_begins_with_rhel_8() -> None:
    """RHEL 7's language lacks the option; without a /home it knows."""
    assert below(storage_types.autopart(layout(autopart="lvm", no_swap=True), EL7)) == ["no_swap"]
    assert not list(storage_types.autopart(layout(autopart="lvm", no_swap=True), EL8))
    assert not list(storage_types.autopart(layout(autopart="lvm", no_home=True), EL7))


@pytest.mark.parametrize(
    ("part", "release", "path"),
    [
        ({"mount": "biosboot", "size": 2}, EL9, None),
        ({"mount": "biosboot", "size": 3}, EL9, "size"),
        ({"mount": "prepboot", "size": 10}, EL9, None),
        ({"mount": "prepboot", "size": 11}, EL9, "size"),
        ({"mount": "/boot/efi", "size": 49}, EL7, "size"),
        ({"mount": "/boot/efi", "size": 10, "grow": True, "maxsize": 49}, EL7, "maxsize"),
        ({"mount": "/boot/efi", "size": 50}, EL7, None),
        ({"mount": "/boot/efi", "size": 49}, EL8, None),
    ],
)
def test_what_stops_the_installer_by_its_size(
    part: dict[str, Any], release: Syntax, path: str | None
) -> None:
    """The boot partitions have a largest size, and on RHEL 7 the EFI system partition a smallest."""
    found = below(storage_types.sizes_of_types(layout(ROOT, part), release))
    assert found == ([f"partitions:1:{path}"] if path else [])


@pytest.mark.parametrize(
    ("root", "told"),
    [
        ({"size": 249}, "size"),
        ({"size": 250}, None),
        ({"size": 1, "grow": True}, None),
        ({"size": 1, "grow": True, "maxsize": 249}, "maxsize"),
    ],
)
def test_a_root_file_system_holds_a_system(root: dict[str, Any], told: str | None) -> None:
    """What grows without a limit may be as small as one likes."""
    found = below(storage_types.sizes_of_types(layout({"mount": "/", **root}), EL9))
    assert found == ([f"partitions:0:{told}"] if told else [])


@pytest.mark.parametrize(
    ("part", "release", "path"),
    [
        ({"mount": "/srv", "size": 299}, EL9, "size"),
        ({"mount": "/srv", "size": 300}, EL9, None),
        ({"mount": "/srv", "size": 299}, EL7, None),
        ({"mount": "/srv", "size": 299}, F42, None),
        ({"mount": "/srv", "size": 299, "fstype": "xfs"}, F42, "size"),
        ({"mount": "/srv", "size": 255, "fstype": "btrfs"}, F42, "size"),
        ({"mount": "/srv", "size": 10, "fstype": "ext4"}, EL9, None),
        ({"mount": "/srv", "size": 10, "grow": True}, EL9, None),
        ({"mount": "/srv", "size": 10, "grow": True, "maxsize": 299}, EL9, "maxsize"),
        ({"mount": "/boot/efi", "size": 49}, EL8, "size"),
        ({"mount": "/boot/efi", "size": 50}, EL8, None),
    ],
)
def test_what_the_installer_makes_larger_is_told(
    part: dict[str, Any], release: Syntax, path: str | None
) -> None:
    """xfs is what RHEL makes where no type is said; Fedora's depends on its edition."""
    what = layout(ROOT, part, release=release.kickstart)
    found = below(storage_types.enlarged(what, release))
    assert found == ([f"partitions:1:{path}"] if path else [])
