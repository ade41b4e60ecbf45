"""Is this pillar a site? The only door: dict to `Site`, or every problem at once.

`parse` is strict. `parse_serving` refuses the bad hosts by name and lets the others through; a bad site has no such
way. Behind the door nothing checks again.
"""

from __future__ import annotations

import json
import types
from collections.abc import Collection, Mapping
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from salt_pxe import rules
from salt_pxe.problem import PillarError, Problem
from salt_pxe.record import Record
from salt_pxe.rules.references import did_you_mean
from salt_pxe.site import Site
from salt_pxe.values import shown

__all__ = ["PillarError", "Problem", "Served", "parse", "parse_serving", "schema", "warnings"]

_COLLECTIONS = ("hosts", "profiles", "repos", "subnets", "shared_networks", "classes")
_STAND_IN_SERVER = {"address": "0.0.0.0", "interfaces": ["stand-in"]}


class Served(NamedTuple):
    """A site without its bad hosts, and the problems of those that were left out."""

    site: Site
    problems: tuple[Problem, ...]


def parse(pillar: Mapping[str, Any]) -> Site:
    """Return the site that the `pxe` key of a pillar describes.

    Raises PillarError with every problem that could be found, in the order of the pillar.
    """
    site, problems = _read(pillar)
    if site is None or problems:
        raise PillarError(problems)
    return site


def parse_serving(pillar: Mapping[str, Any]) -> Served:
    """Return the site without its bad hosts, and what is wrong with those.

    Raises PillarError, with the problems of hosts too, when anything but a host is wrong.
    """
    site, problems = _read(pillar)
    if site is None or any(_host_of(problem) is None for problem in problems):
        raise PillarError(problems)
    bad = {_host_of(problem) for problem in problems}
    if bad:
        site = site.model_copy(
            update={"hosts": {name: host for name, host in site.hosts.items() if name not in bad}}
        )
    return Served(site, problems)


def warnings(site: Site) -> tuple[Problem, ...]:
    """Return what is allowed in this site and yet likely to surprise."""
    return tuple(rules.warnings(site))


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a pillar with a `pxe` key, for editors."""
    inner = Site.model_json_schema()
    definitions = inner.pop("$defs")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "salt-pxe pillar",
        "type": "object",
        "required": ["pxe"],
        "properties": {"pxe": inner},
        "$defs": definitions,
    }


def schema_text() -> str:
    """Return the JSON Schema as it is published: indented, with a final newline."""
    return json.dumps(schema(), indent=1, sort_keys=True) + "\n"


def _host_of(problem: Problem) -> str | None:
    parts = problem.path.split(":")
    return parts[2] if parts[:2] == ["pxe", "hosts"] and len(parts) > 2 else None


def _read(pillar: Mapping[str, Any]) -> tuple[Site | None, tuple[Problem, ...]]:
    """Return the site as far as it could be read, and its problems; no site where its own values are wrong."""
    given = pillar.get("pxe")
    if not isinstance(given, Mapping):
        what = "is missing" if given is None else "is not a mapping"
        return None, (Problem("pxe", what, "describe the site under this key; see the pillar reference"),)
    data = {key: value for key, value in given.items() if value is not None}
    site: Site | None
    found: list[Problem] = []
    partial = False
    try:
        site = Site.model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False)
        wrong = {detail["loc"] for detail in details}
        found = [
            _problem(detail)
            for detail in details
            if detail["type"] != "too_short"
            or not any(loc[:-1] == detail["loc"] for loc in wrong)  # its items say why
        ]
        partial = any(detail["loc"][0] != "hosts" or len(detail["loc"]) < 2 for detail in details)
        site = _without_broken(data, details)
    if site is not None:
        known = {key: _names(data.get(key)) for key in _COLLECTIONS}
        stand_in = site.server.address == _STAND_IN_SERVER["address"]
        found += [
            problem
            for problem in rules.broken(site, known)
            if not (
                stand_in and problem.path.endswith(":interface")
            )  # the server is wrong itself and says so
        ]
    found = [problem._replace(path=_as_written(problem.path, data)) for problem in found]
    order = {name: index for index, name in enumerate(data)}
    found.sort(
        key=lambda problem: order.get(problem.path.split(":", 2)[1] if ":" in problem.path else "", -1)
    )
    return (None if partial else site), tuple(dict.fromkeys(found))


def _names(value: object) -> Collection[str]:
    return value.keys() if isinstance(value, Mapping) else ()


def _without_broken(data: Mapping[str, Any], details: list[ErrorDetails]) -> Site | None:
    """Return the site without the entries that are wrong, so that the rest can be checked in the same go."""
    kept = dict(data)
    for detail in details:
        key, *inner = detail["loc"]
        if key in _COLLECTIONS and inner and isinstance(kept.get(str(key)), Mapping):
            if kept[str(key)] is data[str(key)]:
                kept[str(key)] = dict(data[str(key)])
            kept[str(key)].pop(inner[0], None)
        elif key == "server":
            kept["server"] = _STAND_IN_SERVER
        else:
            kept.pop(str(key), None)
    try:
        return Site.model_validate(kept)
    except ValidationError:
        return None  # keys that are no text, which no entry could be taken out by


def _problem(detail: ErrorDetails) -> Problem:
    loc = tuple(part for part in detail["loc"] if part != "[key]")
    path = ":".join(["pxe", *(str(part) for part in loc)])
    kind, context, value = detail["type"], detail.get("ctx", {}), detail["input"]
    match kind:
        case "pillar":
            return Problem(path, context["message"], context["hint"])
        case "missing":
            return Problem(path, "is missing", _description(loc) or "add it")
        case "extra_forbidden":
            keys = _keys_at(loc[:-1])
            return Problem(
                path, "is not a key that salt-pxe knows", did_you_mean(str(loc[-1]), keys, _known(keys))
            )
        case "literal_error":
            return Problem(
                path,
                f"{shown(value)} is not one of: {context['expected']}",
                _nearest(value, context["expected"]),
            )
        case "int_type" | "int_from_float":
            return Problem(path, f"{shown(value)} is not a whole number", "write it without quotes")
        case "bool_type":
            return Problem(
                path, f"{shown(value)} is not true or false", "write true or false, without quotes"
            )
        case "string_type":
            return Problem(path, f"{shown(value)} is not text", "quote it in the SLS file")
        case "model_type" | "model_attributes_type" | "dict_type":
            return Problem(path, "is not a mapping", "write indented `key: value` lines under it")
        case "tuple_type" | "list_type":
            return Problem(path, "is not a list", "write a list, [a, b]")
        case "too_short":
            return Problem(path, "is empty", "give at least one")
        case "string_too_long":
            return Problem(path, f"is longer than {context['max_length']} characters", "shorten it")
        case "string_pattern_mismatch":
            return Problem(
                path, "does not have the form that is asked for", _description(loc) or context["pattern"]
            )
        case "greater_than_equal":
            return Problem(path, f"{shown(value)} is too small", f"at least {context['ge']}")
        case "less_than_equal":
            return Problem(path, f"{shown(value)} is too large", f"at most {context['le']}")
        case _:
            return Problem(path, detail["msg"], _description(loc))


def _as_written(path: str, given: Mapping[str, Any]) -> str:
    """Return a path without what reading a single value as a list or a record has added behind it."""
    kept = ["pxe"]
    at: Any = given
    for part in path.split(":")[1:]:
        if at is not None and not isinstance(at, (Mapping, list, tuple)):
            break
        if part.isdigit() and not isinstance(at, Mapping):
            at = at[int(part)] if at is not None and int(part) < len(at) else None
        else:
            at = at.get(part) if isinstance(at, Mapping) else None
        kept.append(part)
    return ":".join(kept)


def _nearest(value: object, expected: str) -> str:
    words = [word.strip("'") for word in expected.replace(" or ", ", ").split(", ")]
    return did_you_mean(str(value), words, "choose one of them")


def _known(keys: Collection[str]) -> str:
    return "known are " + ", ".join(sorted(keys)) if 0 < len(keys) <= 12 else "see the pillar reference"


def _description(loc: tuple[int | str, ...]) -> str:
    record = _record_at(loc[:-1])
    field = record.model_fields.get(str(loc[-1])) if record and loc else None
    return (field.description or "") if field else ""


def _keys_at(loc: tuple[int | str, ...]) -> Collection[str]:
    record = _record_at(loc)
    return record.model_fields.keys() if record else ()


def _record_at(loc: tuple[int | str, ...]) -> type[Record] | None:
    """Return the record class that stands at a place of the pillar, by following the schema's annotations."""
    at: Any = Site
    for part in loc:
        at = _unwrapped(at)
        if isinstance(at, type) and issubclass(at, Record):
            field = at.model_fields.get(str(part))
            at = field.annotation if field else None
        elif get_origin(at) is dict:
            at = get_args(at)[1]
        elif get_origin(at) in (tuple, list):
            at = get_args(at)[0]
    at = _unwrapped(at)
    return at if isinstance(at, type) and issubclass(at, Record) else None


def _unwrapped(annotation: Any) -> Any:
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in (Union, types.UnionType):
            annotation = next(arg for arg in get_args(annotation) if arg is not type(None))
        else:
            return annotation
