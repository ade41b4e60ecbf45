"""What changes on a disk, and how."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from salt_pxe.publish.files.changes import Kind, carry_out, difference
from salt_pxe.publish.files.disk import KEPT, STAGED, Disk, PublishError
from salt_pxe.site.artefact import MARK, File

OURS = f"# {MARK}\none\n".encode()
FOLDER = "/srv/tftp/pxelinux.cfg"
PATH = f"{FOLDER}/default"


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    """An empty disk."""
    return Disk(str(tmp_path))


def put(disk: Disk, path: str, content: bytes, mode: int = 0o644) -> Path:
    """Put a file on the disk as somebody else would."""
    real = Path(disk.real(path))
    real.parent.mkdir(parents=True, exist_ok=True)
    real.write_bytes(content)
    real.chmod(mode)
    return real


def names(folder: Path) -> list[str]:
    """Return the names in a folder."""
    return sorted(path.name for path in folder.iterdir())


def kinds(disk: Disk, tree: dict[str, File], *folders: str) -> dict[str, Kind]:
    """Return path to what happens there."""
    return {change.path: change.kind for change in difference(disk, tree, folders)}


def test_a_new_file_is_made_with_its_folders_mode_and_owner(disk: Disk) -> None:
    """A file of the tree that is not there is written, with its mode, in folders made for it."""
    plan = difference(disk, {PATH: File(OURS, 0o640)}, [FOLDER])
    carry_out(disk, plan)
    real = Path(disk.real(PATH))
    assert real.read_bytes() == OURS
    assert real.stat().st_mode & 0o7777 == 0o640
    assert names(real.parent) == ["default"]


def test_an_unchanged_file_is_not_touched(disk: Disk) -> None:
    """A second publish of the same tree has an empty plan, so nothing is written."""
    tree = {PATH: File(OURS)}
    carry_out(disk, difference(disk, tree, [FOLDER]))
    assert difference(disk, tree, [FOLDER]) == []


def test_a_wrong_mode_is_a_change_of_its_own(disk: Disk) -> None:
    """Content that is right with a mode that is not is mended."""
    put(disk, PATH, OURS, 0o666)
    tree = {PATH: File(OURS)}
    assert kinds(disk, tree, FOLDER) == {PATH: Kind.ATTRIBUTES}
    carry_out(disk, difference(disk, tree, [FOLDER]))
    assert kinds(disk, tree, FOLDER) == {}


def test_only_what_salt_pxe_wrote_is_removed(disk: Disk) -> None:
    """A file that left the tree goes; one without our mark in its first lines stays."""
    put(disk, f"{FOLDER}/ours", OURS)
    put(disk, f"{FOLDER}/foreign", b"LABEL local\n")
    put(disk, f"{FOLDER}/late", b"x" * 600 + MARK.encode())
    assert kinds(disk, {}, FOLDER) == {f"{FOLDER}/ours": Kind.REMOVE}


def test_a_spared_file_stays(disk: Disk) -> None:
    """What the caller spares is not removed although it left the tree."""
    put(disk, f"{FOLDER}/ours", OURS)
    assert difference(disk, {}, [FOLDER], spared=[f"{FOLDER}/ours"]) == []


def test_a_foreign_file_in_the_way_is_kept_once(disk: Disk) -> None:
    """The first foreign file is kept beside ours; a later one does not replace what was kept."""
    put(disk, PATH, b"by hand\n")
    carry_out(disk, difference(disk, {PATH: File(OURS)}, [FOLDER]))
    kept = Path(disk.real(PATH + KEPT))
    assert kept.read_bytes() == b"by hand\n"
    put(disk, PATH, b"by hand again\n")
    plan = difference(disk, {PATH: File(OURS)}, [FOLDER])
    assert [change.keeps for change in plan] == [False]
    carry_out(disk, plan)
    assert kept.read_bytes() == b"by hand\n"
    assert difference(disk, {PATH: File(OURS)}, [FOLDER]) == []


def test_a_link_is_replaced_and_never_followed(disk: Disk, tmp_path: Path) -> None:
    """A link at our path leads nobody to write elsewhere: the link itself is set aside."""
    elsewhere = put(disk, "/etc/shadow", b"secret\n")
    real = Path(disk.real(PATH))
    real.parent.mkdir(parents=True)
    real.symlink_to(elsewhere)
    carry_out(disk, difference(disk, {PATH: File(OURS)}, [FOLDER]))
    assert elsewhere.read_bytes() == b"secret\n"
    assert not real.is_symlink()
    assert Path(disk.real(PATH + KEPT)).is_symlink()


def test_a_folder_in_the_way_is_an_error_that_names_it(disk: Disk) -> None:
    """A folder where a file has to be stops the publish with its path."""
    put(disk, f"{PATH}/file", b"")
    with pytest.raises(PublishError, match=r"pxelinux\.cfg/default is a folder"):
        difference(disk, {PATH: File(OURS)}, [FOLDER])


def test_a_staged_file_of_a_killed_run_is_cleared_away(disk: Disk) -> None:
    """What a killed run left half written is overwritten or removed, and never served under its name."""
    staged = f"{FOLDER}/.default{STAGED}"
    put(disk, staged, b"half")
    assert kinds(disk, {}, FOLDER) == {staged: Kind.REMOVE}
    carry_out(disk, difference(disk, {PATH: File(OURS)}, []))
    assert names(Path(disk.real(FOLDER))) == ["default"]


def test_an_owner_that_does_not_exist_is_said(disk: Disk) -> None:
    """Where the group that must read a file does not exist, nothing is written and the group is named."""
    with pytest.raises(PublishError, match="no group nobody-has-this"):
        carry_out(disk, difference(disk, {PATH: File(OURS, group="nobody-has-this")}, []))
    assert not Path(disk.real(PATH)).exists()


def test_a_failed_write_leaves_the_old_file(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the medium is full the old content stays, and nothing half written is left."""
    put(disk, PATH, OURS)

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    plan = difference(disk, {PATH: File(OURS + b"more\n")}, [FOLDER])
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        with pytest.raises(PublishError, match="No space left"):
            carry_out(disk, plan)
    assert Path(disk.real(PATH)).read_bytes() == OURS
    assert names(Path(disk.real(FOLDER))) == ["default"]


def test_the_plan_is_in_the_order_of_paths(disk: Disk) -> None:
    """The same tree gives the same plan whatever order it was made in."""
    paths = [f"{FOLDER}/{name}" for name in ("b", "a", "c")]
    plan = difference(disk, {path: File(OURS) for path in paths}, [FOLDER])
    assert [change.path for change in plan] == sorted(paths)
