"""The product's patterns, and texts that make a pattern slow.

`patterns` finds every regular expression in the source by itself. `attacks` reads a pattern as Python does and makes
long texts that nearly match: each of its parts is repeated behind what leads there, and something foreign follows.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

if sys.version_info >= (3, 11):
    from re import _constants as kinds
    from re import _parser as reader
else:
    import sre_constants as kinds
    import sre_parse as reader

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("salt_pxe", "_modules", "_states", "_pillar", "_runners", "_utils", "reactor")
LENGTH = 100_000
_CALLS = {"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
_METHODS = ("search", "match", "fullmatch", "findall", "sub", "split")
_FOREIGN = ("", "\x00", "\n", "!", " ", "-", "/", ":", ".", "Z", "\u00e9")


class Found(NamedTuple):
    """A pattern, how the product uses it, and where it stands."""

    where: str
    pattern: str
    flags: int
    methods: tuple[str, ...]


def patterns() -> list[Found]:
    """Return every pattern that the source holds: calls of `re`, and `pattern=` of a field."""
    files = sorted({path.resolve() for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")})
    return [found for file in files for found in _patterns_of(file)]


def _patterns_of(file: Path) -> Iterator[Found]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    texts = {
        target.id: text
        for node in tree.body
        if isinstance(node, ast.Assign) and (text := _text(node.value, {})) is not None
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    used = _uses(tree)
    names = {id(node.value): node.targets[0] for node in ast.walk(tree) if isinstance(node, ast.Assign)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        where = f"{file.relative_to(ROOT)}:{node.lineno}"
        function = node.func
        if (
            isinstance(function, ast.Attribute)
            and isinstance(function.value, ast.Name)
            and function.value.id == "re"
            and function.attr in _CALLS
        ):
            text = _text(node.args[0], texts)
            if text is None:
                continue  # Joined of others at run time: each of those is found where it stands.
            methods = (function.attr,)
            if function.attr == "compile":
                target = names.get(id(node))
                methods = tuple(used.get(target.id, _METHODS)) if isinstance(target, ast.Name) else _METHODS
            yield Found(where, text, _flags(node), methods)
        for keyword in node.keywords:
            if keyword.arg == "pattern" and (text := _text(keyword.value, texts)) is not None:
                yield Found(where, text, 0, ("search",))


def _uses(tree: ast.Module) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in _CALLS:
            found.setdefault(node.value.id, []).append(node.attr)
    return found


def _text(node: ast.expr, known: dict[str, str]) -> str | None:
    """Return the text that an expression gives; what is filled in while it runs is taken to be one letter."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=name):
            return known.get(name)
        case ast.JoinedStr(values=parts):
            return "".join(_text(part, known) or "x" for part in parts)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            both = _text(left, known), _text(right, known)
            return None if both[0] is None or both[1] is None else both[0] + both[1]
    return None


def _flags(node: ast.Call) -> int:
    found = 0
    for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
        for part in ast.walk(argument):
            if isinstance(part, ast.Attribute) and isinstance(getattr(re, part.attr, None), re.RegexFlag):
                found |= int(getattr(re, part.attr))
    return found


def attacks(pattern: str, flags: int = 0) -> Iterator[str]:
    """Yield texts of a hundred thousand characters that a pattern nearly matches."""
    seen = set()
    for before, pump in _pumps(list(reader.parse(pattern, flags)), ""):
        for start in {before, ""}:
            for unit in {pump, before + pump, pump[:1]} - {""}:
                for end in _FOREIGN:
                    text = (start + unit * (LENGTH // len(unit)))[: LENGTH - len(end)] + end
                    if text not in seen:
                        seen.add(text)
                        yield text


def _pumps(nodes: list[Any], before: str) -> Iterator[tuple[str, str]]:
    """Yield each part of a pattern that may stand often, behind a text that leads to it."""
    for kind, given in nodes:
        for inner in _inside(kind, given):
            yield from _pumps(inner, before)
        sample = _sample([(kind, given)])
        if sample:
            yield before, sample
        if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT):
            for one in _each(given[2]):
                yield before, one
        before += sample


def _inside(kind: Any, given: Any) -> list[list[Any]]:
    if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT):
        return [list(given[2])]
    if kind is kinds.SUBPATTERN:
        return [list(given[-1])]
    if kind is kinds.BRANCH:
        return [list(branch) for branch in given[1]]
    return []


def _each(nodes: Any) -> Iterator[str]:
    """Yield a sample of every member of the class that is repeated."""
    for kind, given in nodes:
        if kind is kinds.IN:
            text = _class(given)
            yield from (char for char in "x0 \n-" if text.fullmatch(char))
            for member in (one for one in given if one[0] is not kinds.NEGATE):
                yield from filter(None, [_sample([(kinds.IN, [member])])])
        elif kind is kinds.SUBPATTERN:
            yield from _each(given[-1])


def _sample(nodes: list[Any]) -> str:
    """Return a text that these parts of a pattern match."""
    found = ""
    for kind, given in nodes:
        if kind is kinds.LITERAL:
            found += chr(given)
        elif kind is kinds.NOT_LITERAL:
            found += "x" if chr(given) != "x" else "y"
        elif kind is kinds.ANY:
            found += "x"
        elif kind is kinds.IN:
            found += _member(given)
        elif kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT):
            found += _sample(list(given[2])) * max(1, given[0])
        elif kind is kinds.SUBPATTERN:
            found += _sample(list(given[-1]))
        elif kind is kinds.BRANCH:
            found += _sample(list(given[1][0]))
    return found


def _member(members: list[Any]) -> str:
    text = _class(members)
    return next((char for char in _CHARACTERS if text.fullmatch(char)), "")


_CHARACTERS = ("x", "a", "0", " ", "-", "X", *map(chr, range(32, 127)), "\n", "\u00e9", "\u4e00")
_CATEGORIES = {
    kinds.CATEGORY_DIGIT: r"\d",
    kinds.CATEGORY_NOT_DIGIT: r"\D",
    kinds.CATEGORY_SPACE: r"\s",
    kinds.CATEGORY_NOT_SPACE: r"\S",
    kinds.CATEGORY_WORD: r"\w",
    kinds.CATEGORY_NOT_WORD: r"\W",
}


def _class(members: list[Any]) -> re.Pattern[str]:
    text = ""
    for kind, given in members:
        if kind is kinds.NEGATE:
            text = "^" + text
        elif kind is kinds.LITERAL:
            text += re.escape(chr(given))
        elif kind is kinds.RANGE:
            text += f"{re.escape(chr(given[0]))}-{re.escape(chr(given[1]))}"
        elif kind is kinds.CATEGORY:
            text += _CATEGORIES[given]
    return re.compile(f"[{text}]")
