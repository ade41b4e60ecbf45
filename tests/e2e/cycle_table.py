"""What do the recorded installs look like side by side? A table, with --write in docs/performance.md."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from tests.e2e.built import CHECKOUT
from tests.e2e.cycle import latest

PAGE = CHECKOUT / "docs/performance.md"
BEGIN, END = "<!-- cycle: begin -->\n", "<!-- cycle: end -->\n"
FIRMWARE = {"bios": "BIOS", "uefi": "UEFI"}


def table(cycles: dict[str, dict[str, Any]]) -> list[str]:
    """Return the table: a row a step, for each firmware when the step was done and the MB that it took."""
    names = [FIRMWARE[firmware] for firmware in cycles]
    head = ["step", *(f"{name}: {what}" for name in names for what in ("done at, s", "TFTP, MB", "HTTP, MB"))]
    lines = [row(head), "|---|" + "---:|" * (len(head) - 1)]
    told = list(cycles.values())
    for number, step in enumerate(told[0]["steps"]):
        cells = [cell for one in told for cell in figures(one["steps"][number], "end")]
        lines.append(row([step["title"], *cells]))
    lines.append(row(["**all**", *(f"**{cell}**" for one in told for cell in figures(one, "seconds"))]))
    busy = [cell for one in told for cell in (f"{one['processor']:.0f}", "", "")]
    return [*lines, row(["*processor seconds of the machine*", *busy])]


def figures(told: dict[str, Any], when: str) -> list[str]:
    """Return the cells of one step, or of a whole cycle."""
    seconds = told[when]
    return ["" if seconds is None else f"{seconds:.0f}", megabytes(told["tftp"]), megabytes(told["http"])]


def megabytes(count: int) -> str:
    """Return bytes as MB; nothing for nothing."""
    return f"{count / 1e6:.2f}" if count else ""


def row(cells: list[str]) -> str:
    """Return one row of a Markdown table."""
    return "| " + " | ".join(cells) + " |"


def text(cycles: dict[str, dict[str, Any]]) -> str:
    """Return the part of the page between the marks."""
    describe = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(describe, cwd=CHECKOUT, capture_output=True, text=True).stdout.strip()
    loads = " and ".join(str(one["load"]) for one in cycles.values())
    kind = "emulated" if all(one["accelerator"] == "tcg" for one in cycles.values()) else "with KVM"
    facts = f"Commit {commit}; machines {kind}; load average before power on {loads}."
    return "\n".join([facts, "", *table(cycles), ""])


def main() -> int:
    """Print the table; with ``--write`` put it into the page. 1 if no install is recorded."""
    cycles = dict(sorted(latest().items()))
    if not cycles:
        print("No install is recorded: make cycle, or make test, records them.", file=sys.stderr)
        return 1
    print(text(cycles))
    if "--write" in sys.argv:
        page = PAGE.read_text()
        before, rest = page.split(BEGIN)
        PAGE.write_text(before + BEGIN + text(cycles) + END + rest.split(END)[1])
    return 0


if __name__ == "__main__":
    sys.exit(main())
