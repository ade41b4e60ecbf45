"""The reference of the pillar's keys in Markdown, made from the schema alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from salt_pxe import pillar

_HEAD = """\
# Pillar reference

Made from the schema by `python -m salt_pxe reference`. `schema.json` beside this page holds the same for editors.
Unknown keys are errors. Where a list is asked for, a single value will do.
"""


def markdown() -> str:
    """Return the whole pillar reference."""
    schema = pillar.schema()
    sections = [_HEAD, *_section("pxe", schema["properties"]["pxe"])]
    definitions: Mapping[str, Any] = schema["$defs"]
    for name in _reached(schema["properties"]["pxe"], definitions):
        sections += _section(name, definitions[name])
    return "\n".join(sections)


def _reached(start: Mapping[str, Any], definitions: Mapping[str, Any]) -> list[str]:
    """Return the names of the records in the order in which a reader meets them."""
    found: list[str] = []
    waiting = [start]
    while waiting:
        for field in waiting.pop(0).get("properties", {}).values():
            for name in _references(field):
                if name not in found:
                    found.append(name)
                    waiting.append(definitions[name])
    return found


def _references(node: object) -> Iterator[str]:
    if isinstance(node, Mapping):
        if "$ref" in node:
            yield node["$ref"].rsplit("/", 1)[1]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def _section(name: str, record: Mapping[str, Any]) -> list[str]:
    lines = [f"## {name}", "", " ".join(record.get("description", "").split()), ""]
    fields = record.get("properties", {})
    if fields:
        lines += ["| key | value | default | meaning |", "|---|---|---|---|"]
        required = record.get("required", ())
        lines += [_row(key, field, key in required) for key, field in fields.items()]
        lines.append("")
    return lines


def _row(key: str, field: Mapping[str, Any], required: bool) -> str:
    default = "**required**" if required else _default(field.get("default"))
    return f"| `{key}` | {_kind(field)} | {default} | {_cell(field.get('description', ''))} |"


def _default(value: object) -> str:
    if value is None or value == [] or value == {}:
        return ""
    return "see there" if isinstance(value, dict) else f"`{_cell(json.dumps(value, ensure_ascii=False))}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _kind(node: Mapping[str, Any]) -> str:
    """Return the type of a value in words, with a link to the record that it is."""
    if "$ref" in node:
        name = node["$ref"].rsplit("/", 1)[1]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in node:
        kinds = [_kind(one) for one in node["anyOf"] if one.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if "const" in node:
        return f"`{str(node['const']).lower() if isinstance(node['const'], bool) else node['const']}`"
    if "enum" in node:
        return ", ".join(f"`{value}`" for value in node["enum"])
    match node.get("type"):
        case "array":
            return f"list of: {_kind(node['items'])}" if "items" in node else "list"
        case "object":
            values = [*node.get("patternProperties", {}).values(), node.get("additionalProperties")]
            return f"mapping of name to: {_kind(values[0])}" if isinstance(values[0], Mapping) else "mapping"
        case "string":
            return _cell(node.get("x-form", "text"))
        case "integer":
            low, high = node.get("minimum"), node.get("maximum")
            return (
                "number"
                + (f" from {low}" if low is not None else "")
                + (f" to {high}" if high is not None else "")
            )
        case "boolean":
            return "true or false"
        case list(kinds):
            return " or ".join(kinds)
        case _:
            return "value"
