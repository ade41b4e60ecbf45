"""Files of the master's file roots, asked for once each."""

from __future__ import annotations

from collections.abc import Callable

Read = Callable[[str], str]


class _Once:
    """Asks for each file only once."""

    def __init__(self, read_file: Read | None) -> None:
        self._read_file = read_file
        self._known: dict[str, str | OSError] = {}

    def __call__(self, url: str) -> str:
        if url not in self._known:
            try:
                self._known[url] = self._read_file(url) if self._read_file else FileNotFoundError(url)
            except OSError as error:
                self._known[url] = error
        known = self._known[url]
        if isinstance(known, OSError):
            raise known
        return known
