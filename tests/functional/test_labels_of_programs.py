"""How long a label may be, held against the programs that make file systems."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from salt_pxe.rules.storage.labels import LONGEST, NOT_OF_FAT, OF_FAT

MAKE = {
    "xfs": ["mkfs.xfs", "-q", "-f", "-L"],
    "vfat": ["mkfs.vfat", "-n"],
    "efi": ["mkfs.vfat", "-n"],
    "swap": ["mkswap", "-L"],
    "ext2": ["mkfs.ext2", "-q", "-F", "-L"],
    "ext3": ["mkfs.ext3", "-q", "-F", "-L"],
    "ext4": ["mkfs.ext4", "-q", "-F", "-L"],
}


def labelled(kind: str, label: str, folder: Path) -> bool:
    """Tell whether the program of a type takes a label, and the file system has it whole afterwards."""
    file = folder / kind
    file.touch(mode=0o600)
    os.truncate(file, 400 * 2**20)
    path = {**os.environ, "PATH": f"/usr/sbin:/sbin:{os.environ['PATH']}"}
    made = subprocess.run([*MAKE[kind], label, str(file)], capture_output=True, env=path, timeout=300)
    found = subprocess.run(
        ["blkid", "-p", "-o", "value", "-s", "LABEL", str(file)],
        capture_output=True,
        text=True,
        env=path,
        timeout=300,
    )
    return made.returncode == 0 and found.stdout.strip() == label


@pytest.mark.parametrize("kind", LONGEST)
def test_a_label_has_as_much_room_as_the_program_gives_it(kind: str, tmp_path: Path) -> None:
    """The longest label that the door takes is whole afterwards, and one letter more is not."""
    assert labelled(kind, "A" * LONGEST[kind], tmp_path)
    assert not labelled(kind, "A" * (LONGEST[kind] + 1), tmp_path)


@pytest.mark.parametrize("kind", LONGEST)
def test_a_sign_is_refused_where_the_program_refuses_it(kind: str, tmp_path: Path) -> None:
    """The others take what pillar takes."""
    for sign in sorted(NOT_OF_FAT):
        assert labelled(kind, f"A{sign}B", tmp_path) is (kind not in OF_FAT), sign
    for label in ("A-B_C", "A@B"):
        assert labelled(kind, label, tmp_path)


def test_each_type_with_a_limit_has_a_program() -> None:
    """No limit is believed without its program."""
    assert set(MAKE) == set(LONGEST)
