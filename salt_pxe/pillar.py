"""Is this pillar a site? The only door: dict to `Site`, or every problem at once.

`parse` is strict. `parse_serving` refuses the bad hosts by name and lets the others through; a bad site has no such
way. Behind the door nothing checks again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from salt_pxe import plain, rules
from salt_pxe.display import shown_key
from salt_pxe.problem import Allowance, PillarError, Problem, entry_of
from salt_pxe.site import Site
from salt_pxe.wording import as_written, problems_of

__all__ = ["PillarError", "Problem", "Served", "parse", "parse_serving", "schema", "warnings"]

_COLLECTIONS = ("hosts", "profiles", "repos", "subnets", "shared_networks", "classes")
_Place = tuple[int | str, ...]
_STAND_IN_SERVER = {"address": "0.0.0.0", "interfaces": ["stand-in"]}


class Served(NamedTuple):
    """A site without its bad hosts, and the problems of those that were left out."""

    site: Site
    problems: tuple[Problem, ...]


def parse(pillar: Mapping[str, Any]) -> Site:
    """Return the site that the `pxe` key of a pillar describes.

    Raises PillarError with every problem that could be found, in the order of the pillar.
    """
    reading = _read(pillar)
    if reading.site is None or reading.problems:
        raise PillarError(reading.problems)
    return reading.site


def parse_serving(pillar: Mapping[str, Any]) -> Served:
    """Return the site without its bad hosts, and what is wrong with those.

    Raises PillarError, with the problems of hosts too, when anything but a host is wrong.
    """
    site, problems, bad_hosts = _read(pillar)
    if site is None or bad_hosts is None:
        raise PillarError(problems)
    if bad_hosts:
        hosts = {name: host for name, host in site.hosts.items() if name not in bad_hosts}
        site = site.model_copy(update={"hosts": hosts})
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


class _Reading(NamedTuple):
    """A site as far as it could be read, every problem, and the hosts that these are of; None: more than hosts."""

    site: Site | None
    problems: tuple[Problem, ...]
    bad_hosts: set[str] | None


def _read(pillar: Mapping[str, Any]) -> _Reading:
    given = pillar.get("pxe")
    if not isinstance(given, Mapping):
        what = "is missing" if given is None else "is not a mapping"
        hint = "describe the site under this key; see the pillar reference"
        return _Reading(None, (Problem("pxe", what, hint),), None)
    walked, allowance = plain.plain(given), Allowance()
    data = {key: value for key, value in walked.value.items() if value is not None}
    found = [
        problem
        for problem in (fault.problem() for fault in walked.faults)
        if allowance.takes(entry_of(problem.path))
    ]
    places = [fault.place for fault in walked.faults]
    site: Site | None = None
    try:
        site = Site.model_validate(data)
    except ValidationError as error:
        details = _besides(error.errors(include_url=False), places)
        found += problems_of(details, allowance)
        places += [detail["loc"] for detail in details]
    if places:
        site = _without_broken(data, places) if () not in places else None
    only_hosts = all(_of_a_host(place) for place in places)
    bad_hosts = {str(place[1]) for place in places if _of_a_host(place)}
    if site is not None:
        known = {key: _names(data.get(key)) for key in _COLLECTIONS}
        for problem in rules.broken(site, known):
            if site.server.address == _STAND_IN_SERVER["address"] and problem.path.endswith(":interface"):
                continue  # the server is wrong itself and says so
            place = tuple(problem.path.split(":")[1:])
            only_hosts = only_hosts and _of_a_host(place)
            bad_hosts.update(place[1:2])
            if allowance.takes(entry_of(problem.path)):
                found.append(problem)
    order = {shown_key(name): index for index, name in enumerate(given)}
    found = [problem._replace(path=as_written(problem.path, data)) for problem in found]
    found += allowance.left_out()
    found.sort(key=lambda problem: order.get((*problem.path.split(":", 2), "")[1], -1))
    return _Reading(site, tuple(dict.fromkeys(found)), bad_hosts if only_hosts else None)


def _names(value: object) -> Collection[str]:
    return value.keys() if isinstance(value, Mapping) else ()


def _of_a_host(place: _Place) -> bool:
    return len(place) > 1 and place[0] == "hosts"


def _besides(details: list[ErrorDetails], places: list[_Place]) -> list[ErrorDetails]:
    """Return the errors that are not told already, at a place inside or around their own."""
    if not places:
        return details
    told = set(places)
    around = {place[:length] for place in places for length in range(len(place))}
    return [
        detail
        for detail in details
        if detail["loc"] not in around
        and not any(detail["loc"][:length] in told for length in range(len(detail["loc"]) + 1))
    ]


def _without_broken(data: Mapping[str, Any], places: list[_Place]) -> Site | None:
    """Return the site without the entries that are wrong, so that the rest can be checked in the same go."""
    kept = dict(data)
    copied: dict[str, dict[Any, Any]] = {}
    for key, *inner in places:
        key = str(key)
        if key in _COLLECTIONS and inner and isinstance(data.get(key), Mapping):
            if key not in copied:
                kept[key] = copied[key] = dict(data[key])
            copied[key].pop(inner[0], None)
        elif key == "server":
            kept["server"] = _STAND_IN_SERVER
        else:
            kept.pop(key, None)
    try:
        return Site.model_validate(kept)
    except ValidationError:
        return None  # What is wrong belongs to no entry that could be taken out.
