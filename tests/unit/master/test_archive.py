"""An archive is there whole or not at all, only its owner reads it, and what is not whole is refused."""

from __future__ import annotations

import io
import json
import os
import stat
import tarfile
from pathlib import Path
from typing import Any

import pytest

from salt_pxe.master import archive
from salt_pxe.master.archive import KEYS, LEDGER, MANIFEST, ArchiveError

FACTS = {"version": "0.1.0", "made_at": 1_795_000_000}
LEDGER_TEXT, KEYS_TEXT = b"l" * 5000, b"k" * 100


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """Return a whole archive."""
    (tmp_path / "source.db").write_bytes(LEDGER_TEXT)
    path = tmp_path / "backup.tar"
    size = archive.write(path, FACTS, {LEDGER: tmp_path / "source.db", KEYS: KEYS_TEXT})
    assert size == path.stat().st_size
    return path


def into(tmp_path: Path) -> Path:
    """Return an empty folder."""
    folder = tmp_path / "into"
    folder.mkdir()
    return folder


def packed(path: Path, members: dict[str, bytes], kind: bytes = tarfile.REGTYPE) -> Path:
    """Write a tar file by hand."""
    with tarfile.open(path, "w") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            if name != MANIFEST:
                member.type, member.linkname = kind, "/etc/passwd"
            member.size = len(content) if member.isreg() else 0
            tar.addfile(member, io.BytesIO(content))
    return path


def test_what_was_put_in_comes_out(tmp_path: Path, made: Path) -> None:
    """The manifest tells size and digest of each part, beside what it was given."""
    folder = into(tmp_path)
    manifest = archive.read(made, folder)
    assert {name: manifest[name] for name in FACTS} == FACTS
    assert manifest["parts"][LEDGER]["size"] == 5000 and len(manifest["parts"][KEYS]["sha256"]) == 64
    assert ((folder / LEDGER).read_bytes(), (folder / KEYS).read_bytes()) == (LEDGER_TEXT, KEYS_TEXT)
    assert sorted(path.name for path in folder.iterdir()) == sorted([LEDGER, KEYS])


def test_only_its_owner_reads_it(tmp_path: Path, made: Path) -> None:
    """The archive, and what is taken out of it."""
    folder = into(tmp_path)
    archive.read(made, folder)
    assert {stat.S_IMODE(path.stat().st_mode) for path in (made, *folder.iterdir())} == {0o600}


def test_nothing_is_overwritten_and_nothing_half_is_left(tmp_path: Path, made: Path) -> None:
    """An older backup, and a write that fails in the middle."""
    before = made.read_bytes()
    with pytest.raises(ValueError, match="is there already"):
        archive.write(made, FACTS, {KEYS: b"other"})
    with pytest.raises(ValueError, match="not an absolute path"):
        archive.write(Path("backup.tar"), FACTS, {KEYS: b"other"})
    with pytest.raises(KeyError):
        archive.write(tmp_path / "half.tar", {}, {KEYS: b"other"})
    assert made.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.tar", "source.db"]


def test_it_appears_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under its name there is nothing before all of it is on the disk."""
    path = tmp_path / "backup.tar"
    seen: list[tuple[bool, bool]] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        seen.append((stat.S_ISDIR(os.fstat(handle).st_mode), path.exists()))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    archive.write(path, FACTS, {KEYS: KEYS_TEXT})
    assert seen == [(False, False), (True, True)]


@pytest.mark.parametrize("part", [LEDGER_TEXT, KEYS_TEXT])
def test_one_changed_octet_is_found(tmp_path: Path, made: Path, part: bytes) -> None:
    """In each part."""
    content = bytearray(made.read_bytes())
    content[content.index(part) + 50] ^= 1
    made.write_bytes(content)
    with pytest.raises(ArchiveError, match="is not what the manifest says"):
        archive.read(made, into(tmp_path))


@pytest.mark.parametrize("octets", [0, 100, 600, 3000, 6000, 6700, 7200])
def test_one_that_was_cut_off_is_refused(tmp_path: Path, made: Path, octets: int) -> None:
    """Wherever that was."""
    made.write_bytes(made.read_bytes()[:octets])
    with pytest.raises(ArchiveError, match=r"damaged|no backup"):
        archive.read(made, into(tmp_path))


def test_a_newer_form_is_refused_by_the_version_that_made_it(tmp_path: Path) -> None:
    """The hint is what to install."""
    text = json.dumps({"form": archive.FORM + 1, "version": "9.1", "parts": {}}).encode()
    with pytest.raises(ArchiveError, match=r"salt-pxe 9\.1; install that version"):
        archive.read(packed(tmp_path / "newer.tar", {MANIFEST: text}), into(tmp_path))


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({}, "no backup"),
        ({LEDGER: b"x"}, "does not begin with a manifest"),
        ({MANIFEST: b"[]"}, "manifest cannot be read"),
        ({MANIFEST: b"\xff"}, "manifest cannot be read"),
        ({MANIFEST: b'{"form": 1, "parts": {}}'}, "holds no ledger"),
        ({MANIFEST: b'{"form": 1, "parts": {"ledger.db": {}}}'}, "ledger.db is missing"),
        ({MANIFEST: b'{"form": 1, "parts": {"ledger.db": 3}}', LEDGER: b"x"}, "does not name"),
        ({MANIFEST: b'{"form": 1, "parts": {"../x": {}}}', "../x": b"x"}, "does not name"),
    ],
)
def test_what_is_no_backup_is_refused(tmp_path: Path, members: dict[str, bytes], said: str) -> None:
    """And writes nothing outside of the folder."""
    with pytest.raises(ArchiveError, match=said):
        archive.read(packed(tmp_path / "odd.tar", members), into(tmp_path))
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE])
def test_a_part_is_a_file(tmp_path: Path, kind: Any) -> None:
    """No link that leads elsewhere."""
    members = {MANIFEST: b'{"form": 1, "parts": {"ledger.db": {}}}', LEDGER: b"x"}
    with pytest.raises(ArchiveError, match="does not name"):
        archive.read(packed(tmp_path / "odd.tar", members, kind), into(tmp_path))
