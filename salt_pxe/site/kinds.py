"""The kinds that stand behind a plug, by the word that pillar has for each.

A kind is a folder below its plug's package with a room `kind` in it, whose `KIND` answers the plug's questions. The
folder's name is the word, with `_` for `-`. Nothing is imported before it is asked for. A kind from elsewhere is added
by `register`.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Generic, Protocol, TypeVar


class Named(Protocol):
    """What every kind has."""

    @property
    def name(self) -> str:
        """The word that pillar has for it."""
        ...


Kind = TypeVar("Kind", bound=Named)


class Registry(Generic[Kind]):
    """The kinds of one plug; `package` is the full name of the package that holds their folders.

    `default` are the words that are meant where pillar says none.
    """

    def __init__(self, plug: str, package: str, default: tuple[str, ...] = ()) -> None:
        self.plug = plug
        self.default = default
        self._package = package
        self._added: dict[str, Kind] = {}

    def names(self) -> tuple[str, ...]:
        """Return the words of all kinds, sorted."""
        return tuple(sorted({*_folders(self._package), *self._added}))

    def get(self, name: str) -> Kind:
        """Return a kind by its word. Raises LookupError, which names the kinds that there are."""
        if name in self._added:
            return self._added[name]
        if name not in _folders(self._package):
            raise LookupError(f"there is no {self.plug} {name!r}; there are {', '.join(self.names())}")
        room = importlib.import_module(f"{self._package}.{name.replace('-', '_')}.kind")
        kind: Kind = room.KIND
        return kind

    def all(self) -> tuple[Kind, ...]:
        """Return every kind, in the order of their words."""
        return tuple(self.get(name) for name in self.names())

    def register(self, kind: Kind) -> None:
        """Add a kind that has no folder here. Raises ValueError where its word is taken."""
        if kind.name in self.names():
            raise ValueError(f"there is a {self.plug} {kind.name!r} already")
        self._added[kind.name] = kind

    @contextmanager
    def registered(self, kind: Kind) -> Iterator[None]:
        """Add a kind for as long as the context lasts."""
        self.register(kind)
        try:
            yield
        finally:
            del self._added[kind.name]


@lru_cache(maxsize=16)
def _folders(package: str) -> tuple[str, ...]:
    found = importlib.import_module(package)
    return tuple(
        module.name.replace("_", "-")
        for module in pkgutil.iter_modules(found.__path__)
        if module.ispkg and importlib.util.find_spec(f"{package}.{module.name}.kind") is not None
    )
