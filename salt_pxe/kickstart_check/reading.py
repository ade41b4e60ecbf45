"""What does a release's own parser understand when it reads a kickstart?

pykickstart reads the text as Anaconda would, and what it understood comes back as plain values: each command with its
words, what the commands set, each section with its body, warnings and errors. Nothing is included and nothing fetched.

Making a handler takes fifteen times as long as reading a kickstart, so there is one for each release, and whatever a
text changed in it is put back before the next.
"""

from __future__ import annotations

import warnings
from functools import lru_cache
from threading import Lock
from typing import Any

from pykickstart.base import BaseData, KickstartCommand
from pykickstart.parser import Packages
from pykickstart.version import returnClassForVersion

from salt_pxe.kickstart_check.parser import Attributes, NotingParser, Reading

# What the parser notes for itself about a command; everything else is what the command set.
_NOTES = frozenset({"op", "handler", "writePriority", "currentCmd", "currentLine", "lineno", "seen"})

# Python's warnings are caught for the whole process at once.
_ONE_AT_A_TIME = Lock()


def read(text: str, language: str) -> Reading:
    """Return what the parser of this kickstart language (RHEL9, F42) understands; errors are part of the result."""
    return _language(language).read(text)


@lru_cache(maxsize=32)
def _language(name: str) -> Language:
    return Language(name)


def _plain(value: Any) -> Any:
    """Return a value of the parser as one that can be compared and kept: sets and lists become tuples."""
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, (set, frozenset)):
        return tuple(sorted(value))
    if isinstance(value, (list, tuple)):
        return tuple(map(_plain, value))
    if hasattr(value, "name") and hasattr(value, "include"):
        return (value.name, value.include)
    return value


def _attributes(thing: object) -> Attributes:
    return {key: _plain(value) for key, value in vars(thing).items() if key not in _NOTES}


def _same(value: Any, default: Any) -> bool:
    """Tell whether a value says nothing beyond its default. None, False, an empty text and an empty list are one."""
    nothing = value is None or value is False or value == "" or value == ()
    if nothing:
        return default is None or default is False or default == "" or default == ()
    return bool(value == default) and type(value) is type(default)


def _fresh(value: Any) -> Any:
    return value.copy() if isinstance(value, (list, dict, set)) else value


class Language:
    """The parser of one language, and what its commands look like before they read anything."""

    def __init__(self, name: str) -> None:
        self._handler = returnClassForVersion(name)()
        self._parser = NotingParser(self._handler)
        commands: dict[int, KickstartCommand] = {
            id(command): command for command in self._handler.commands.values()
        }
        self._unused = {key: dict(vars(command)) for key, command in commands.items()}
        self._unused = {key: {k: _fresh(v) for k, v in state.items()} for key, state in self._unused.items()}
        self._defaults = {key: _attributes(command) for key, command in commands.items()}
        self._data_defaults: dict[type, Attributes] = {}
        self._package_defaults = _attributes(Packages())

    def read(self, text: str) -> Reading:
        with _ONE_AT_A_TIME:
            reading = self._parser.reading = Reading()
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                try:
                    self._parser.readKickstartFromString(text)
                except Exception as error:  # whatever the parser raises, the text is not good
                    self._parser.failed(error)
                finally:
                    self._gather(reading)
            reading.warnings = [str(warning.message) for warning in caught]
        for number, row in enumerate(text.splitlines(), 1):
            if row.lstrip().startswith("%ksappend"):
                reading.includes.append(number)
        return reading

    def _gather(self, reading: Reading) -> None:
        """Take what the commands hold, and make them as good as new."""
        handler = self._handler
        for name in {command.name for command in reading.commands}:
            command = handler.commands.get(name)
            if command is None:
                continue
            things = command.dataList()
            if things is None:
                reading.data[name] = (self._difference(command, self._defaults[id(command)]),)
            else:
                reading.data[name] = tuple(
                    self._difference(thing, self._data_default(thing)) for thing in things
                )
        self._parser.packages.hand_over(handler)
        reading.packages = self._difference(handler.packages, self._package_defaults)
        for command in {id(command): command for command in map(handler.commands.get, reading.data)}.values():
            vars(command).clear()
            vars(command).update({key: _fresh(value) for key, value in self._unused[id(command)].items()})
        handler.scripts = []
        handler.certificates = []
        handler.packages = Packages()
        handler.platform = ""
        handler._null_section_strings = []

    @staticmethod
    def _difference(thing: object, default: Attributes) -> Attributes:
        found = _attributes(thing)
        return {key: value for key, value in found.items() if not _same(value, default.get(key))}

    def _data_default(self, thing: BaseData) -> Attributes:
        kind = type(thing)
        if kind not in self._data_defaults:
            self._data_defaults[kind] = _attributes(kind())
        return self._data_defaults[kind]
