"""Change the rooms that decide, one small thing at a time, and tell which changes no test notices.

`make mutants` runs it; `pyproject.toml` names the rooms and the tests. A change that may live, because it changes
nothing that anybody can see, stands in `tests/mutants.txt` with its reason.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
MAY_LIVE = Path(__file__).with_suffix(".txt")
MUTMUT = Path(sys.executable).with_name("mutmut")
LINE = re.compile(r"^\s*(?P<name>\S+): (?P<outcome>survived|no tests|timeout|suspicious)$")


def may_live() -> dict[str, str]:
    """Return the changes that may live, and why."""
    lines = MAY_LIVE.read_text(encoding="utf-8").splitlines()
    return dict(line.split(None, 1) for line in lines if line and not line.startswith("#"))  # type: ignore[misc]


def alive(results: str) -> dict[str, str]:
    """Return the changes that no test noticed, from what `mutmut results` prints, and what came of each."""
    found = (LINE.match(line) for line in results.splitlines())
    return {match["name"]: match["outcome"] for match in found if match and match["outcome"] != "timeout"}


def main() -> int:
    """Run all of it; return 1 where a change lives without a reason."""
    subprocess.run(
        [MUTMUT, "run", "--max-children", "2"], cwd=CHECKOUT, check=True, stdout=subprocess.DEVNULL
    )
    done = subprocess.run([MUTMUT, "results"], cwd=CHECKOUT, check=True, capture_output=True, text=True)
    living, known = alive(done.stdout), may_live()
    for name in sorted(living.keys() - known.keys()):
        print(f"{name}: {living[name]}; `mutmut show {name}` shows the change")
    for name in sorted(known.keys() - living.keys()):
        print(f"{name} is noticed now: take it out of {MAY_LIVE.name}")
    return 1 if living.keys() != known.keys() else 0


if __name__ == "__main__":
    sys.exit(main())
