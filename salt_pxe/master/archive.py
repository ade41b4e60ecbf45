"""The archive that a backup is: a tar file with the ledger, the keys, and a manifest that says what they are.

Only its owner can read it, and it is there whole or not at all.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import secrets
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

FORM = 1
"""Of the archive. It changes when an older salt-pxe would misread it."""

MANIFEST, LEDGER, KEYS = "manifest.json", "ledger.db", "keys.json"

_LONGEST_MANIFEST = 65_536
_AT_ONCE = 1 << 20


class ArchiveError(ValueError):
    """A file is no whole backup of salt-pxe, or one of a newer version."""


def write(path: Path, facts: Mapping[str, Any], parts: Mapping[str, Path | bytes]) -> int:
    """Write an archive, which was not there before, and return its size in bytes.

    `facts` go into the manifest, beside size and digest of each part. Raises ValueError for a path that will not do,
    OSError.
    """
    if not path.is_absolute():
        raise ValueError(f"{path} is not an absolute path")
    if path.exists():
        raise ValueError(f"{path} is there already: choose another name, such as one with the date")
    staged = path.with_name(f".{path.name[:200]}.{secrets.token_hex(8)}")
    handle = os.open(staged, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "w+b") as file:
            _fill(file, facts, parts)
            file.flush()
            os.fsync(handle)
            size = file.tell()
        _put(staged, path)
    finally:
        staged.unlink(missing_ok=True)
    _sync(path.parent)
    return size


def read(path: Path, folder: Path) -> dict[str, Any]:
    """Put the parts of an archive into a folder, and return its manifest. Raises ArchiveError, OSError.

    Each part is checked against the manifest.
    """
    with path.open("rb") as file:
        try:
            with tarfile.open(fileobj=file, mode="r:") as tar:
                return _parts(tar, path, folder)
        except (tarfile.TarError, EOFError, UnicodeDecodeError) as error:
            raise ArchiveError(f"{path} is damaged, or no backup of salt-pxe: {error}") from None


def _put(staged: Path, path: Path) -> None:
    try:
        # A link, unlike a rename, never replaces what somebody else has put there meanwhile.
        os.link(staged, path)
    except FileExistsError:
        raise ValueError(f"{path} is there already: choose another name") from None
    except PermissionError:
        staged.rename(path)  # A file system without links, as a mounted share may be.


def _fill(file: IO[bytes], facts: Mapping[str, Any], parts: Mapping[str, Path | bytes]) -> None:
    described = {name: _described(part) for name, part in parts.items()}
    manifest = json.dumps({"form": FORM, **facts, "parts": described}, indent=1).encode()
    with tarfile.open(fileobj=file, mode="w:", format=tarfile.PAX_FORMAT) as tar:
        for name, part in {MANIFEST: manifest, **parts}.items():
            member = tarfile.TarInfo(name)
            member.mode, member.mtime = 0o600, int(facts["made_at"])
            member.size = len(part) if isinstance(part, bytes) else part.stat().st_size
            with io.BytesIO(part) if isinstance(part, bytes) else part.open("rb") as content:
                tar.addfile(member, content)


def _described(part: Path | bytes) -> dict[str, Any]:
    if isinstance(part, bytes):
        return {"size": len(part), "sha256": hashlib.sha256(part).hexdigest()}
    digest = hashlib.sha256()
    with part.open("rb") as file:
        while some := file.read(_AT_ONCE):
            digest.update(some)
        return {"size": file.tell(), "sha256": digest.hexdigest()}


def _parts(tar: tarfile.TarFile, path: Path, folder: Path) -> dict[str, Any]:
    first = tar.next()
    if first is None or first.name != MANIFEST or not first.isreg() or first.size > _LONGEST_MANIFEST:
        raise ArchiveError(f"{path} is no backup of salt-pxe: it does not begin with a manifest")
    try:
        manifest = json.loads(_content(tar, first).read())
        form, parts = manifest["form"], dict(manifest["parts"])
    except (ValueError, KeyError, TypeError):
        raise ArchiveError(f"{path} is damaged: its manifest cannot be read") from None
    if form != FORM:
        raise ArchiveError(
            f"{path} has form {form!r}, and salt-pxe here reads form {FORM}: it was made by salt-pxe "
            f"{manifest.get('version')}; install that version, or a newer one"
        )
    while member := tar.next():
        wanted = parts.pop(member.name, None)
        if not isinstance(wanted, dict) or member.name not in (LEDGER, KEYS) or not member.isreg():
            raise ArchiveError(f"{path} is damaged: its manifest does not name {member.name!r}")
        if _copied(_content(tar, member), folder / member.name) != wanted.get("sha256"):
            raise ArchiveError(f"{path} is damaged: {member.name} is not what the manifest says")
    if parts:
        raise ArchiveError(f"{path} is damaged: {', '.join(sorted(parts))} is missing")
    if not isinstance(manifest, dict) or LEDGER not in manifest["parts"]:
        raise ArchiveError(f"{path} is damaged: it holds no ledger")
    return manifest


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    content = tar.extractfile(member)
    assert content is not None  # it is a regular file
    return content


def _copied(content: IO[bytes], place: Path) -> str:
    digest = hashlib.sha256()
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        while part := content.read(_AT_ONCE):
            digest.update(part)
            file.write(part)
    return digest.hexdigest()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
