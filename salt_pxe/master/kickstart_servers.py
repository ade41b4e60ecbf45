"""Which minions are kickstart servers, and of which site: what the master's configuration says of it.

Salt's compound targets are written here with the terms that a master decides by itself: minion ids, globs, lists,
regular expressions of ids and nodegroups. Grains, pillar and addresses are a minion's own word, and no term of a
server. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from salt_pxe.site import values

LONGEST_ID = 255
"""Characters of a minion id; a longer one is nobody's."""

CACHE_SUFFIX = ".p"
"""How Salt names what it caches. An accepted minion can have a file of such a name written among the accepted keys
(Salt 3008.3, `_register_resources`), and no glob may make that a kickstart server."""

_LONGEST_TARGET = 4096
_LONGEST_PATTERN = 256
_CHOICES = 3
"""Places of a regular expression where matching may go more than one way: it then takes at most some milliseconds."""

_TYPED = re.compile(r"([A-Z])([^A-Za-z0-9*?\[]?)@(.*)", re.DOTALL)
_GLOB = re.compile(r"[A-Za-z0-9_.\-@:*?\[\]!]+")
_PLAIN = re.compile(r"\\[.dDwWsS\-+*?|()\[\]{}]|\[\^?\]?(?:\\.|[^\[\]\\])*\]|\(\?:")
_FORBIDDEN = {
    "G": "grains are what the minion itself says",
    "P": "grains are what the minion itself says",
    "I": "a minion may send a pillar of its own",
    "J": "a minion may send a pillar of its own",
    "S": "a minion's addresses are grains, which it says itself",
    "R": "ranges are not resolved here",
}

Match = Callable[[str], bool]
"""A minion id to whether it is meant."""


class ServersError(ValueError):
    """The master's configuration cannot tell its kickstart servers; the text is for operators."""


@dataclass(frozen=True)
class Servers:
    """The kickstart servers of a master."""

    sites: Mapping[str, tuple[Match, ...]] = field(default_factory=dict)
    """Site to the targets of its servers."""
    own: tuple[Match, ...] = ()
    """Targets of servers whose site is their own minion id."""

    def site_of(self, minion_id: str) -> str | None:
        """Return the site that a minion serves, None for one that is no kickstart server.

        Raises ServersError where two sites claim the minion, or where its id is to be its site and cannot.
        """
        if len(minion_id) > LONGEST_ID or minion_id.endswith(CACHE_SUFFIX):
            return None
        found = [
            site for site, targets in self.sites.items() if any(matches(minion_id) for matches in targets)
        ]
        if len(found) > 1:
            raise ServersError(f"{minion_id} is a server of the sites {' and '.join(found)}; it serves one")
        if found:
            return found[0]
        if not any(matches(minion_id) for matches in self.own):
            return None
        try:
            return values.name(minion_id)
        except ValueError:
            raise ServersError(
                f"{minion_id} cannot be the name of a site; name its site: {{servers: {{fra1: '{minion_id}'}}}}"
            ) from None

    def serves(self, site: str) -> bool:
        """Tell whether a site is one that this master serves."""
        if site in self.sites:
            return True
        try:
            return self.site_of(site) == site
        except ServersError:
            return False


def servers(given: Any, nodegroups: Mapping[str, Any] | None = None) -> Servers:
    """Return what `servers` says: a mapping of site to targets, or targets of servers that are a site each.

    A target is an exact minion id, a glob, or a compound target; there may be one or a list of them. `nodegroups` are
    the master's own. Raises ServersError.
    """
    groups = nodegroups if isinstance(nodegroups, Mapping) else {}
    if given is None:
        return Servers()
    if not isinstance(given, Mapping):
        return Servers(own=_targets(given, groups, "servers"))
    seen: dict[str, str] = {}
    for site in given:
        try:
            values.name(site)
        except ValueError:
            raise ServersError(f"servers: {site!r} is not the name of a site") from None
        if other := seen.get(site.casefold()):
            raise ServersError(f"servers: the sites {other} and {site} differ in case alone")
        seen[site.casefold()] = site
    return Servers({site: _targets(targets, groups, f"servers:{site}") for site, targets in given.items()})


def _targets(given: Any, groups: Mapping[str, Any], path: str) -> tuple[Match, ...]:
    listed = given if isinstance(given, (list, tuple)) else [given]
    return tuple(_target(one, groups, path, ()) for one in listed)


def _target(given: Any, groups: Mapping[str, Any], path: str, inside: tuple[str, ...]) -> Match:
    if not isinstance(given, str) or not given.strip():
        raise ServersError(
            f"{path}: {given!r} is no target: an exact minion id, a glob, or a compound target"
        )
    if len(given) > _LONGEST_TARGET:
        raise ServersError(f"{path}: a target is longer than {_LONGEST_TARGET} characters")
    words = iter([*given.split(), ""])
    matches, last = _either(words, lambda word: _term(word, groups, path, inside), path)
    if last:
        raise ServersError(f"{path}: {given!r} has a {last!r} where the target should end")
    return matches


Term = Callable[[str], Match]


def _either(words: Iterator[str], term: Term, path: str) -> tuple[Match, str]:
    """Read `a or b`, `and` binding closer, and return what it means and the word behind it."""
    branches = []
    word = "or"
    while word == "or":
        matches, word = _all(words, term, path)
        branches.append(matches)
    return (
        branches[0] if len(branches) == 1 else lambda one: any(matches(one) for matches in branches)
    ), word


def _all(words: Iterator[str], term: Term, path: str) -> tuple[Match, str]:
    parts = []
    word = "and"
    while word == "and":
        parts.append(_one(words, term, path))
        word = next(words)
    return (parts[0] if len(parts) == 1 else lambda one: all(matches(one) for matches in parts)), word


def _one(words: Iterator[str], term: Term, path: str) -> Match:
    word = next(words)
    turned = False
    while word == "not":
        turned, word = not turned, next(words)
    if word == "(":
        matches, last = _either(words, term, path)
        if last != ")":
            raise ServersError(f"{path}: a parenthesis is not closed")
    elif word in ("", ")", "and", "or"):
        raise ServersError(f"{path}: a minion id, a glob or a term is missing before {word or 'the end'!r}")
    else:
        matches = term(word)
    return (lambda one: not matches(one)) if turned else matches


def _term(word: str, groups: Mapping[str, Any], path: str, inside: tuple[str, ...]) -> Match:
    typed = _TYPED.fullmatch(word)
    if typed is None:
        return _glob(word, path)
    kind, _, rest = typed.groups()
    if kind in _FORBIDDEN:
        raise ServersError(
            f"{path}: {word!r} cannot name a kickstart server: {_FORBIDDEN[kind]}; name minion ids"
        )
    if kind == "L":
        named = frozenset(_exact(one, path) for one in rest.split(","))
        return lambda one: one in named
    if kind == "E":
        return _pattern(rest, path)
    if kind == "N":
        return _group(rest, groups, path, inside)
    return _glob(word, path)


def _exact(word: str, path: str) -> str:
    try:
        return values.minion_id(word)
    except ValueError:
        raise ServersError(f"{path}: {word!r} in a list is not a minion id") from None


def _glob(word: str, path: str) -> Match:
    if not _GLOB.fullmatch(word) or len(word) > LONGEST_ID:
        raise ServersError(f"{path}: {word!r} is not a minion id or a glob; parentheses stand between blanks")
    if not any(char in word for char in "*?["):
        return lambda one: one == word
    return lambda one: fnmatchcase(one, word)


def _pattern(text: str, path: str) -> Match:
    """Return what a regular expression of whole minion ids means, if no id can make it take long."""
    rest = _PLAIN.sub("x", text)
    choices = sum(char in "*+?{|" for char in rest)
    if len(text) > _LONGEST_PATTERN or choices > _CHOICES or re.search(r"\)[*+?{]|\(\?|\\", rest):
        raise ServersError(
            f"{path}: the regular expression {text[:80]!r} could take long: at most {_LONGEST_PATTERN} characters, "
            f"{_CHOICES} of * + ? {{}} |, no repeated group, no look-around, no back reference"
        )
    try:
        compiled = re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        raise ServersError(f"{path}: {text!r} is no regular expression: {error}") from None
    return lambda one: compiled.fullmatch(one) is not None


def _group(name: str, groups: Mapping[str, Any], path: str, inside: tuple[str, ...]) -> Match:
    if name in inside:
        raise ServersError(f"{path}: the nodegroup {name} contains itself")
    if name not in groups:
        raise ServersError(f"{path}: there is no nodegroup {name} in the master's configuration")
    given = groups[name]
    if isinstance(given, (list, tuple)):
        given = " ".join(map(str, given))
    return _target(given, groups, f"{path}: nodegroup {name}", (*inside, name))
