"""How the files of one armed host are taken away: what boots first, what says that it is armed last.

Nothing here needs space. What takes the place of a boot file lies beside it since the host was armed, and is renamed
over it. One step that fails keeps no other from being tried, but for those that would let the machine reboot.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from salt_pxe.publish.armed_record import ArmedRecord
from salt_pxe.publish.disk import Disk, PublishError
from salt_pxe.tree import File

REPLACEMENT = ".salt-pxe-disarmed"
"""How the name ends of the file that takes the place of a boot file; its first character is a dot."""


def replacement_path(path: str) -> str:
    """Return where the file lies that takes the place of a boot file: in the same folder, for renaming."""
    folder, _, name = path.rpartition("/")
    return f"{folder}/.{name}{REPLACEMENT}"


def is_replacement(path: str) -> bool:
    """Tell whether a path is one that `replacement_path` gives."""
    name = path.rpartition("/")[2]
    return name.startswith(".") and name.endswith(REPLACEMENT)


def replacements(record: ArmedRecord) -> Mapping[str, File]:
    """Return the files that have to lie beside the boot files of an armed host."""
    return {replacement_path(path): file for path, file in record.files.items() if file is not None}


def replace(disk: Disk, path: str, file: File) -> None:
    """Put a file in the place of a boot file, without space where it can be. Raises PublishError.

    Where the host was armed by a version that kept no such file, and there is no space for one now, it is written into
    the boot file itself.
    """
    disk.rename(replacement_path(path), path)
    found = disk.read(path)
    if found is not None and found.content == file.content:
        return
    try:
        disk.write(path, file)
    except PublishError:
        if found is None:
            raise
        disk.overwrite(path, file)


class Withdrawal:
    """Takes the files of one host away, and gathers what fails."""

    def __init__(self, disk: Disk, record: ArmedRecord) -> None:
        self.disk = disk
        self.problems: list[str] = []
        paths = list(record.files)
        markers = paths[-1].rpartition("/")[0] if paths else ""
        self._files = {path: file for path, file in record.files.items() if _folder(path) != markers}
        self._markers = [path for path in paths if _folder(path) == markers]

    def attempt(self, step: Callable[[], object]) -> None:
        """Do a step; one that fails is remembered."""
        try:
            step()
        except Exception as failure:  # whatever it is, the machine must not boot its installer
            self.problems.append(str(failure))

    def files(self) -> None:
        """Take away boot files and kickstarts, in this order, durably."""
        for path, file in self._files.items():
            self.attempt(lambda path=path, file=file: self._one(path, file))  # type: ignore[misc]
        self.attempt(lambda: self.disk.sync_folders(_folder(path) for path in self._files))

    def markers(self) -> None:
        """Take away what says that the host is armed, durably, unless anything has failed: it lets a machine reboot."""
        for path in self._markers if not self.problems else ():
            self.attempt(lambda path=path: self.disk.remove(path))  # type: ignore[misc]
        if not self.problems:
            self.attempt(lambda: self.disk.sync_folders(_folder(path) for path in self._markers))

    def _one(self, path: str, file: File | None) -> None:
        if file is None:
            self.disk.remove(path)
        else:
            replace(self.disk, path, file)


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
