"""What an armed machine is called now that had another name when its install was asked for."""

from __future__ import annotations

from collections.abc import Iterable

from salt_pxe.publish.armed.armed_record import SUFFIX, ArmedRecord, json_file, json_of, safe
from salt_pxe.publish.files.disk import Disk
from salt_pxe.site.artefact import File


class FormerNames:
    """A file for each name that an armed machine had: so disarming by it costs the same among a hundred thousand."""

    def __init__(self, disk: Disk, state_dir: str) -> None:
        self.disk = disk
        self.folder = f"{state_dir}/former"

    def path(self, name: str) -> str:
        """Return where it stands what the machine that had a name is called now. Raises PublishError."""
        return f"{self.folder}/{safe(name)}{SUFFIX}"

    def tree(self, records: Iterable[ArmedRecord]) -> dict[str, File]:
        """Return the files by which the machines of these records are found."""
        return {
            self.path(name): json_file({"host": record.host}) for record in records for name in record.former
        }

    def present(self, name: str) -> str | None:
        """Return what the machine that had a name was last called. Raises PublishError where that is damaged."""
        path = self.path(name)
        found = self.disk.read(path)
        return None if found is None else str(json_of(path, found)["host"])

    def forget(self, record: ArmedRecord) -> None:
        """Remove the files by which the machine of a record was found."""
        for name in record.former:
            self.disk.remove(self.path(name))
