"""What is dropped in silence is told, and what stays is not."""

from __future__ import annotations

import pytest

from salt_pxe.installers.kickstart.limits import dropped_options
from tests.layouts import BOOT, PHYSICAL, ROOT, below, layout

SWAP = {"mount": "swap", "size": 1024}
ESP = {"mount": "/boot/efi", "size": 600}
SRV = {"mount": "/srv", "size": 1024}


@pytest.mark.parametrize(
    ("part", "told"),
    [(SWAP, True), (ESP, True), ({"mount": "biosboot", "size": 1}, True), (SRV, False)],
)
def test_options_of_what_is_mounted_with_none(part: dict[str, object], told: bool) -> None:
    """Swap, boot partitions and the EFI system partition lose theirs."""
    found = below(dropped_options.options(layout(ROOT, {**part, "fsoptions": "noatime"})))
    assert found == (["partitions:1:fsoptions"] if told else [])
    assert not list(dropped_options.options(layout(ROOT, part)))


def test_a_physical_volume_loses_all_that_belongs_to_a_file_system() -> None:
    """It has no type, no options and no label."""
    what = layout(
        BOOT, {**PHYSICAL, "fsoptions": "ro", "label": "x", "fstype": "xfs"}, volumes={"root": ROOT}
    )
    assert below(dropped_options.options(what)) == ["partitions:1:fsoptions"]
    assert below(dropped_options.labels(what)) == ["partitions:1:label"]
    assert below(dropped_options.types(what)) == ["partitions:1:fstype"]


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ({"mount": "biosboot", "size": 1}, True),
        ({**SRV, "fstype": "btrfs"}, True),
        ({**SRV, "fstype": "ext4"}, False),
        (SWAP, False),
        (ESP, False),
    ],
)
def test_labels_of_what_gets_none(part: dict[str, object], told: bool) -> None:
    """Swap and vfat have labels; btrfs gets none from the installer."""
    found = below(dropped_options.labels(layout(ROOT, {**part, "label": "x"})))
    assert found == (["partitions:1:label"] if told else [])


@pytest.mark.parametrize(("kind", "told"), [("xfs", True), ("ext4", True), ("vfat", False), ("efi", False)])
def test_the_efi_system_partition_is_always_one(kind: str, told: bool) -> None:
    """Another type of it is nobody's."""
    found = below(dropped_options.types(layout(ROOT, {**ESP, "fstype": kind})))
    assert found == (["partitions:1:fstype"] if told else [])


def test_swap_of_the_recommended_size_does_not_grow() -> None:
    """With a size it may."""
    swap = {"mount": "swap", "recommended": True}
    assert below(dropped_options.types(layout(ROOT, {**swap, "grow": True}))) == ["partitions:1:grow"]
    assert not list(dropped_options.types(layout(ROOT, swap)))
    assert not list(dropped_options.types(layout(ROOT, {**SWAP, "grow": True})))
