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

from salt_pxe import rules
from salt_pxe.boot.plug import FIRMWARE
from salt_pxe.installers.plug import INSTALLERS
from salt_pxe.rules.pydantic_errors import as_written, problems_of, shown_key
from salt_pxe.services.dhcp.plug import DHCP_SERVICES
from salt_pxe.site.problem import PillarError, Problem
from salt_pxe.site.site import Site
from salt_pxe.site.values import kind_names
from salt_pxe.site.values.kind_names import Choice, Choices

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


def choices() -> Choices:
    """Return the kinds behind each plug, in whose words a site is validated."""
    firmware = FIRMWARE.all()
    return {
        kind_names.FIRMWARE: Choice(
            tuple(one.name for one in firmware), tuple(one.name for one in firmware if one.by_default)
        ),
        **{
            plug: Choice(registry.names(), registry.default)
            for plug, registry in (
                (kind_names.INSTALLER, INSTALLERS),
                (kind_names.DHCP_SERVICE, DHCP_SERVICES),
            )
        },
    }


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a pillar with a `pxe` key, for editors."""
    inner = _with_kinds(Site.model_json_schema(), choices())
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


def _with_kinds(schema: Any, known: Choices) -> Any:
    """Return a schema whose words for kinds are those that there are."""
    if isinstance(schema, list):
        return [_with_kinds(one, known) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _with_kinds(value, known) for key, value in schema.items()}
    plug = found.pop("x-kind-of", None)
    if plug is not None:
        found |= {"enum": list(known[plug].names), "default": known[plug].default[0]}
    elif "x-kinds-of" in found:
        found["default"] = list(known[found.pop("x-kinds-of")].default)
    return found


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
    data = {key: value for key, value in given.items() if value is not None}
    site: Site | None
    found: list[Problem] = []
    only_hosts = True
    try:
        site = Site.model_validate(data, context=choices())
    except ValidationError as error:
        details = error.errors(include_url=False)
        found = list(problems_of(details))
        only_hosts = all(detail["loc"][0] == "hosts" and len(detail["loc"]) > 1 for detail in details)
        site = _without_broken(data, details)
    bad_hosts = set()
    if site is not None:
        known = {key: _names(data.get(key)) for key in _COLLECTIONS}
        for problem in rules.broken(site, known):
            if site.server.address == _STAND_IN_SERVER["address"] and problem.path.endswith(":interface"):
                continue  # the server is wrong itself and says so
            found.append(problem)
            _, collection, *rest = problem.path.split(":")
            only_hosts = only_hosts and collection == "hosts" and bool(rest)
            bad_hosts.add(rest[0] if rest else "")
    order = {shown_key(name): index for index, name in enumerate(data)}
    found = [problem._replace(path=as_written(problem.path, data)) for problem in found]
    found.sort(key=lambda problem: order.get((*problem.path.split(":", 2), "")[1], -1))
    return _Reading(site, tuple(dict.fromkeys(found)), bad_hosts if only_hosts else None)


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
        return Site.model_validate(kept, context=choices())
    except ValidationError:
        return None  # keys that are no text, which no entry could be taken out by
