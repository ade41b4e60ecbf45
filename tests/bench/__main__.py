"""Measure every size, print a table, and with --write put it into docs/performance.md with the commit it belongs to."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = REPOSITORY / "docs" / "performance.md"
BEGIN, END = "<!-- bench: begin -->\n", "<!-- bench: end -->\n"
SIZES = (100, 1_000, 10_000, 100_000)
TYPICAL = 20
EVENTS = 10_000
FINISHES = (8, 1_000)

PEER = {
    "sync": {100: 0.70, 1_000: 7.3, 10_000: 80.0},
    "memory": {100: 60, 1_000: 115, 10_000: 660},
    "kickstarts": 52,
}
"""Cobbler 3.3.10 on two cores: full sync in seconds, memory in MB, kickstarts a second at 10 000 systems."""


def measured(hosts: int, armed: int, kickstarts: int) -> dict[str, Any]:
    """Measure one site in a process of its own, so that its peak memory is its own."""
    call = [sys.executable, "-m", "tests.bench.measure", str(hosts), str(armed), str(kickstarts)]
    done = subprocess.run(call, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, check=True, timeout=900)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def table(title: str, results: list[dict[str, Any]], rows: Mapping[str, str]) -> list[str]:
    """Return a table of seconds: a row a step, a column a size."""
    lines = [f"### {title}", ""]
    lines.append(
        "| | " + " | ".join(f"{result['hosts']:,} hosts".replace(",", " ") for result in results) + " |"
    )
    lines.append("|---|" + "---:|" * len(results))
    for label, key in rows.items():
        cells = [f"{result['seconds'][key]:.3f}" if key in result["seconds"] else "" for result in results]
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    total = [
        sum(result["seconds"][key] for key in ("parse", "render", "publish, first")) for result in results
    ]
    lines.append(
        "| **pillar to published files** | " + " | ".join(f"**{seconds:.3f}**" for seconds in total) + " |"
    )
    lines.append("| files written | " + " | ".join(str(result["files"]) for result in results) + " |")
    lines.append(
        "| files touched for one changed host | "
        + " | ".join(str(result["touched"]) for result in results)
        + " |"
    )
    lines.append("| peak memory, MB | " + " | ".join(str(result["memory"]) for result in results) + " |")
    return [*lines, ""]


STEPS = {
    "parse": "parse",
    "render": "render",
    "publish, first": "publish, first",
    "publish, unchanged": "publish, unchanged",
    "publish, one host changed": "publish, one host changed",
    "disarm one": "disarm one",
    "arm one, its own files": "arm one",
    "ext_pillar for the server": "ext_pillar, server, first",
    "ext_pillar for the server, again": "ext_pillar, server, again",
    "ext_pillar for a stranger": "ext_pillar, stranger",
    "*baseline: JSON out and in of the same pillar*": "baseline: json dump and load of the pillar",
    "*baseline: plain write and rename of the same files*": "baseline: plain write and rename of the same files",
}


def page() -> str:
    """Measure everything and return the part of the page that holds it."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    ).stdout.strip()
    usual, all_armed = [], []
    for hosts in SIZES:
        usual.append(measured(hosts, min(TYPICAL, hosts), 1_000 if hosts == 10_000 else TYPICAL))
        all_armed.append(measured(hosts, hosts, 0))
    lines = [
        f"Commit {commit}; Python {platform.python_version()}, {os.cpu_count()} cores. Seconds, one run each.",
        "",
        *table(f"{TYPICAL} machines armed", usual, STEPS),
        *table(
            "Every machine armed",
            all_armed,
            {label: key for label, key in STEPS.items() if "ext_pillar" not in label},
        ),
    ]
    ten_thousand = next(result for result in usual if result["hosts"] == 10_000)
    count, seconds = ten_thousand["kickstarts"], ten_thousand["seconds"]
    rate = {what: count / seconds[f"kickstarts {what} (timed)"] for what in ("rendered", "validated")}
    whole = next(result for result in all_armed if result["hosts"] == 10_000)
    ours = sum(whole["seconds"][key] for key in ("parse", "render", "publish, first"))
    lines += [
        "### Kickstarts in a second, on one core",
        "",
        f"{rate['rendered']:.0f} rendered, {rate['validated']:.0f} validated ({count} in each run).",
        "",
        "### Beside the peer",
        "",
        "Cobbler 3.3.10 on a machine of two cores, 10 000 systems: full sync "
        f"{PEER['sync'][10_000]:.0f} s, {PEER['memory'][10_000]} MB at its peak, "
        f"{PEER['kickstarts']} kickstarts a second. "
        f"Here, with 10 000 machines armed: {ours:.1f} s "
        f"({PEER['sync'][10_000] / ours:.0f} times as fast), {whole['memory']} MB, "
        f"{rate['rendered']:.0f} kickstarts a second.",
        "",
    ]
    return "\n".join([*lines, *onboarding()])


def onboarding() -> list[str]:
    """Measure machines that finish at once, and events that are nobody's business, with real Salt."""
    call = [sys.executable, "-m", "tests.bench.onboarding", str(EVENTS), *map(str, FINISHES)]
    done = subprocess.run(call, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, check=True, timeout=3600)
    found = json.loads(done.stdout)
    lines = [
        "### Machines that finish at once",
        "",
        "From the first report until the last machine is disarmed and its key accepted, through salt-api, the",
        "reactor, the runner and the kickstart server's minion, all on this machine. Each machine repeats its report",
        "every 30 s.",
        "",
        "| machines | disarmed, s | accepted, s | reports | lost |",
        "|---:|---:|---:|---:|---:|",
    ]
    for one in found["finishes"]:
        numbers = f"{one['disarmed']:.1f} | {one['seconds']:.1f} | {one['posts']} | {one['lost']}"
        lines.append(f"| {one['machines']} | {numbers} |")
    spent = found["events"]
    each = (spent["salt/auth"] - spent["unknown tag"]) / EVENTS * 1e3
    return [
        *lines,
        "",
        f"{EVENTS} `salt/auth` events of ordinary minions cost the reactor {spent['salt/auth']:.1f} s of CPU; as many",
        f"events of a tag that it does not know cost it {spent['unknown tag']:.1f} s. So one costs {each:.2f} ms.",
        "",
    ]


def main() -> None:
    """Print the figures; with --write, into the page too."""
    text = page()
    print(text)
    if "--write" in sys.argv:
        old = PAGE.read_text(encoding="utf-8")
        before, _, rest = old.partition(BEGIN)
        _, _, after = rest.partition(END)
        PAGE.write_text(f"{before}{BEGIN}{text}{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
