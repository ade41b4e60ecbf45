"""The layout of the disks."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from salt_pxe.site.profiles.storage import Storage

ROOT = {"mount": "/", "size": 4096}
PV = {"volume_group": "vg0", "size": 8192, "grow": True}
BOOT = {"mount": "/boot", "size": 1024}


def volume(**more: Any) -> dict[str, Any]:
    """Return a layout whose volume group has a volume at / with these values in place of its size."""
    one = {"mount": "/", **(more or {"size": 4096})}
    return {"partitions": [BOOT, PV], "volume_groups": {"vg0": {"volumes": {"root": one}}}}


@pytest.mark.parametrize(
    "given",
    [
        {"autopart": "lvm"},
        {"autopart": "plain", "fstype": "xfs", "no_home": True, "no_swap": True},
        {"partitions": [ROOT]},
        {"partitions": [ROOT, {"mount": "swap", "recommended": True}], "reqpart": True},
        {"partitions": [ROOT, {"mount": "swap", "size": 1}, {"mount": "swap", "size": 2}]},
        {"partitions": [{**ROOT, "grow": True, "maxsize": 9000, "disk": "/dev/sda"}]},
        volume(),
        volume(percent=100),
        volume(percent=1, grow=True),
    ],
)
def test_a_whole_layout_is_taken(given: dict[str, Any]) -> None:
    """The release's own, partitions, volumes, and swap as often as it is wanted."""
    assert Storage.model_validate(given)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "the layout is empty"),
        ({"autopart": "lvm", "partitions": [ROOT]}, "two layouts"),
        ({"autopart": "lvm", "reqpart": True}, "what the platform needs itself"),
        ({"partitions": [ROOT], "no_home": True}, "belong to autopart"),
        ({"partitions": [ROOT], "fstype": "xfs"}, "belong to autopart"),
        ({"partitions": [ROOT, PV]}, "named on one side only"),
        ({**volume(), "partitions": [BOOT]}, "named on one side only"),
        ({"partitions": [ROOT, {"size": 1}]}, "either mount or volume_group"),
        ({**volume(), "partitions": [BOOT, {**PV, "mount": "/x"}]}, "either mount or volume_group"),
        ({"partitions": [{"mount": "/"}]}, "needs a size in MiB"),
        ({"partitions": [{"mount": "/", "recommended": True}]}, "recommended is for swap alone"),
        ({"partitions": [{**ROOT, "maxsize": 5000}]}, "limit of a partition that grows"),
        (
            {"partitions": [ROOT, {"mount": "biosboot", "size": 1}, {"mount": "biosboot", "size": 1}]},
            'mount point "biosboot" stands there twice',
        ),
        ({"partitions": [BOOT]}, "mounted at /"),
        (volume(size=1, percent=1), "one of size, percent and recommended"),
        (volume(grow=True), "one of size, percent and recommended"),
        (volume(mount="/boot/efi", size=1), "cannot be a logical volume"),
        (volume(recommended=True), "recommended is for swap alone"),
        (volume(percent=101), "percent"),
        ({"partitions": [{**ROOT, "label": "x" * 17}]}, "label"),
        ({"partitions": [{**ROOT, "fsoptions": "a b"}]}, "fsoptions"),
        ({"partitions": [PV], "volume_groups": {"vg0": {"volumes": {}}}}, "volumes"),
    ],
)
def test_half_a_layout_is_refused_in_words(given: dict[str, Any], words: str) -> None:
    """What contradicts itself, what has no size, what nothing is mounted at."""
    with pytest.raises(ValidationError, match=words):
        Storage.model_validate(given)
