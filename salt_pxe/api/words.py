"""An answer as a command line shows it: a table, or lines, with the times in UTC."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_NOT_SHOWN = "_seconds"


def lines(answer: Mapping[str, Any]) -> str:
    """Return the answer of any call of this room as text."""
    if "error" in answer:
        return "\n".join([f"refused ({answer['error']}): {answer['reason']}", *_problems(answer)])
    if "requests" in answer:
        return _status(answer)
    if "changes" in answer:
        return _history(answer)
    shown = {key: value for key, value in answer.items() if not key.endswith(_NOT_SHOWN)}
    width = max(map(len, shown), default=0)
    return "\n".join(f"{key.replace('_', ' '):<{width}}  {_text(value)}" for key, value in shown.items())


def _problems(answer: Mapping[str, Any]) -> Iterable[str]:
    for one in answer.get("problems", ()):
        hint = f" ({one['hint']})" if one["hint"] else ""
        yield f"  {one['path']}: {one['message']}{hint}"


def _status(answer: Mapping[str, Any]) -> str:
    head = ("HOST", "REQUEST", "STATE", "SERVERS", "CHANGED", "DEADLINE")
    rows = [
        (
            one["host"],
            one["request"],
            one["state"],
            _text(one["servers"]),
            one["changed_at"],
            one["deadline"] if one["open"] else "",
        )
        for one in answer["requests"]
    ]
    found = [*_table(*_with_sites(head, rows, answer["requests"]))] if rows else ["no requests"]
    if answer["more"]:
        found.append("older ones are left out: limit=...")
    if "counts" in answer:
        found.append(", ".join(f"{number} {state}" for state, number in sorted(answer["counts"].items())))
    if answer.get("enrolled"):
        found.append(f"enrolled: {_text(answer['enrolled'])}")
    if answer["ledger"] != "trusted":
        found.append(f"nothing is armed: {answer['ledger']}")
    if answer["key"] != "kept":
        found.append(f"nothing new is armed: {answer['key']}")
    return "\n".join(line for line in found if line)


def _history(answer: Mapping[str, Any]) -> str:
    head = ("AT", "HOST", "REQUEST", "CHANGE", "BY", "NOTE")
    rows = [
        (one["at"], one["host"], one["request"], one["change"], one["by"], _first_line(one["note"]))
        for one in answer["changes"]
    ]
    found = [*_table(*_with_sites(head, rows, answer["changes"]))] if rows else ["nothing happened"]
    for one in answer.get("enrolments", ()):
        what = "withdrawn" if one["declared"] is None else f"enrolled: {_text(one['declared'])}"
        found.append(f"{one['at']}  {what} (for {one['server']}, by {one['by']})")
    return "\n".join(found)


def _with_sites(
    head: Sequence[str], rows: Sequence[Sequence[str]], told: Sequence[Mapping[str, Any]]
) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """Return a table with a column of sites where there are several."""
    sites = [str(one["site"]) for one in told]
    if len({*sites}) < 2:
        return head, rows
    return ("SITE", *head), [(site or "-", *row) for site, row in zip(sites, rows, strict=True)]


def _first_line(text: str) -> str:
    first, *rest = text.splitlines() or [""]
    return first + (" ..." if rest else "")


def _text(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_text(one)}" for key, one in value.items()) or "-"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_text, value)) or "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "-" if value is None else str(value)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterable[str]:
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    for row in [head, *rows]:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
