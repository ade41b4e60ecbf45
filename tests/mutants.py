"""Change the rooms that decide, one small thing at a time, and tell which changes no test notices.

`make mutants` runs it; `pyproject.toml` names the rooms and the tests. With `ONLY='salt_pxe.rules.identity.*'` it looks
at these alone. A change that may live, because it changes nothing that anybody can see, stands in `tests/mutants.txt`
with its reason. It is known by its function and the line as it becomes, for mutmut's numbers move with every edit.
"""

from __future__ import annotations

import argparse
import fnmatch
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple

CHECKOUT = Path(__file__).resolve().parents[1]
MAY_LIVE = Path(__file__).with_suffix(".txt")
MUTMUT = Path(sys.executable).with_name("mutmut")
LOG = CHECKOUT / "build" / "mutants.log"

NOTICED = ("killed", "timeout", "caught by type check")
"""Outcomes by which a change is noticed; a loop that does not end any more is one of them."""

_RESULT = re.compile(r"^\s*(?P<name>\S+__mutmut_\d+): (?P<outcome>.+)$")
_ENTRY = re.compile(r"^(?P<function>\S+): (?P<change>.+?) {2}# (?P<reason>.*\S)$")


class Change(NamedTuple):
    """A change: the function, without mutmut's marks, and the lines as they become (`- ` in front: one that goes)."""

    function: str
    change: str

    def __str__(self) -> str:
        return f"{self.function}: {self.change}"


def may_live(text: str) -> dict[Change, str]:
    """Return the changes that may live, and why. Raises ValueError for a line that gives no reason."""
    found = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        match = _ENTRY.match(line)
        if match is None:
            raise ValueError(f"{MAY_LIVE.name}: write `function: change  # reason`, not {line!r}")
        found[Change(match["function"], match["change"])] = match["reason"]
    return found


def alive(results: str, only: Collection[str] = ("*",)) -> dict[str, str]:
    """Return mutmut's names of the changes that no test noticed, and what came of each, from `mutmut results`.

    What was not run is alive: nobody knows better.
    """
    found = (_RESULT.match(line) for line in results.splitlines())
    return {
        match["name"]: match["outcome"]
        for match in found
        if match
        and match["outcome"] not in NOTICED
        and any(fnmatch.fnmatchcase(match["name"], pattern) for pattern in only)
    }


def change_of(name: str, shown: str) -> Change:
    """Return the change that `mutmut show` shows under this name."""
    lines = [line for line in shown.splitlines() if re.match(r"[-+](?![-+]{2} )", line)]
    added = [line[1:].strip() for line in lines if line[0] == "+"]
    gone = [f"- {line[1:].strip()}" for line in lines if line[0] == "-"]
    function = re.sub(r"__mutmut_\d+$", "", name)
    plain = re.sub(r"\.x_?(?:ǁ(?P<owner>\w+)ǁ)?(?P<own>\w+)$", _plain, function)
    return Change(plain, " ".join(added or gone))


def _plain(match: re.Match[str]) -> str:
    return f".{match['owner']}.{match['own']}" if match["owner"] else f".{match['own']}"


def verdict(
    living: Mapping[Change, str], known: Mapping[Change, str], functions: Collection[str] | None = None
) -> list[str]:
    """Return what keeps a run from being good: changes that live without a reason, and reasons that nothing needs.

    `functions` are those that were looked at, all where it is None.
    """
    return [
        *(f"{change}  ({outcome})" for change, outcome in sorted(living.items()) if change not in known),
        *(
            f"{change} is noticed, or is no change any more: take it out of {MAY_LIVE.name}"
            for change in sorted(known)
            if change not in living and (functions is None or change.function in functions)
        ),
    ]


def _mutmut(*arguments: str) -> str:
    done = subprocess.run([MUTMUT, *arguments], cwd=CHECKOUT, check=True, capture_output=True, text=True)
    return done.stdout


def _run(only: list[str], children: int) -> None:
    """Run mutmut from the beginning: a verdict from before a test was written says nothing of that test."""
    shutil.rmtree(CHECKOUT / "mutants", ignore_errors=True)
    # The plugins that these tests do without take longer to load than a room's test takes to run.
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [str(MUTMUT), "run", "--max-children", str(children), *only]
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("w", encoding="utf-8") as log:
        subprocess.run(command, cwd=CHECKOUT, check=True, env=environment, stdout=log, stderr=log)


def main() -> int:
    """Run it; return 1 where a change lives without a reason, or where a reason is given for none."""
    parser = argparse.ArgumentParser(
        description="Tell which changes of the rooms that decide no test notices."
    )
    parser.add_argument("only", nargs="*", help="mutmut's names, such as salt_pxe.rules.identity.*")
    parser.add_argument("--children", type=int, default=os.cpu_count() or 1, help="processes at once")
    arguments = parser.parse_args()
    only: list[str] = arguments.only
    known = may_live(MAY_LIVE.read_text(encoding="utf-8"))
    try:
        _run(only, arguments.children)
    except subprocess.CalledProcessError as error:
        print(f"mutmut ended with {error.returncode}; {LOG} tells why", file=sys.stderr)
        return 2
    results = _mutmut("results", "--all", "true")
    looked_at = {
        change_of(match["name"], "").function
        for match in map(_RESULT.match, results.splitlines())
        if match and (not only or any(fnmatch.fnmatchcase(match["name"], pattern) for pattern in only))
    }
    living = {
        change_of(name, _mutmut("show", name)): outcome
        for name, outcome in alive(results, only or ("*",)).items()
    }
    wrong = verdict(living, known, looked_at if only else None)
    print("\n".join(wrong or [f"every change was noticed, but for {len(living)} that may live"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
