"""How many primary partitions fit on a disk with disklabel msdos."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.rules.storage.primary_partitions import too_many
from salt_pxe.site.problem import Problem
from tests.layouts import PATH, below, layout


def parts(primary: int, rest: int = 0, disk: str | None = None) -> list[dict[str, Any]]:
    """Return so many primary partitions, and so many others."""
    return [
        {"mount": f"/{disk or 'm'}{index}", "size": 1000, "asprimary": index < primary, "disk": disk}
        for index in range(primary + rest)
    ]


ROOT = {"mount": "/", "size": 8192, "asprimary": True}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (parts(3), []),
        (parts(4), ["partitions:4:asprimary"]),
        (parts(6), ["partitions:4:asprimary"]),
        (parts(3, 1), ["partitions:3:asprimary"]),
        (parts(2, 5), []),
    ],
)
def test_there_are_four_and_one_of_them_for_all_others(more: list[dict[str, Any]], told: list[str]) -> None:
    """The first that has no entry is named."""
    assert below(too_many(layout(ROOT, *more, disklabel="msdos"))) == told
    assert not list(too_many(layout(ROOT, *more, disklabel="gpt")))
    assert not list(too_many(layout(ROOT, *more)))


def test_each_disk_has_its_own_table() -> None:
    """A partition that may be on any of several disks is counted on none."""
    two = {"disks": ("sda", "sdb"), "disklabel": "msdos"}
    assert not list(too_many(layout(ROOT, *parts(4), **two)))
    assert not list(too_many(layout({**ROOT, "disk": "sda"}, *parts(4, disk="sdb"), **two)))
    assert below(too_many(layout(ROOT, *parts(5, disk="sdb"), **two))) == ["partitions:5:asprimary"]


def test_how_much_room_there_is_is_told() -> None:
    """Four where all are primary, and three beside others."""
    for more, at, room in ((parts(4), 4, 4), (parts(3, 1), 3, 3)):
        assert list(too_many(layout(ROOT, *more, disklabel="msdos"))) == [
            Problem(
                f"{PATH}:partitions:{at}:asprimary",
                f"sda has room for {room} primary partitions beside the others, by disklabel: msdos",
                "take asprimary away, or say disklabel: gpt",
            )
        ]
