"""ISO files are read and unpacked by the real bsdtar."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from salt_pxe.publish.media import iso
from salt_pxe.publish.media.treeinfo import RepoRefused
from tests.e2e.installer.media import PXEBOOT, write_iso


@pytest.fixture
def image(tree: Path) -> Path:
    """An ISO of a tree that has a link, and a file that only its owner may read."""
    (tree / "link").symlink_to(f"{PXEBOOT}/vmlinuz")
    (tree / PXEBOOT / "initrd.img").chmod(0o600)
    write_iso(tree, tree.parent / "el9.iso")
    return tree.parent / "el9.iso"


def test_one_file_is_read_without_unpacking(image: Path, tree: Path) -> None:
    """Its text is that of the tree."""
    assert iso.text(str(image), ".treeinfo") == (tree / ".treeinfo").read_text()


def test_a_file_that_is_not_in_it_is_named(image: Path) -> None:
    """So is a file that is no ISO."""
    with pytest.raises(RepoRefused, match="is no installation medium, for it has no other"):
        iso.text(str(image), "other")
    image.write_bytes(b"not an ISO" * 1000)
    with pytest.raises(RepoRefused, match="is no installation medium"):
        iso.text(str(image), ".treeinfo")


def test_what_is_unpacked_can_be_read_by_everybody(image: Path, tmp_path: Path) -> None:
    """A link stays a link, and the file that it leads to outside of the tree keeps its mode."""
    folder = tmp_path / "unpacked"
    iso.unpack(str(image), str(folder))
    assert (folder / PXEBOOT / "vmlinuz").read_bytes() == b"kernel"
    assert (folder / "link").readlink() == Path(PXEBOOT, "vmlinuz")
    modes = {path.stat().st_mode & 0o777 for path in (folder, *folder.rglob("*"))}
    assert modes == {0o755, 0o644}
    assert {path.stat().st_uid for path in folder.rglob("*")} == {os.geteuid()}


def test_an_iso_that_is_cut_off_is_refused(image: Path, tmp_path: Path) -> None:
    """In the words of bsdtar."""
    image.write_bytes(image.read_bytes()[:50_000])
    with pytest.raises(RepoRefused, match=r"el9\.iso cannot be unpacked: bsdtar: "):
        iso.unpack(str(image), str(tmp_path / "unpacked"))


def test_a_slow_medium_does_not_hold_a_run_for_ever(
    image: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After its time it is refused."""
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\nexec sleep 600\n")
    slow.chmod(0o755)
    monkeypatch.setattr(iso, "program", lambda name: str(slow))
    monkeypatch.setattr(iso, "SECONDS", 0.2)
    with pytest.raises(RepoRefused, match=r"el9\.iso is not unpacked after 0\.2 s"):
        iso.unpack(str(image), str(tmp_path / "unpacked"))


def test_without_bsdtar_nothing_is_known_and_nothing_unpacked(
    image: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A first run predicts before the package is there."""
    monkeypatch.setattr(iso, "program", lambda name: None)
    assert iso.text(str(image), ".treeinfo") is None
    with pytest.raises(RepoRefused, match="bsdtar is not installed"):
        iso.unpack(str(image), str(tmp_path / "unpacked"))
