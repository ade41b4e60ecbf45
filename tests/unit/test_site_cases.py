"""Sites that went wrong for people, and their neighbours that are right, held against the verdict of `check`.

A case in `tests/cases/<subject>.yaml` changes the site of `base.yaml`: `set` gives values by their path below `pxe`,
keys joined by a colon; `drop` takes keys away. `verdict` is what `python -m salt_pxe check` makes of it: refuse (exit
code 1), warn (exit code 0 and a warning that the base has not) or serve (exit code 0 and none). What it prints holds
`path` and matches the regular expression `says`. `reason` tells what is true of the daemon or the installed machine.
"""

from __future__ import annotations

import re
from collections import Counter
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from salt_pxe import pillar
from salt_pxe.cli import command_line

CASES = Path(__file__).parents[1] / "cases"
BASE: dict[str, Any] = yaml.safe_load((CASES / "base.yaml").read_text(encoding="utf-8"))
FILES = sorted(file for file in CASES.glob("*.yaml") if file.name != "base.yaml")
KEYS = {"id", "set", "drop", "verdict", "path", "says", "reason"}


class Outcome(NamedTuple):
    verdict: str
    printed: str


def _cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{file.stem}/{case['id']}")
        for file in FILES
        for case in yaml.safe_load(file.read_text(encoding="utf-8"))
    ]


def _changed(case: dict[str, Any]) -> dict[str, Any]:
    changed = deepcopy(BASE)
    for path, value in case.get("set", {}).items():
        *outer, key = path.split(":")
        inner = changed["pxe"]
        for name in outer:
            inner = inner.setdefault(name, {})
        inner[key] = deepcopy(value)
    for path in case.get("drop", ()):
        *outer, key = path.split(":")
        inner = changed["pxe"]
        for name in outer:
            inner = inner[name]
        del inner[key]
    return changed


def _check(
    site: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str], known: frozenset[str]
) -> Outcome:
    file = tmp_path / "site.sls"
    file.write_text(yaml.safe_dump(site, allow_unicode=True), encoding="utf-8")
    code = command_line.main(["check", str(file)])
    written = capsys.readouterr()
    told = [line for line in written.err.splitlines() if line not in known]
    if code:
        return Outcome("refuse", written.err)
    warned = any(line.startswith("warning: ") for line in told)
    return Outcome("warn" if warned else "serve", "\n".join([*told, written.out]))


@pytest.fixture(scope="module")
def known_warnings() -> frozenset[str]:
    return frozenset(f"warning: {warning}" for warning in pillar.warnings(pillar.parse(BASE)))


@pytest.mark.parametrize("case", _cases())
def test_a_site_gets_its_verdict(
    case: dict[str, Any],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    known_warnings: frozenset[str],
) -> None:
    """What would go wrong in the installed machine is refused or said, and what is right is served."""
    outcome = _check(_changed(case), tmp_path, capsys, known_warnings)
    assert outcome.verdict == case["verdict"], f"{case['reason']}\n{outcome.printed}"
    if case["verdict"] != "serve":
        assert case["path"] in outcome.printed, outcome.printed
    assert re.search(case.get("says", ""), outcome.printed), outcome.printed


def test_the_base_is_served(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The site that the cases change is right itself, so that each verdict is of the change."""
    assert _check(deepcopy(BASE), tmp_path, capsys, frozenset()).verdict == "serve"


def test_each_case_is_whole() -> None:
    """A case has a name of its own, a known verdict, a reason, and the path that a refusal or warning must name."""
    names: Counter[str] = Counter()
    for file in FILES:
        for case in yaml.safe_load(file.read_text(encoding="utf-8")):
            names[case["id"]] += 1
            assert not case.keys() - KEYS, case
            assert case["verdict"] in ("refuse", "warn", "serve"), case
            assert case.get("set") or case.get("drop"), case
            assert case["reason"].strip(), case
            assert case["verdict"] == "serve" or case["path"].strip(), case
    assert [name for name, times in names.items() if times > 1] == []
