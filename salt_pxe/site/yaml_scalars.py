"""What YAML makes of a word that is not quoted, and how it may have been written.

YAML 1.1, which Salt reads, takes `012` for ten, `22:22` for 1342, `off` for false and `2026-11-23` for a date. The text
cannot be had back, so both are told: what was read, and what reads so.
"""

from __future__ import annotations

import datetime
from typing import NamedTuple

from salt_pxe.site.readable import shown

QUOTE = "quote it in the SLS file"

_LARGEST = 2**63


class Reading(NamedTuple):
    """What is to be said of a value that stands where text is wanted: why it is there, and what to do."""

    why: str
    hint: str


def reading(value: object) -> Reading:
    """Return how YAML came to a value that is no text; nothing is said of mappings and lists."""
    if value is None:
        return Reading("YAML reads null, ~ and nothing at all so", "write the text, or remove the key")
    if isinstance(value, bool):
        words = "true, yes and on" if value else "false, no and off"
        return Reading(f"YAML reads {words} so, unless they are quoted", QUOTE)
    if isinstance(value, int):
        return Reading(_of_number(value), QUOTE)
    if isinstance(value, float):
        return Reading("YAML reads a number here and drops the zeros at its end, as of 1.10", QUOTE)
    if isinstance(value, datetime.datetime):
        return Reading(f"YAML reads {value.isoformat(' ')[:40]} as a time", QUOTE)
    if isinstance(value, datetime.date):
        return Reading(f"YAML reads {value.isoformat()} as a date", QUOTE)
    if isinstance(value, (bytes, bytearray)):
        return Reading("YAML reads !!binary so", "write it as text, in quotes")
    return Reading("", "")


def not_text(value: object, what: str) -> tuple[str, str]:
    """Return the message and the hint for a value that stands where `what` ("a name") is wanted."""
    why, hint = reading(value)
    return f"{shown(value)} is not {what}" + (f": {why}" if why else ""), hint


def _of_number(value: int) -> str:
    """Return the spellings that YAML reads as a whole number: to the base of 60, of 8 and of 16."""
    if not 0 <= value < _LARGEST:
        return "YAML reads a number here"
    spellings = [str(value)]
    if value >= 60:
        spellings.append(_sexagesimal(value))
    if value > 7:
        spellings += [f"0{value:o}", f"0x{value:X}"]
    elif value:
        spellings.append(f"0{value}")
    *first, last = spellings
    return f"YAML reads {', '.join(first)} and {last} so" if first else f"YAML reads {last} as a number"


def _sexagesimal(value: int) -> str:
    groups: list[int] = []
    while value >= 60:
        value, group = divmod(value, 60)
        groups.append(group)
    return ":".join([str(value), *(f"{group:02d}" for group in reversed(groups))])
