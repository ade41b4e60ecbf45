"""Files on a disk: each is there wholly or not at all, and what is no file of ours is not followed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from salt_pxe.publish.files.disk import KEPT, STAGED, Disk, Found, PublishError
from salt_pxe.site.artefact import File

PATH = "/srv/tftp/default"


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    """A disk with an empty folder."""
    disk = Disk(str(tmp_path))
    disk.make_folder("/srv/tftp")
    return disk


def at(disk: Disk, path: str = PATH) -> Path:
    """Return where a path really is."""
    return Path(disk.real(path))


def test_a_file_is_read_as_it_was_written(disk: Disk) -> None:
    """Content of any size, mode and owner; nothing else is left in the folder."""
    for content in (b"", b"x", b"\0" * 3_000_000):
        disk.write(PATH, File(content, 0o640))
        assert disk.read(PATH) == Found(content, 0o640, os.geteuid(), os.getegid())
        assert disk.names("/srv/tftp") == ["default"]


def test_what_is_not_there_reads_as_nothing(disk: Disk) -> None:
    """Neither is a path below a file."""
    at(disk).touch()
    assert disk.read("/srv/tftp/other") is None
    assert disk.read(f"{PATH}/below") is None
    assert disk.names("/srv/none") == disk.names(PATH) == []


def test_what_is_no_regular_file_has_no_content(disk: Disk) -> None:
    """A link is not followed, a pipe does not block; a folder in a file's place is named."""
    (at(disk).parent / "secret").write_text("x")
    at(disk, "/srv/tftp/link").symlink_to("secret")
    os.mkfifo(at(disk, "/srv/tftp/pipe"))
    for name in ("link", "pipe"):
        found = disk.read(f"/srv/tftp/{name}")
        assert found is not None and found.content is None
        assert disk.exists(f"/srv/tftp/{name}")
    with pytest.raises(PublishError, match="/srv/tftp is a folder where a file has to be"):
        disk.read("/srv/tftp")


def test_a_link_that_leads_nowhere_is_something(disk: Disk) -> None:
    """It stands in the way of a file all the same."""
    at(disk).symlink_to("nowhere")
    assert disk.exists(PATH)
    disk.write(PATH, File(b"x"))
    assert not at(disk).is_symlink()


def test_a_link_is_replaced_and_not_written_through(disk: Disk) -> None:
    """Whoever can make a link in the folder gets nothing written elsewhere."""
    other = at(disk, "/srv/other")
    other.write_text("theirs")
    at(disk).symlink_to(other)
    with pytest.raises(PublishError, match="cannot write into"):
        disk.overwrite(PATH, File(b"ours"))
    disk.write(PATH, File(b"ours"))
    assert other.read_text() == "theirs"
    assert at(disk).read_text() == "ours"


def test_names_leave_folders_out(disk: Disk) -> None:
    """A link to a folder is no folder."""
    at(disk).touch()
    at(disk, "/srv/tftp/folder").mkdir()
    at(disk, "/srv/tftp/link").symlink_to("folder")
    assert sorted(disk.names("/srv/tftp")) == ["default", "link"]


@pytest.mark.parametrize("durable", [True, False])
def test_a_write_that_fails_leaves_the_old_file_alone(disk: Disk, durable: bool) -> None:
    """The error names the path, and nothing is left beside it."""
    at(disk).mkdir()
    (at(disk) / "old").touch()
    with pytest.raises(PublishError, match=f"cannot write {PATH}: Is a directory"):
        disk.write(PATH, File(b"new"), durable)
    assert [path.name for path in at(disk).parent.iterdir()] == ["default"]


@pytest.mark.parametrize(
    ("file", "missing"),
    [(File(b"", user="salt-pxe-nobody"), "user"), (File(b"", group="salt-pxe-nobody"), "group")],
)
def test_an_owner_that_this_system_has_not_is_named(disk: Disk, file: File, missing: str) -> None:
    """Its package is not installed; the file is not written for anybody else."""
    with pytest.raises(PublishError, match=f"there is no {missing} salt-pxe-nobody on this system"):
        disk.write(PATH, file)
    assert not disk.exists(PATH)


def test_what_a_killed_writer_left_is_in_nobodys_way(disk: Disk) -> None:
    """Its half of a file is written anew, and is never taken for the file."""
    at(disk, f"/srv/tftp/.default{STAGED}").write_text("half")
    disk.write(PATH, File(b"whole"))
    assert at(disk).read_text() == "whole"
    assert disk.names("/srv/tftp") == ["default"]


def test_a_staged_link_is_not_written_through(disk: Disk) -> None:
    """Nobody gets us to write into a file of his choice."""
    other = at(disk, "/srv/other")
    other.write_text("theirs")
    at(disk, f"/srv/tftp/.default{STAGED}").symlink_to(other)
    disk.write(PATH, File(b"ours"))
    assert other.read_text() == "theirs"


def test_the_longest_name_can_be_written(disk: Disk) -> None:
    """The name beside it is longer, and still a name."""
    path = "/srv/tftp/" + "x" * 255
    disk.write(path, File(b"x"))
    assert disk.read(path) is not None


def test_a_file_is_put_back_with_its_mode_and_owner(disk: Disk) -> None:
    """As root, whoever it belonged to."""
    disk.write(PATH, File(b"old", 0o604))
    os.chown(at(disk), 12345, 12346)
    found = disk.read(PATH)
    assert found
    disk.write(PATH, File(b"new"))
    disk.write_found(PATH, found)
    assert disk.read(PATH) == Found(b"old", 0o604, 12345, 12346)


def test_overwriting_needs_no_second_file(disk: Disk) -> None:
    """The same inode gets the new content, and nothing of a longer old one stays; a file that is gone is named."""
    disk.write(PATH, File(b"a long old text", 0o640))
    inode = at(disk).stat().st_ino
    disk.overwrite(PATH, File(b"new"))
    assert at(disk).read_bytes() == b"new"
    assert (at(disk).stat().st_ino, at(disk).stat().st_mode & 0o777) == (inode, 0o640)
    with pytest.raises(PublishError, match="cannot write into /srv/none: No such file"):
        disk.overwrite("/srv/none", File(b"x"))
    assert not disk.exists("/srv/none")


def test_what_is_kept_is_what_was_there_first(disk: Disk) -> None:
    """Keeping twice does not overwrite it with a file of ours; a link is kept as the link that it is."""
    at(disk).symlink_to("/etc/hosts")
    disk.keep(PATH)
    disk.write(PATH, File(b"ours"))
    disk.keep(PATH)
    assert str(at(disk, PATH + KEPT).readlink()) == "/etc/hosts"


def test_setting_aside_moves_what_is_there(disk: Disk) -> None:
    """And does nothing where nothing is."""
    disk.set_aside(PATH)
    assert disk.names("/srv/tftp") == []
    at(disk).touch()
    disk.set_aside(PATH)
    assert disk.names("/srv/tftp") == [f"default{KEPT}"]


def test_removing_and_renaming_tell_whether_something_was_there(disk: Disk) -> None:
    """Each of them may be repeated."""
    at(disk).touch()
    assert disk.rename(PATH, f"{PATH}.new")
    assert not disk.rename(PATH, f"{PATH}.new")
    assert disk.remove(f"{PATH}.new")
    assert not disk.remove(f"{PATH}.new")


def test_a_folder_is_made_for_everybody_to_read(disk: Disk) -> None:
    """With those above it; where a file stands in its place, that is named."""
    disk.make_folder("/srv/a/b/c")
    assert at(disk, "/srv/a/b/c").stat().st_mode & 0o777 == 0o755
    at(disk).touch()
    with pytest.raises(PublishError, match=f"cannot make the folder {PATH}"):
        disk.make_folder(PATH)


def test_waiting_for_the_medium_passes_over_what_is_gone(disk: Disk) -> None:
    """Somebody may have disarmed a machine meanwhile."""
    disk.write(PATH, File(b"x"))
    disk.sync_files([PATH, "/srv/none/none", "/srv/tftp/none"])
    disk.sync_folders(["/srv/tftp", "/srv/none"])
    disk.sync_filesystem("/srv/tftp")
    disk.sync_filesystem("/srv/none")
