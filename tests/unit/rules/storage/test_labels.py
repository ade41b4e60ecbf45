"""A label that its type has room for is accepted, and one letter more is refused."""

from __future__ import annotations

import pytest

from salt_pxe.rules.storage.labels import LONGEST, too_long, used_twice, with_characters_of_others
from salt_pxe.site.problem import Problem
from tests.layouts import BOOT, PATH, PHYSICAL, ROOT, below, layout


@pytest.mark.parametrize("kind", [kind for kind, most in LONGEST.items() if most < 16])
def test_the_longest_label_and_one_letter_more(kind: str) -> None:
    """The field takes 16 letters, so that only the shorter types have a refusal."""
    part = (
        {"mount": "swap", "size": 100} if kind == "swap" else {"mount": "/srv", "size": 1000, "fstype": kind}
    )
    for letters, told in ((LONGEST[kind], []), (LONGEST[kind] + 1, ["partitions:1:label"])):
        assert below(too_long(layout(ROOT, {**part, "label": "a" * letters}))) == told


def test_the_efi_system_partition_is_vfat() -> None:
    """Its type needs no word."""
    esp = {"mount": "/boot/efi", "size": 600, "label": "a" * 12}
    assert below(too_long(layout(ROOT, esp))) == ["partitions:1:label"]


def test_a_volume_is_held_to_the_same() -> None:
    """A volume is xfs where nothing is said."""
    what = layout(BOOT, PHYSICAL, volumes={"root": {**ROOT, "label": "a" * 13}})
    assert below(too_long(what)) == ["volume_groups:vg:volumes:root:label"]


def test_a_type_that_is_not_said_is_the_installer_s_own() -> None:
    """RHEL's is xfs; Fedora's depends on its edition, and so nothing is said."""
    assert below(too_long(layout({**ROOT, "label": "a" * 13}))) == ["partitions:0:label"]
    assert not list(too_long(layout({**ROOT, "label": "a" * 12})))
    assert not list(too_long(layout({**ROOT, "label": "a" * 16}, release="F42")))
    assert not list(too_long(layout({**ROOT, "fstype": "ext4", "label": "a" * 16})))
    assert not list(too_long(layout({**ROOT, "fstype": "btrfs", "label": "a" * 16})))


@pytest.mark.parametrize(("kind", "told"), [("vfat", True), ("efi", True), ("xfs", False), ("ext4", False)])
def test_a_label_of_vfat_holds_no_sign_of_paths(kind: str, told: bool) -> None:
    """A hyphen and an underscore it may hold."""
    part = {"mount": "/srv", "size": 1000, "fstype": kind}
    for sign in ".:/+":
        found = below(with_characters_of_others(layout(ROOT, {**part, "label": f"a{sign}b"})))
        assert found == (["partitions:1:label"] if told else [])
    for label in ("a-b_c", "a@b"):
        assert not list(with_characters_of_others(layout(ROOT, {**part, "label": label})))
    assert not list(with_characters_of_others(layout(ROOT, part)))


def test_a_label_that_stands_there_twice_is_told_at_the_second() -> None:
    """Whether partition or volume; the first is named."""
    first, second = ({"mount": mount, "size": 1000, "label": "data"} for mount in ("/a", "/b"))
    assert not list(used_twice(layout(ROOT, first, {**second, "label": "other"})))
    (problem,) = used_twice(layout(ROOT, first, second))
    assert problem.path.endswith("partitions:2:label") and "partitions:1" in problem.message
    volumes = {"root": ROOT, "b": second}
    assert below(used_twice(layout(BOOT, first, PHYSICAL, volumes=volumes))) == [
        "volume_groups:vg:volumes:b:label"
    ]


def test_a_label_is_refused_with_what_goes() -> None:
    """Each at its own value."""
    what = layout(ROOT, {"mount": "/srv", "size": 1000, "fstype": "vfat", "label": "abc.defghijkl"})
    assert [*too_long(what), *with_characters_of_others(what)] == [
        Problem(
            f"{PATH}:partitions:1:label",
            "is 13 letters long, and vfat has room for 11",
            "such as abc.defghij",
        ),
        Problem(f"{PATH}:partitions:1:label", "holds ., which no label of vfat may", "write - or _ for it"),
    ]
