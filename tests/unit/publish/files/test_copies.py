"""Copies of binary files: what is ours is remembered, a foreign file is kept once, a wrong one never gets its name."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from salt_pxe.publish.files import copies
from salt_pxe.publish.files.copies import Copy, CopyChange, Manifest, shown, stamp
from salt_pxe.publish.files.disk import KEPT, Disk, PublishError

PATH, LIST = "/srv/tftp/loader.0", "/var/lib/loaders.json"


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    """The disk of the kickstart server."""
    return Disk(str(tmp_path / "root"))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A loader in a package."""
    path = tmp_path / "package.bin"
    path.write_bytes(b"loader")
    return path


def sha(content: bytes) -> str:
    """Return the SHA-256 of a content."""
    return hashlib.sha256(content).hexdigest()


def publish(disk: Disk, *wanted: Copy) -> list[CopyChange]:
    """Copy what has to be copied, as a run of the states does; a second look finds nothing to do."""
    manifest = Manifest(disk, LIST)
    changes = manifest.plan(wanted)
    manifest.carry_out(changes)
    assert Manifest(disk, LIST).plan(wanted) == []
    return changes


def at(disk: Disk, path: str = PATH) -> Path:
    """Return where a path really is."""
    return Path(disk.real(path))


def test_a_copy_is_made_once_and_again_when_its_source_changes(disk: Disk, source: Path) -> None:
    """Readable by everybody; what is shown says what it is."""
    wanted = Copy(PATH, str(source), "boot loader")
    assert [change.word for change in publish(disk, wanted)] == ["new: boot loader"]
    assert at(disk).read_bytes() == b"loader"
    assert at(disk).stat().st_mode & 0o777 == 0o644
    source.write_bytes(b"of a newer package")
    assert shown(publish(disk, wanted)) == {PATH: "replaced: boot loader"}
    assert at(disk).read_bytes() == b"of a newer package"
    assert not disk.exists(PATH + KEPT)


def test_an_unchanged_file_is_not_read_again(
    disk: Disk, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kernel and an initrd are 100 MB: size, time and inode tell that nothing has changed."""
    wanted = Copy(PATH, str(source), "boot loader")
    publish(disk, wanted)
    monkeypatch.setattr(copies, "sha256", pytest.fail)
    assert Manifest(disk, LIST).plan([wanted]) == []


def test_what_somebody_changed_is_made_right_and_kept(disk: Disk, source: Path) -> None:
    """Once: a file of ours that was changed later does not replace what was there before salt-pxe."""
    wanted = Copy(PATH, str(source), "boot loader")
    at(disk).parent.mkdir(parents=True)
    at(disk).write_bytes(b"by hand")
    assert shown(publish(disk, wanted)) == {
        PATH: "replaced: boot loader",
        PATH + KEPT: "what was there before salt-pxe is kept here",
    }
    at(disk).write_bytes(b"by hand again")
    assert shown(publish(disk, wanted)) == {PATH: "replaced: boot loader"}
    assert at(disk).read_bytes() == b"loader"
    assert at(disk, PATH + KEPT).read_bytes() == b"by hand"


def test_the_same_file_of_somebody_else_becomes_ours_without_a_copy(disk: Disk, source: Path) -> None:
    """An administrator had put the same loader there."""
    at(disk).parent.mkdir(parents=True)
    at(disk).write_bytes(b"loader")
    manifest = Manifest(disk, LIST)
    assert manifest.plan([Copy(PATH, str(source), "boot loader")]) == []
    manifest.save()
    assert [change.word for change in Manifest(disk, LIST).plan([])] == ["removed"]


def test_what_is_wanted_no_more_goes_unless_somebody_changed_it(disk: Disk, source: Path) -> None:
    """So does nothing whose fate cannot be judged now."""
    others = [f"/srv/tftp/{name}/kernel" for name in ("spared", "changed", "gone")]
    publish(disk, *(Copy(path, str(source), "kernel") for path in (PATH, *others)))
    at(disk, others[1]).write_bytes(b"by hand")
    manifest = Manifest(disk, LIST)
    changes = manifest.plan([Copy(PATH, str(source), "boot loader")], spared=["/srv/tftp/spared"])
    assert [(change.path, change.word, change.copy) for change in changes] == [(others[2], "removed", None)]
    manifest.carry_out(changes)
    assert [disk.exists(path) for path in others] == [True, True, False]


@pytest.mark.parametrize("old", [None, b"old"])
def test_a_copy_without_its_checksum_never_gets_its_name(disk: Disk, source: Path, old: bytes | None) -> None:
    """The old one stays; nothing is left beside it; the reason has both sums."""
    if old is not None:
        at(disk).parent.mkdir(parents=True)
        at(disk).write_bytes(old)
    manifest = Manifest(disk, LIST)
    changes = manifest.plan([Copy(PATH, str(source), "kernel of el9", sha(b"kernel"))])
    with pytest.raises(
        PublishError, match=f"kernel of el9: its sha256 is {sha(b'loader')}, but .*{sha(b'kernel')}"
    ):
        manifest.carry_out(changes)
    assert (at(disk).read_bytes() if disk.exists(PATH) else None) == old
    assert set(disk.names("/srv/tftp")) <= {"loader.0", f"loader.0{KEPT}"}


def test_copies_made_before_a_failure_are_remembered(disk: Disk, source: Path) -> None:
    """They are ours, and are not taken for somebody's own later."""
    wanted = [Copy(PATH, str(source), "a"), Copy(f"{PATH}x", None, "loader of a package")]
    manifest = Manifest(disk, LIST)
    with pytest.raises(PublishError, match="loader of a package is not on this system"):
        manifest.carry_out(manifest.plan(wanted))
    assert [change.path for change in Manifest(disk, LIST).plan(wanted)] == [f"{PATH}x"]


def test_a_source_that_cannot_be_read_is_named(disk: Disk, tmp_path: Path) -> None:
    """With where it was to go."""
    manifest = Manifest(disk, LIST)
    change = CopyChange(PATH, "new", Copy(PATH, str(tmp_path / "none"), "x"))
    with pytest.raises(PublishError, match=f"cannot copy .*/none to {PATH}: No such file"):
        manifest.carry_out([change])


@pytest.mark.parametrize("content", ["{", "[]", '{"note": "x"}'])
def test_a_damaged_manifest_makes_what_is_there_foreign(disk: Disk, source: Path, content: str) -> None:
    """Nothing is removed by it, and what is replaced is kept."""
    publish(disk, Copy(PATH, str(source), "boot loader"))
    at(disk, LIST).write_text(content)
    assert Manifest(disk, LIST).plan([]) == []
    source.write_bytes(b"of a newer package")
    publish(disk, Copy(PATH, str(source), "boot loader"))
    assert at(disk, PATH + KEPT).read_bytes() == b"loader"


def test_no_manifest_is_written_for_nothing(disk: Disk) -> None:
    """Looking at a system changes nothing on it."""
    Manifest(disk, LIST).save()
    assert not disk.exists(LIST)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """An empty folder."""
    (tmp_path / "folder").mkdir()
    yield tmp_path / "folder"


def test_a_stamp_tells_one_state_of_a_file_from_another(folder: Path) -> None:
    """By size, time and inode; a link, a folder and nothing have none."""
    file = folder / "file"
    file.write_bytes(b"one")
    first = stamp(str(file))
    os.utime(file, ns=(1, 1))
    second = stamp(str(file))
    (folder / "new").write_bytes(b"two")
    os.utime(folder / "new", ns=(1, 1))
    (folder / "new").rename(file)
    assert len({first, second, stamp(str(file))}) == 3
    (folder / "link").symlink_to(file)
    assert [stamp(str(folder / name)) for name in ("link", ".", "none")] == [None, None, None]
