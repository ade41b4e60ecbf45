"""Extents and names of LVM as the installer takes them."""

from __future__ import annotations

import pytest

from salt_pxe.installers.kickstart.limits import volume_limits
from tests.layouts import BOOT, PATH, PHYSICAL, ROOT, layout

VOLUMES = {"root": ROOT}


@pytest.mark.parametrize(
    ("size", "near"),
    [
        (3, "2 or 4"),
        (5000, "4096 or 8192"),
        (2**24 + 1, "16777216"),
        (2**25, "16777216"),
        (1, None),
        (4096, None),
        (2**24, None),
    ],
)
def test_an_extent_is_a_power_of_two(size: int, near: str | None) -> None:
    """The hint names the two around it."""
    found = list(volume_limits.extents(layout(BOOT, PHYSICAL, volumes=VOLUMES, pesize=size)))
    assert [problem.hint for problem in found] == ([f"write {near}"] if near else [])
    assert all(problem.path == f"{PATH}:volume_groups:vg:pesize" for problem in found)
    assert not list(volume_limits.extents(layout(BOOT, PHYSICAL, volumes=VOLUMES)))


@pytest.mark.parametrize(("letters", "told"), [(55, False), (56, True)])
def test_a_name_has_55_letters_at_most(letters: int, told: bool) -> None:
    """A group's and a volume's."""
    name = "v" * letters
    found = list(
        volume_limits.names(layout(BOOT, PHYSICAL, volumes={**VOLUMES, name: {"mount": "/a", "size": 9}}))
    )
    assert [problem.path for problem in found] == (
        [f"{PATH}:volume_groups:vg:volumes:{name}"] if told else []
    )
    group = layout(
        BOOT, {**PHYSICAL, "volume_group": name}, volume_groups={name: {"volumes": {"root": ROOT}}}
    )
    assert [problem.path for problem in volume_limits.names(group)] == (
        [f"{PATH}:volume_groups:{name}"] if told else []
    )


@pytest.mark.parametrize(("letters", "told"), [(45, False), (46, True)])
def test_a_group_and_its_volume_have_96_letters_together(letters: int, told: bool) -> None:
    """The hyphen between them is one of these."""
    group, name = "g" * 50, "v" * letters
    what = layout(BOOT, {**PHYSICAL, "volume_group": group}, volume_groups={group: {"volumes": {name: ROOT}}})
    assert [problem.path for problem in volume_limits.names(what)] == (
        [f"{PATH}:volume_groups:{group}:volumes:{name}"] if told else []
    )
