"""Disks that are broken on purpose."""

from __future__ import annotations

from salt_pxe.publish.disk import Disk, PublishError
from salt_pxe.tree import File


class Killed(BaseException):
    """Stands for a process that is killed: nothing after it happens."""


class FragileDisk(Disk):
    """A disk whose process is killed before its n-th change."""

    def __init__(self, root: str, changes: int) -> None:
        super().__init__(root)
        self.left = changes

    def _one(self) -> None:
        if self.left == 0:
            raise Killed
        self.left -= 1

    def write(self, path: str, file: File, durable: bool = False) -> None:
        self._one()
        super().write(path, file, durable)

    def remove(self, path: str) -> bool:
        self._one()
        return super().remove(path)

    def rename(self, old: str, new: str) -> bool:
        self._one()
        return super().rename(old, new)


class FullDisk(Disk):
    """A disk that takes so many more files, below a folder or everywhere; what needs no space works."""

    def __init__(self, root: str, space: int = 0, below: str = "/") -> None:
        super().__init__(root)
        self.space, self.below = space, below

    def write(self, path: str, file: File, durable: bool = False) -> None:
        if path.startswith(self.below):
            if self.space == 0:
                raise PublishError(f"cannot write {path}: No space left on device")
            self.space -= 1
        super().write(path, file, durable)
