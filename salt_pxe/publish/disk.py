"""What is on the disk, and how is one file put there so that nobody ever reads half of it?"""

from __future__ import annotations

import ctypes
import errno
import grp
import os
import pwd
import stat
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from salt_pxe.tree import File

STAGED = ".salt-pxe-new"
"""How the name of a file ends while it is written; its first character is a dot."""
KEPT = ".salt-pxe-orig"
"""Appended to the name of a file that was in the way of ours and is not ours."""

_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_STAGE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class PublishError(Exception):
    """Publishing stopped; the message says where, why, and what still holds."""


class Found(NamedTuple):
    """What is at a path: the content of a regular file (None for a link or anything else), its mode and owner."""

    content: bytes | None
    mode: int
    uid: int
    gid: int


@cache
def uid_of(user: str) -> int | None:
    """Return the number of a user, or None where there is none of that name."""
    try:
        return pwd.getpwnam(user).pw_uid
    except KeyError:
        return None


@cache
def gid_of(group: str) -> int | None:
    """Return the number of a group, or None where there is none of that name."""
    try:
        return grp.getgrnam(group).gr_gid
    except KeyError:
        return None


class Disk:
    """The disk below `root`. Paths given to it are absolute, as if `root` were `/`."""

    def __init__(self, root: str = "/") -> None:
        self.root = root.rstrip("/")
        self._folders: set[str] = set()
        self._own = (os.geteuid(), os.getegid())

    def real(self, path: str) -> str:
        """Return where a path really is."""
        return self.root + path

    def read(self, path: str) -> Found | None:
        """Return what is at a path, or None. A link is not followed. Raises PublishError for a folder."""
        try:
            handle = os.open(self.root + path, _READ)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            if error.errno not in (errno.ELOOP, errno.ENXIO):
                raise PublishError(f"cannot read {path}: {error.strerror}") from error
            status = os.lstat(self.root + path)
            return Found(None, stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid)
        try:
            status = os.fstat(handle)
            if stat.S_ISDIR(status.st_mode):
                raise PublishError(f"{path} is a folder where a file has to be: move it away")
            content = _read_all(handle, status.st_size) if stat.S_ISREG(status.st_mode) else None
        finally:
            os.close(handle)
        return Found(content, stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid)

    def names(self, folder: str) -> list[str]:
        """Return the names of what is in a folder, folders left out; none where the folder is not there."""
        try:
            with os.scandir(self.root + folder) as entries:
                return [entry.name for entry in entries if not entry.is_dir(follow_symlinks=False)]
        except (FileNotFoundError, NotADirectoryError):
            return []

    def exists(self, path: str) -> bool:
        """Tell whether anything is at a path; a link that leads nowhere is something too."""
        return os.path.lexists(self.root + path)

    def write(self, path: str, file: File, durable: bool = False) -> None:
        """Put a file in place: written beside it with its mode and owner, then renamed over it.

        With `durable` the content is on the medium before the rename. Raises PublishError; the old file then stays.
        """
        uid, gid = uid_of(file.user), gid_of(file.group)
        if uid is None or gid is None:
            missing = f"user {file.user}" if uid is None else f"group {file.group}"
            raise PublishError(f"cannot write {path}: there is no {missing} on this system")
        self._put(path, file.content, file.mode, uid, gid, durable)

    def write_found(self, path: str, found: Found) -> None:
        """Put back, durably, a regular file that was there."""
        assert found.content is not None
        self._put(path, found.content, found.mode, found.uid, found.gid, True)

    def _put(self, path: str, content: bytes, mode: int, uid: int, gid: int, durable: bool) -> None:
        folder, _, name = path.rpartition("/")
        self.make_folder(folder)
        staged = f"{self.root}{folder}/.{name[:200]}{STAGED}"  # NAME_MAX is 255
        try:
            handle = _open_staged(staged)
            try:
                _fill(handle, content)
                if (uid, gid) != self._own:
                    os.fchown(handle, uid, gid)
                os.fchmod(handle, mode)
                if durable:
                    os.fsync(handle)
            finally:
                os.close(handle)
            os.rename(staged, self.root + path)
        except OSError as error:
            _unlink(staged)
            raise PublishError(f"cannot write {path}: {error.strerror}") from error

    def overwrite(self, path: str, file: File) -> None:
        """Write a file into the one that is there, which needs no space where it is no longer. Raises PublishError.

        Who reads it meanwhile may read half of it: for what must change although there is no space for a second one.
        """
        try:
            handle = os.open(self.root + path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                _fill(handle, file.content)
                os.ftruncate(handle, len(file.content))
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise PublishError(f"cannot write into {path}: {error.strerror}") from error

    def rename(self, old: str, new: str) -> bool:
        """Put a file in the place of another one of its folder; tell whether it was there."""
        try:
            os.rename(self.root + old, self.root + new)
        except FileNotFoundError:
            return False
        return True

    def keep(self, path: str) -> None:
        """Keep what is at a path under another name, unless something was kept before."""
        if not os.path.lexists(self.root + path + KEPT):
            os.link(self.root + path, self.root + path + KEPT, follow_symlinks=False)

    def set_aside(self, path: str) -> None:
        """Move what is at a path to where foreign files are kept; nothing where there is nothing."""
        if os.path.lexists(self.root + path):
            os.rename(self.root + path, self.root + path + KEPT)

    def remove(self, path: str) -> bool:
        """Remove a file; tell whether it was there."""
        return _unlink(self.root + path)

    def make_folder(self, folder: str) -> None:
        """Make a folder and those above it, readable by everybody."""
        if folder in self._folders:
            return
        try:
            os.makedirs(self.root + folder, mode=0o755, exist_ok=True)
        except OSError as error:
            raise PublishError(f"cannot make the folder {folder}: {error.strerror}") from error
        self._folders.add(folder)

    def sync_folders(self, folders: Iterable[str]) -> None:
        """Wait until the renames and removals in these folders are on the medium."""
        for folder in set(folders):
            try:
                handle = os.open(self.root + folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            except FileNotFoundError:
                continue
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def sync_files(self, paths: Iterable[str]) -> None:
        """Wait until these files, those of them that are there, and their names are on the medium."""
        paths = list(paths)
        for path in paths:
            try:
                handle = os.open(self.root + path, _READ)
            except (FileNotFoundError, NotADirectoryError):
                continue
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        self.sync_folders(path.rpartition("/")[0] for path in paths)

    def sync_filesystem(self, folder: str) -> None:
        """Wait until all of the file system of a folder is on the medium (syncfs(2)): one wait for many files."""
        try:
            handle = os.open(self.root + folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except FileNotFoundError:
            return
        try:
            ctypes.CDLL(None, use_errno=True).syncfs(handle)
        finally:
            os.close(handle)


def _read_all(handle: int, size: int) -> bytes:
    content = os.read(handle, size + 1)
    if len(content) == size:
        return content
    parts = [content]
    while part := os.read(handle, 1 << 20):
        parts.append(part)
    return b"".join(parts)


def _open_staged(staged: str) -> int:
    try:
        return os.open(staged, _STAGE, 0o600)
    except FileExistsError:  # of a run that was killed
        os.unlink(staged)
        return os.open(staged, _STAGE, 0o600)


def _fill(handle: int, content: bytes) -> None:
    written = os.write(handle, content)
    while written < len(content):
        written += os.write(handle, content[written:])


def _unlink(path: str) -> bool:
    try:
        os.unlink(path)
    except FileNotFoundError:
        return False
    return True
