"""Plain data, the first step of the door: mappings with keys of text, lists, text, numbers, true, false and null.

Whatever stands behind this step ends when it is walked through, and travels as JSON and msgpack. What is no plain data
is replaced by something that every later check refuses, and named with its place.
"""

from __future__ import annotations

import datetime
import math
import operator
from collections.abc import Mapping
from typing import Any, NamedTuple

from salt_pxe.site.problem import Problem
from salt_pxe.site.readable import shown, shown_key
from salt_pxe.site.values.script_text import LONGEST_SCRIPT
from salt_pxe.site.yaml_scalars import QUOTE, not_text, reading

DEEPEST = 40
"""Mappings and lists inside each other."""

MOST = 100_000
"""Values inside one host, profile or other entry; what YAML repeats by an alias counts each time."""

MOST_OF_A_SITE = 5_000_000

_LONGEST_KEY = 1024
_TOLD = 20
"""Faults of one mapping or list that are told one by one."""

_KINDS: dict[type, str] = {
    bytes: "bytes",
    type(None): "null",
    bool: "true or false",
    int: "a number",
    float: "a number",
    tuple: "a list",
    datetime.date: "a date",
    datetime.datetime: "a time",
}


class Fault(NamedTuple):
    """What is no plain data: the keys and indexes that lead to it, what is wrong, and how to mend it."""

    place: tuple[str | int, ...]
    message: str
    hint: str

    def problem(self) -> Problem:
        """Return it as a problem of the site."""
        return Problem(":".join(["pxe", *map(shown_key, self.place)]), self.message, self.hint)


class Walked(NamedTuple):
    """A value as plain data, how many values it holds, how deep it is, and its faults by their places inside it."""

    value: Any
    size: int = 1
    depth: int = 0
    faults: tuple[Fault, ...] = ()


class Unfit:
    """Stands where something was that is no plain data; no check takes it."""


def plain(site: Mapping[Any, Any]) -> Walked:
    """Return the `pxe` key of a pillar as plain data, with all that had to be left out.

    A part that is plain is the very object that was given.
    """
    walked = _Walk().into(site, 0)
    if walked.size <= MOST_OF_A_SITE:
        return walked
    return walked._replace(
        value={}, faults=(Fault((), f"holds more than {MOST_OF_A_SITE} values", "divide the site"),)
    )


class _Walk:
    """One walk. What YAML's aliases let stand in several places is walked through once."""

    def __init__(self) -> None:
        self._known: dict[int, Walked] = {}
        self._open: set[int] = set()

    def into(self, value: object, depth: int) -> Walked:
        """Return a value as plain data."""
        if isinstance(value, (str, int, float)) or value is None:
            wrong = _scalar(value)
            return Walked(value) if wrong is None else _unfit(*wrong)
        if not isinstance(value, (Mapping, list, tuple)):
            if isinstance(value, (set, frozenset)):
                return _unfit(f"{shown(value)} is a set", "write a list")
            message, hint = not_text(value, "text")
            return _unfit(message, hint or QUOTE)
        if id(value) in self._open:
            return _unfit("holds itself", "take the YAML alias out")
        if depth >= DEEPEST:
            return _unfit(f"is nested more than {DEEPEST} times", "nothing of a site is so deep")
        known = self._known.get(id(value)) if depth >= 2 else None
        if known is None:
            self._open.add(id(value))
            known = self._mapping(value, depth) if isinstance(value, Mapping) else self._list(value, depth)
            self._open.discard(id(value))
            if depth >= 2:
                self._known[id(value)] = known
        if depth + known.depth > DEEPEST:
            return _unfit(f"is nested more than {DEEPEST} times", "nothing of a site is so deep")
        if known.size > MOST and depth >= 2:
            return _unfit(f"holds more than {MOST} values", "take YAML aliases out, or say less")
        return known

    def _mapping(self, given: Mapping[Any, Any], depth: int) -> Walked:
        found: dict[Any, Any] = {}
        faults: list[Fault] = []
        spoiled: set[str] = set()
        size, deepest, is_same = 1, 0, isinstance(given, dict)
        for key, value in given.items():
            wrong = _key(key)
            if wrong is not None:
                spoiled.add(shown_key(key))
                faults.append(Fault((shown_key(key),), *wrong))
                continue
            inner = self.into(value, depth + 1)
            found[key] = inner.value
            is_same = is_same and inner.value is value
            size, deepest = size + inner.size, max(deepest, inner.depth)
            faults += [fault._replace(place=(key, *fault.place)) for fault in inner.faults]
        for text in spoiled & found.keys():
            del found[text]
            message = "stands there twice, as text and as another key that reads the same"
            faults.append(Fault((text,), message, "keep one, and quote it"))
        whole = given if is_same and not spoiled else found
        return Walked(whole, size, deepest + 1, _few(faults, depth))

    def _list(self, given: list[Any] | tuple[Any, ...], depth: int) -> Walked:
        inner = [self.into(value, depth + 1) for value in given]
        faults: list[Fault] = []
        for index, one in enumerate(inner):
            faults += [fault._replace(place=(index, *fault.place)) for fault in one.faults]
        found = [one.value for one in inner]
        return Walked(
            given if all(map(operator.is_, found, given)) else found,
            1 + sum(one.size for one in inner),
            1 + max((one.depth for one in inner), default=0),
            _few(faults, depth),
        )


def _unfit(message: str, hint: str) -> Walked:
    return Walked(Unfit(), faults=(Fault((), message, hint),))


def _scalar(value: object) -> tuple[str, str] | None:
    """Return what is wrong with a text or a number, and how to mend it."""
    if isinstance(value, str):
        if len(value) > LONGEST_SCRIPT:
            return f"is {len(value)} characters long", f"{LONGEST_SCRIPT} are enough for anything"
        return None if _is_unicode(value) else (f"{shown(value)} is no Unicode text", "write it anew")
    if isinstance(value, float) and not math.isfinite(value):
        return f"{shown(value)} is no number that can be used", "write its digits, or quote it"
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return f"{shown(value)} is too large a number", "quote it, if it is text"
    return None


def _key(key: object) -> tuple[str, str] | None:
    """Return what is wrong with a key, and how to mend it."""
    if not isinstance(key, str):
        why = reading(key).why
        kind = _KINDS.get(type(key), f"a {type(key).__name__}")
        return f"the key is {kind}, not text" + (f": {why}" if why else ""), QUOTE
    if len(key) > _LONGEST_KEY:
        return f"the key is {len(key)} characters long", "shorten it"
    return None if _is_unicode(key) else ("the key is no Unicode text", "write it anew")


def _is_unicode(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _few(faults: list[Fault], depth: int) -> tuple[Fault, ...]:
    """Return the faults of a mapping or list; inside an entry, thousands are told as the first of them."""
    if depth < 2 or len(faults) <= _TOLD:
        return tuple(faults)
    return (
        *faults[:_TOLD],
        Fault((), f"holds {len(faults) - _TOLD} more such faults", "mend the first ones"),
    )
