"""The position of the ledger that was published from is remembered, and a damaged one is no position."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from salt_pxe.arming.ledger_trust import Position
from salt_pxe.publish.armed.position import published, remember
from salt_pxe.publish.files.disk import Disk, PublishError
from salt_pxe.site.artefact import is_ours

FOLDER = "/var/lib/pxe"
FIRST, SECOND = Position("ledger", 7, "mark"), Position("ledger", 8, "other")


def test_a_position_is_remembered_until_another_one_is(disk: Disk) -> None:
    """None before the first; its file is ours, and nobody else's to read."""
    assert published(disk, FOLDER) is None
    for position in (FIRST, SECOND):
        remember(disk, FOLDER, position)
        assert published(disk, FOLDER) == position
    found = disk.read(f"{FOLDER}/ledger.json")
    assert found and found.content and is_ours(found.content)
    assert found.mode == 0o600


def test_the_same_position_is_not_written_again(disk: Disk) -> None:
    """A run of the states that arms nothing new costs no write."""
    remember(disk, FOLDER, FIRST)
    path = Path(disk.real(f"{FOLDER}/ledger.json"))
    os.utime(path, (1, 1))
    remember(disk, FOLDER, FIRST)
    assert path.stat().st_mtime == 1


@pytest.mark.parametrize("content", ["", "{", "[]", '"x"'])
def test_a_damaged_position_is_named_and_not_replaced(disk: Disk, content: str) -> None:
    """As long as it is, nothing is armed: whoever removes it says that the ledger is right."""
    remember(disk, FOLDER, FIRST)
    path = Path(disk.real(f"{FOLDER}/ledger.json"))
    path.write_text(content)
    for call in (lambda: published(disk, FOLDER), lambda: remember(disk, FOLDER, SECOND)):
        with pytest.raises(PublishError, match=rf"{FOLDER}/ledger\.json is damaged .*Remove it when"):
            call()
    assert path.read_text() == content
