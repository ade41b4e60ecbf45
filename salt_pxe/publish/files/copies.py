"""Loaders, kernels and initrds that are ours: binary files carry no mark, so a manifest remembers what was copied.

The manifest also remembers size and time of source and copy, so that an unchanged file of 100 MB is not read again.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from salt_pxe.publish.files.disk import KEPT, STAGED, Disk, PublishError
from salt_pxe.site.artefact import MARK, File

_PIECE = 1 << 20
Stamp = tuple[int, int, int]
"""Size, modification time in nanoseconds and inode of a file: what changes when the file does."""


@dataclass(frozen=True)
class Copy:
    """One wanted copy: where it goes, from which real file (None: not there yet), what it is, its SHA-256 if known."""

    path: str
    source: str | None
    what: str
    sha256: str | None = None


@dataclass(frozen=True)
class CopyChange:
    """What happens to one path: `copy` is None where it is removed."""

    path: str
    word: str
    copy: Copy | None
    keeps: bool = False


class Manifest:
    """The copies of one area, such as the loaders, in one file of the state folder."""

    def __init__(self, disk: Disk, path: str) -> None:
        self.disk = disk
        self.path = path
        found = disk.read(path)
        try:
            self.entries: dict[str, dict[str, Any]] = (
                json.loads(found.content or b"")["files"] if found else {}
            )
        except (ValueError, KeyError, TypeError):
            self.entries = {}  # nothing is known then: what lies there is kept as foreign, once

    def plan(self, wanted: Iterable[Copy], spared: Collection[str] = ()) -> list[CopyChange]:
        """Return what has to be copied and removed. `spared` are paths (or folders) that nobody may judge now."""
        copies = {copy.path: copy for copy in wanted}
        changes = [change for copy in copies.values() if (change := self._compare(copy))]
        for path in self.entries.keys() - copies.keys():
            if not any(path == one or path.startswith(f"{one}/") for one in spared) and self._untouched(path):
                changes.append(CopyChange(path, "removed", None))
        return sorted(changes, key=lambda change: change.path)

    def carry_out(self, changes: Iterable[CopyChange]) -> None:
        """Copy and remove. Raises PublishError; copies made before it stay, and are remembered."""
        try:
            for change in changes:
                if change.copy is None:
                    self.disk.remove(change.path)
                    self.entries.pop(change.path, None)
                else:
                    if change.keeps:
                        self.disk.keep(change.path)
                    self._copy(change.copy)
        finally:
            self.save()

    def save(self) -> None:
        """Write the manifest where it has changed."""
        content = json.dumps({"note": MARK, "files": self.entries}, indent=1, sort_keys=True) + "\n"
        found = self.disk.read(self.path)
        if found is None and not self.entries:
            return
        if found is None or found.content != content.encode():
            self.disk.write(self.path, File(content.encode(), 0o600))

    def _compare(self, copy: Copy) -> CopyChange | None:
        entry = self.entries.get(copy.path)
        there = stamp(self.disk.real(copy.path))
        if there is None:
            word = "replaced" if self.disk.exists(copy.path) else "new"
            return CopyChange(copy.path, f"{word}: {copy.what}", copy, keeps=word == "replaced")
        ours = entry is not None and tuple(entry["copy"]) == there
        if copy.source is None and copy.sha256 is None:
            # What it will be is not known before its package or its tree is here.
            return None if ours else CopyChange(copy.path, f"replaced: {copy.what}", copy, keeps=True)
        wanted = copy.sha256 or self._source_sum(copy, entry)
        have = entry["sha256"] if ours and entry else sha256(self.disk.real(copy.path))
        if have != wanted:
            keeps = not ours and not self.disk.exists(copy.path + KEPT)
            return CopyChange(copy.path, f"replaced: {copy.what}", copy, keeps=keeps)
        self.entries[copy.path] = self._entry(copy, wanted)
        return None

    def _source_sum(self, copy: Copy, entry: Mapping[str, Any] | None) -> str:
        assert copy.source is not None
        if entry and entry.get("source") == [copy.source, *(stamp(copy.source) or ())]:
            return str(entry["sha256"])
        return sha256(copy.source)

    def _untouched(self, path: str) -> bool:
        there = stamp(self.disk.real(path))
        return there is not None and tuple(self.entries[path]["copy"]) == there

    def _copy(self, copy: Copy) -> None:
        if copy.source is None:
            raise PublishError(f"{copy.path} cannot be made: {copy.what} is not on this system")
        folder, _, name = copy.path.rpartition("/")
        self.disk.make_folder(folder)
        staged = self.disk.real(f"{folder}/.{name}{STAGED}")
        digest = hashlib.sha256()
        try:
            with open(copy.source, "rb") as source, open(staged, "wb") as target:
                while piece := source.read(_PIECE):
                    digest.update(piece)
                    target.write(piece)
                os.fchmod(target.fileno(), 0o644)
                target.flush()
                os.fsync(target.fileno())
            if copy.sha256 and digest.hexdigest() != copy.sha256:
                raise PublishError(
                    f"{copy.what}: its sha256 is {digest.hexdigest()}, but .treeinfo says {copy.sha256}. "
                    "The tree is damaged, or its files are of different releases: get it anew"
                )
            os.rename(staged, self.disk.real(copy.path))
        except OSError as error:
            raise PublishError(f"cannot copy {copy.source} to {copy.path}: {error.strerror}") from error
        finally:
            if os.path.lexists(staged):
                os.unlink(staged)
        self.entries[copy.path] = self._entry(copy, digest.hexdigest())

    def _entry(self, copy: Copy, digest: str) -> dict[str, Any]:
        source = [copy.source, *(stamp(copy.source) or ())] if copy.source else None
        return {"sha256": digest, "copy": list(stamp(self.disk.real(copy.path)) or ()), "source": source}


def stamp(real: str) -> Stamp | None:
    """Return the stamp of a regular file, or None where there is none."""
    try:
        status = os.lstat(real) if os.path.islink(real) else os.stat(real)
    except OSError:
        return None
    return (status.st_size, status.st_mtime_ns, status.st_ino) if stat.S_ISREG(status.st_mode) else None


def sha256(real: str) -> str:
    """Return the SHA-256 of a file as hex digits."""
    digest = hashlib.sha256()
    with open(real, "rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def shown(changes: Iterable[CopyChange]) -> dict[str, str]:
    """Return path to what happens there, as a state reports it."""
    said: dict[str, str] = {}
    for change in changes:
        said[change.path] = change.word
        if change.keeps:
            said[change.path + KEPT] = "what was there before salt-pxe is kept here"
    return said
