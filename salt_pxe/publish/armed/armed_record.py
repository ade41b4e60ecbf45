"""What is remembered of an armed host, and of its site: the values, and the files that hold them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from salt_pxe.publish.files.disk import Found, PublishError
from salt_pxe.site.artefact import MARK, File

SUFFIX = ".json"


@dataclass(frozen=True, slots=True)
class ArmedRecord:
    """One armed host: its request, its MACs, and for each of its files what is there once it is disarmed.

    `files` is in the order of disarming: boot files first, then answer files, and last what says that it is armed.
    """

    host: str
    request: str
    macs: tuple[str, ...]
    files: Mapping[str, File | None]
    former: tuple[str, ...] = ()
    """The names that the machine had since this install was asked for: disarming it by one of them counts as well."""

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The request under each name of the machine, the present one first."""
        return tuple((name, self.request) for name in (self.host, *self.former))

    def to_file(self) -> File:
        """Return the record as the file that holds it."""
        files = [[path, None if file is None else _plain(file)] for path, file in self.files.items()]
        data = {"host": self.host, "request": self.request, "macs": self.macs, "files": files}
        return json_file({**data, "former": self.former} if self.former else data)

    @classmethod
    def of_file(cls, path: str, found: Found | File) -> ArmedRecord:
        """Return the record that a file holds. Raises PublishError where it is damaged."""
        data = json_of(path, found)
        files = {path: None if file is None else _file(file) for path, file in data["files"]}
        return cls(data["host"], data["request"], tuple(data["macs"]), files, tuple(data.get("former", ())))


@dataclass(frozen=True, slots=True)
class SiteRecord:
    """What disarming has to know of the site: when which daemons run, and what strangers may install."""

    services: str = "always"
    daemons: tuple[str, ...] = ()
    unknown_profiles: tuple[str, ...] = ()
    unknown_answers: tuple[str, ...] = ()
    lingering: tuple[str, ...] = ()
    """Those of `daemons` that stop `linger` seconds later, for machines wait for their answer."""
    linger: int = 0

    def to_file(self) -> File:
        """Return the record as the file that holds it."""
        return json_file(asdict(self))

    @classmethod
    def of_file(cls, path: str, found: Found | File) -> SiteRecord:
        """Return what a file holds. Raises PublishError where it is damaged."""
        data = json_of(path, found)
        return cls(
            data["services"],
            tuple(data["daemons"]),
            tuple(data["unknown_profiles"]),
            tuple(data["unknown_answers"]),
            tuple(data["lingering"]),
            data["linger"],
        )


def safe(host: str) -> str:
    """Return a host's name that names a file. It may come from an event, and must not lead out of its folder."""
    if not host or host.startswith(".") or "/" in host or "\0" in host:
        raise PublishError(f"{host!r} is not the name of a host")
    return host


def json_file(data: Mapping[str, Any]) -> File:
    """Return the file that holds some data."""
    # The mark is the first key, so that the file is known as ours without being parsed.
    return File((json.dumps({"note": MARK, **data}, ensure_ascii=False) + "\n").encode(), 0o600)


def json_of(path: str, found: Found | File) -> Any:
    """Return the data in a file. Raises PublishError where it is damaged."""
    try:
        return json.loads(found.content or b"")
    except ValueError as error:
        raise PublishError(f"{path} is damaged ({error}): nothing is armed while it is") from error


def _plain(file: File) -> list[Any]:
    return [file.content.decode(), file.mode, file.user, file.group]


def _file(plain: Sequence[Any]) -> File:
    return File(plain[0].encode(), plain[1], plain[2], plain[3])
