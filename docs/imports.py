"""The picture of the imports in docs/architecture.md: `python docs/imports.py` prints it, `--write` puts it there.

Each box is a folder or room of `salt_pxe`, from the ground up; an arrow leads from what imports to what is imported.
Arrows that follow from others are left out.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import grimp

PAGE = Path(__file__).with_name("architecture.md")
BLOCK = re.compile(r"(?<=<!-- imports -->\n).*?(?=<!-- end of imports -->)", re.DOTALL)
LEFT_OUT = {"version", "__main__"}


def arrows() -> dict[str, set[str]]:
    """Return each house and the houses that it imports."""
    graph = grimp.build_graph("salt_pxe")
    found: dict[str, set[str]] = {}
    for room in graph.modules:
        house = [*room.split("."), ""][1]
        if not house or house in LEFT_OUT:
            continue
        imported = {[*other.split("."), ""][1] for other in graph.find_modules_directly_imported_by(room)}
        found.setdefault(house, set()).update(imported - LEFT_OUT - {house, ""})
    return found


def reached(found: dict[str, set[str]], house: str) -> set[str]:
    """Return every house that one imports, directly or through others."""
    seen: set[str] = set()
    left = list(found.get(house, ()))
    while left:
        other = left.pop()
        if other not in seen:
            seen.add(other)
            left += found.get(other, ())
    return seen


def picture() -> str:
    """Return the picture as a Mermaid block."""
    found = arrows()
    lines = []
    for house in sorted(found):
        for other in sorted(found[house]):
            if not any(other in reached(found, via) for via in found[house] - {other}):
                lines.append(f"  {house} --> {other}")
    return "\n".join(["```mermaid", "flowchart TD", *lines, "```", ""])


def written() -> str:
    """Return the page with today's picture."""
    return BLOCK.sub(lambda _: picture(), PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        PAGE.write_text(written(), encoding="utf-8")
    else:
        print(picture(), end="")
