"""A value that pydantic refused, told to an operator in a sentence, with its pillar path and a remedy."""

from __future__ import annotations

import re
import types
from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic_core import ErrorDetails

from salt_pxe.rules.references import NearNames
from salt_pxe.site.problem import Allowance, Problem
from salt_pxe.site.readable import shown, shown_key
from salt_pxe.site.record import Record
from salt_pxe.site.site import Site
from salt_pxe.site.yaml_scalars import QUOTE, not_text, reading


def problems_of(details: list[ErrorDetails], allowance: Allowance) -> Iterator[Problem]:
    """Yield a problem for each error of pydantic's that the allowance lets through."""
    with_wrong_items = {detail["loc"][:-1] for detail in details}
    near = NearNames()
    for detail in details:
        if detail["type"] == "too_short" and detail["loc"] in with_wrong_items:
            continue  # Its items say why.
        if allowance.takes(":".join(["pxe", *map(shown_key, detail["loc"][:2])])):
            yield _problem(detail, near)


def as_written(path: str, given: Mapping[str, Any]) -> str:
    """Return a path without what reading a single value as a list or a record has added behind it."""
    kept = ["pxe"]
    at: Any = given
    for part in path.split(":")[1:]:
        if at is not None and not isinstance(at, (Mapping, list, tuple)):
            break
        if part.isdecimal() and not isinstance(at, Mapping):
            index = int(part)
            at = at[index] if at is not None and index < len(at) else None
        else:
            at = at.get(part) if isinstance(at, Mapping) else None
        kept.append(part)
    return ":".join(kept)


def _problem(detail: ErrorDetails, near: NearNames) -> Problem:
    loc = detail["loc"]
    if (
        loc[-1] == "[key]" and detail["type"] != "extra_forbidden"
    ):  # pydantic's word for a key that is wrong itself
        loc = loc[:-1]
    path = ":".join(["pxe", *(shown_key(part) for part in loc)])
    kind, value = detail["type"], detail["input"]
    match kind:
        case "pillar":
            return Problem(path, detail["ctx"]["message"], detail["ctx"]["hint"])
        case "missing":
            return Problem(path, "is missing", _description(loc) or "add it")
        case "extra_forbidden":
            keys = _keys_at(loc[:-1])
            return Problem(
                path, "is not a key that salt-pxe knows", near.hint(str(loc[-1]), keys, _known(keys))
            )
        case "literal_error" | "kind_error":
            why = f" ({reading(value).why})" if reading(value).why else ""
            return Problem(
                path,
                f"{shown(value)} is not one of: {detail['ctx']['expected']}{why}",
                _nearest(value, detail["ctx"]["expected"], near),
            )
        case "int_type" | "int_from_float":
            return Problem(path, f"{shown(value)} is not a whole number", _digits(value, _description(loc)))
        case "bool_type":
            return Problem(
                path, f"{shown(value)} is not true or false", "write true or false, without quotes"
            )
        case "string_type":
            return Problem(path, *not_text(value, "text"))
        case "model_type" | "model_attributes_type" | "dict_type":
            return Problem(path, "is not a mapping", "write indented `key: value` lines under it")
        case "tuple_type" | "list_type":
            return Problem(path, "is not a list", "write a list, [a, b]")
        case "too_short":
            return Problem(path, "is empty", "give at least one")
        case "string_too_long" | "too_long" if isinstance(value, str):
            return Problem(path, f"is longer than {detail['ctx']['max_length']} characters", "shorten it")
        case "string_pattern_mismatch":
            return Problem(
                path,
                "does not have the form that is asked for",
                _description(loc) or detail["ctx"]["pattern"],
            )
        case "greater_than_equal":
            return Problem(path, f"{shown(value)} is too small", f"at least {detail['ctx']['ge']}")
        case "less_than_equal":
            return Problem(path, f"{shown(value)} is too large", f"at most {detail['ctx']['le']}")
        case _:
            return Problem(path, detail["msg"], _description(loc))


_MIB = {"M": 1, "G": 1024, "T": 1024 * 1024}


def _digits(value: object, description: str) -> str:
    """Return how a number is to be written; `description` is that of its field, where sizes name their unit first."""
    if not isinstance(value, str):
        return "write digits alone"
    text = value.strip().rstrip("%")
    if text.isdecimal():
        return f"write {text}" if text != value else "write it without quotes"
    sized = re.fullmatch(r"([0-9]{1,9})\s*([MGT])(?:i?B)?", text, re.IGNORECASE)
    if sized and description.startswith("MiB"):
        return f"write {int(sized[1]) * _MIB[sized[2].upper()]}, in MiB"
    unit = re.match(r"MiB|KiB|seconds", description)
    return f"write digits alone, in {unit[0]}" if unit else "write digits alone"


def _nearest(value: object, expected: str, near: NearNames) -> str:
    words = [word.strip("'") for word in expected.replace(" or ", ", ").split(", ")]
    if not isinstance(value, str):
        return "choose one of them" + (", and quote it" if reading(value).hint == QUOTE else "")
    return near.hint(value, words, "choose one of them")


def _known(keys: Collection[str]) -> str:
    return "known are " + ", ".join(sorted(keys)) if 0 < len(keys) <= 12 else "see the pillar reference"


def _description(loc: tuple[int | str, ...]) -> str:
    record = _record_at(loc[:-1])
    field = record.model_fields.get(str(loc[-1])) if record else None
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
