"""Sizes fit: into each other, into their types and labels, and volumes into their group."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.rules.storage import sizes
from tests.layouts import BOOT, PHYSICAL, ROOT, below, layout

SRV = {"mount": "/srv", "size": 1024}
VOLUMES = "volume_groups:vg:volumes"


def told(find: Any, *parts: dict[str, Any], **more: Any) -> list[str]:
    """Return the paths of what a rule finds."""
    return below(find(layout(*parts, **more)))


def test_a_limit_limits() -> None:
    """A maximum is not below its size, and a volume with one grows, or is a share."""
    grows = {**ROOT, "grow": True}
    assert told(sizes.limits, {**grows, "maxsize": 8191}) == ["partitions:0:maxsize"]
    assert not told(sizes.limits, {**grows, "maxsize": 8192})
    for volume, wrong in (
        ({**ROOT, "maxsize": 9000}, True),
        ({**grows, "maxsize": 9000}, False),
        ({"mount": "/", "percent": 50, "maxsize": 9000}, False),
    ):
        found = told(sizes.limits, BOOT, PHYSICAL, volumes={"root": volume})
        assert found == ([f"{VOLUMES}:root:maxsize"] if wrong else [])


@pytest.mark.parametrize("kind", sizes.LARGEST)
def test_a_type_has_a_largest_size(kind: str) -> None:
    """It is accepted, and one MiB more is not."""
    part = {"mount": "swap"} if kind == "swap" else {"mount": "/srv", "fstype": kind}
    most = sizes.LARGEST[kind]
    assert not told(sizes.too_large, ROOT, {**part, "size": most})
    assert told(sizes.too_large, ROOT, {**part, "size": most + 1}) == ["partitions:1:size"]


@pytest.mark.parametrize(("label", "wrong"), [("msdos", True), ("gpt", False), (None, False)])
def test_a_partition_of_msdos_is_2_tib_at_most(label: str | None, wrong: bool) -> None:
    """A volume is in no table, and may be larger."""
    most = sizes.LARGEST_ON_MSDOS
    for size in (most, most + 1):
        found = told(sizes.too_large, ROOT, {**SRV, "size": size}, disklabel=label)
        assert found == (["partitions:1:size"] if wrong and size > most else [])
    large = {"root": {**ROOT, "size": most + 1}}
    assert not told(sizes.too_large, BOOT, PHYSICAL, volumes=large, disklabel=label)


@pytest.mark.parametrize(
    ("size", "pesize", "wrong"),
    [(3, None, True), (4, None, False), (31, 32768, True), (32, 32768, False), (1, 1024, False)],
)
def test_a_volume_has_an_extent(size: int, pesize: int | None, wrong: bool) -> None:
    """What grows may begin smaller, and a share has no size."""
    for more, expected in (
        ({"size": size}, wrong),
        ({"size": size, "grow": True}, False),
        ({"percent": 1}, False),
    ):
        volumes = {"root": ROOT, "a": {"mount": "/a", **more}}
        found = told(sizes.smaller_than_an_extent, BOOT, PHYSICAL, volumes=volumes, pesize=pesize)
        assert found == ([f"{VOLUMES}:a:size"] if expected else [])


@pytest.mark.parametrize(
    ("physical", "wrong"),
    [
        ([{"size": 8193}], False),
        ([{"size": 8192}], True),
        ([{"size": 4097}, {"size": 4097}], False),
        ([{"size": 4096}, {"size": 4097}], True),
        ([{"size": 10, "grow": True}], False),
        ([{"size": 10, "grow": True, "maxsize": 8193}], False),
        ([{"size": 10, "grow": True, "maxsize": 8192}], True),
        ([{"size": 10}, {"size": 10, "grow": True}], False),
    ],
)
def test_volumes_fit_into_their_group(physical: list[dict[str, Any]], wrong: bool) -> None:
    """Each partition loses what LVM writes in front, and what is less than an extent."""
    parts = [{"volume_group": "vg", **part} for part in physical]
    found = told(sizes.groups, BOOT, *parts, volumes={"root": ROOT})
    assert found == ([VOLUMES] if wrong else [])


def test_volumes_take_whole_extents() -> None:
    """Two volumes of one and a half extents take four."""
    volumes = {"root": {**ROOT, "size": 48}, "a": {"mount": "/a", "size": 48}}
    for size, wrong in ((129, False), (128, True)):
        part = {"volume_group": "vg", "size": size}
        assert bool(told(sizes.groups, BOOT, part, volumes=volumes, pesize=32768)) is wrong


@pytest.mark.parametrize(("shares", "wrong"), [((60, 40), False), ((60, 41), True), ((100,), False)])
def test_shares_are_100_percent_at_most(shares: tuple[int, ...], wrong: bool) -> None:
    """Together, and of what is free."""
    volumes = {
        f"v{n}": {"mount": "/" if not n else f"/{n}", "percent": share} for n, share in enumerate(shares)
    }
    assert told(sizes.groups, BOOT, PHYSICAL, volumes=volumes) == ([VOLUMES] if wrong else [])


def test_a_share_of_nothing_is_refused() -> None:
    """Where sizes take every extent nothing is left."""
    volumes = {"root": ROOT, "a": {"mount": "/a", "percent": 10}}
    for size, wrong in ((8193, True), (8197, False)):
        assert bool(told(sizes.groups, BOOT, {"volume_group": "vg", "size": size}, volumes=volumes)) is wrong
