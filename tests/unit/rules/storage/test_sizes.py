"""Sizes fit: into each other, into their types and labels, and volumes into their group."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.rules.storage import sizes
from salt_pxe.site.problem import Problem
from tests.layouts import BOOT, PATH, PHYSICAL, ROOT, below, layout

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


HERE = f"{PATH}:volume_groups:vg:volumes"


def test_a_wrong_limit_is_told_with_what_it_limits() -> None:
    """Below its size, and of a volume that does not grow; what has no limit stands between them."""
    volumes = {"root": {**ROOT, "maxsize": 9000}}
    found = sizes.limits(layout({**SRV, "grow": True, "maxsize": 1023}, BOOT, PHYSICAL, volumes=volumes))
    assert list(found) == [
        Problem(
            f"{PATH}:partitions:0:maxsize",
            "1023 is less than its size of 1024",
            "at least 1024, or no maxsize",
        ),
        Problem(
            f"{HERE}:root:maxsize",
            "is the limit of a volume that grows, and this one does not",
            "add grow: true",
        ),
    ]


def test_a_size_that_is_too_large_is_told_with_the_largest() -> None:
    """A share has no size, and what stands behind it is looked at."""
    most = sizes.LARGEST["ext2"]
    volumes = {
        "root": {"mount": "/", "percent": 50},
        "a": {"mount": "/a", "fstype": "ext2", "size": most + 1},
    }
    large = {**BOOT, "size": sizes.LARGEST_ON_MSDOS + 1}
    found = sizes.too_large(layout(large, PHYSICAL, volumes=volumes, disklabel="msdos"))
    assert list(found) == [
        Problem(
            f"{PATH}:partitions:0:size",
            "2097153 MiB is more than a partition of disklabel msdos",
            "say disklabel: gpt",
        ),
        Problem(f"{HERE}:a:size", "8388609 MiB is more than ext2 can hold", "at most 8388608"),
    ]


@pytest.mark.parametrize(("size", "extent"), [(3, 4096), (2047, 2097152)])
def test_less_than_an_extent_is_told_with_the_extent(size: int, extent: int) -> None:
    """In the units of both, and one MiB more is enough."""
    volumes = {"root": ROOT, "a": {"mount": "/a", "size": size}}
    pesize = None if extent == 4096 else extent
    assert list(sizes.smaller_than_an_extent(layout(BOOT, PHYSICAL, volumes=volumes, pesize=pesize))) == [
        Problem(
            f"{HERE}:a:size",
            f"{size} MiB is less than one extent of its group, {extent} KiB",
            "a larger size, or a smaller pesize",
        )
    ]
    volumes["a"] = {"mount": "/a", "size": size + 1}
    assert not list(sizes.smaller_than_an_extent(layout(BOOT, PHYSICAL, volumes=volumes, pesize=pesize)))


NO_ROOM = "smaller volumes, larger partitions, or grow: true at a partition of the group"


def groups(**of: tuple[list[dict[str, Any]], dict[str, Any]]) -> list[Problem]:
    """Return what is told of these groups, each with its partitions and its volumes."""
    parts = [{"volume_group": name, **part} for name, (physical, _) in of.items() for part in physical]
    given = {name: {"volumes": volumes} for name, (_, volumes) in of.items()}
    return list(sizes.groups(layout(ROOT, *parts, volume_groups=given)))


def test_each_group_without_room_is_told_with_what_it_needs_and_has() -> None:
    """Those that stand behind another are looked at, whatever is wrong or right with that one."""
    none: dict[str, Any] = {"a": {"mount": "/a", "percent": 60}, "b": {"mount": "/b", "percent": 41}}
    grows = {"c": {"mount": "/c", "size": 9000}}
    short = {"d": {"mount": "/d", "size": 5001}}
    taken = {"e": {"mount": "/e", "size": 4998}, "f": {"mount": "/f", "percent": 1}}
    less = {"g": {"mount": "/g", "size": 5001}, "h": {"mount": "/h", "percent": 1}}
    five = [{"size": 5002}]
    found = groups(
        one=(five, none),
        two=([{"size": 9, "grow": True}], grows),
        three=(five, short),
        four=(five, taken),
        five=(five, less),
    )
    assert found == [
        Problem(f"{PATH}:volume_groups:{name}:volumes", *rest)
        for name, *rest in (
            ("one", "ask for 101 percent of the group's free space", "100 at most, together"),
            ("three", "need 5004 MiB, and the partitions of the group hold 5000", NO_ROOM),
            (
                "four",
                "need 5000 MiB, and the partitions of the group hold 5000, and percent has nothing to be of",
                NO_ROOM,
            ),
            ("five", "need 5004 MiB, and the partitions of the group hold 5000", NO_ROOM),
        )
    ]


def test_what_is_less_than_an_extent_is_nobodys() -> None:
    """Each partition loses its own rest, and one that holds no extent adds none."""
    twelve = {"a": {"mount": "/a", "size": 12}}
    assert groups(vg=([{"size": 9}, {"size": 5}], twelve)) == []
    assert [one.message for one in groups(vg=([{"size": 7}, {"size": 7}], twelve))] == [
        "need 12 MiB, and the partitions of the group hold 8"
    ]
    parts = [{"volume_group": "vg", "size": size} for size in (1, 9)]
    volumes = {"a": {"mount": "/a", "size": 9}}
    assert told(sizes.groups, ROOT, *parts, volumes=volumes, pesize=1024) == [VOLUMES]
    volumes = {"a": {"mount": "/a", "size": 8}}
    assert told(sizes.groups, ROOT, *parts, volumes=volumes, pesize=1024) == []


def test_a_group_has_extents_of_4_mib_where_none_are_said() -> None:
    """Two volumes of one and a half extents take four."""
    volumes = {"a": {"mount": "/a", "size": 6}, "b": {"mount": "/b", "size": 6}}
    assert groups(vg=([{"size": 17}], volumes)) == []
    assert [one.message for one in groups(vg=([{"size": 16}], volumes))] == [
        "need 16 MiB, and the partitions of the group hold 12"
    ]
