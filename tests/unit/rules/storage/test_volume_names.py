"""Names that LVM or /dev has already, and their neighbours."""

from __future__ import annotations

from pathlib import Path

import pytest

from salt_pxe.rules.storage.volume_names import IN_DEV, PARTS, PREFIXES, reserved
from salt_pxe.site.problem import Problem
from tests.layouts import BOOT, PATH, PHYSICAL, ROOT, below, layout


def told(name: str) -> bool:
    """Tell whether a volume of this name is refused, at its own path."""
    found = below(
        reserved(layout(BOOT, PHYSICAL, volumes={"root": ROOT, name: {"mount": "/a", "size": 100}}))
    )
    assert found in ([], [f"volume_groups:vg:volumes:{name}"])
    return bool(found)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_volume_does_not_begin_as_lvms_own(prefix: str) -> None:
    """Elsewhere in a name the word is nobody's."""
    assert told(prefix) and told(f"{prefix}0") and not told(f"my{prefix}") and not told(prefix[:-1])


@pytest.mark.parametrize("part", PARTS)
def test_a_volume_holds_no_part_that_is_lvms_own(part: str) -> None:
    """Without its underscore it is a word like others."""
    assert told(f"db{part}") and told(f"db{part}_0") and not told(part[1:])


def test_the_parts_are_those_of_lvm() -> None:
    """Each stands in the program itself."""
    text = Path("/usr/sbin/lvm").read_bytes()
    assert [part for part in (*PARTS, *PREFIXES) if f"\0{part}\0".encode() not in text] == []


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("mapper", True), ("shm", True), ("sda", True), ("sdb", False), ("data", False), ("rhel", False)],
)
def test_a_group_has_a_name_that_is_free_below_dev(name: str, wrong: bool) -> None:
    """The names of the install's own disks are taken too."""
    part = {**PHYSICAL, "volume_group": name}
    found = reserved(layout(BOOT, part, volume_groups={name: {"volumes": {"root": ROOT}}}))
    assert [problem.path for problem in found] == ([f"{PATH}:volume_groups:{name}"] if wrong else [])


def test_the_names_below_dev_are_there() -> None:
    """Those that a machine without a kernel of its own has too are looked up."""
    anywhere = {"fd", "full", "null", "ptmx", "pts", "random", "shm", "stdin", "tty", "urandom", "zero"}
    assert anywhere <= IN_DEV
    assert [name for name in anywhere if not Path("/dev", name).exists()] == []


def test_a_name_is_refused_with_its_reason() -> None:
    """A group's, a volume's beginning, and a part of one."""
    volumes = {"root": ROOT, "pvmove0": {"mount": "/a", "size": 9}, "db_mlog": {"mount": "/b", "size": 9}}
    part = {**PHYSICAL, "volume_group": "shm"}
    here = f"{PATH}:volume_groups:shm"
    assert list(reserved(layout(BOOT, part, volume_groups={"shm": {"volumes": volumes}}))) == [
        Problem(here, "/dev/shm is there already, and LVM makes no group of that name", "rename it"),
        Problem(
            f"{here}:volumes:pvmove0",
            "the name begins with pvmove, which LVM keeps for volumes of its own",
            "rename it",
        ),
        Problem(
            f"{here}:volumes:db_mlog",
            "the name holds _mlog, which LVM keeps for volumes of its own",
            "rename it",
        ),
    ]
