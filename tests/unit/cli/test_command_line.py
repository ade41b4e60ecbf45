"""The command line, without Salt."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from salt_pxe import __version__
from salt_pxe.cli.command_line import main
from tests.site import changed


@pytest.fixture
def file(tmp_path: Path) -> Any:
    """Return what writes the small site with changes into a file, and returns the file's path."""

    def written(changes: dict[str, Any]) -> str:
        path = tmp_path / "site.sls"
        path.write_text(yaml.safe_dump(changed(changes)))
        return str(path)

    return written


def test_a_good_site_is_told_and_ends_with_0(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Its plan goes to standard output; there is nothing else to say."""
    assert main(["check", file({})]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("kickstart server 10.0.0.7") and "may erase sda" in out
    assert err == ""


def test_a_bad_site_is_told_with_every_problem_and_ends_with_1(
    file: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """On standard error, and without a plan."""
    assert main(["check", file({"hosts:web01:mac": 1, "unknown": "x"})]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("2 problems in pillar") and "pxe:hosts:web01:mac" in err and "pxe:unknown" in err


def test_warnings_are_told_and_refuse_nothing(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """What is likely to surprise."""
    assert main(["check", file({"hosts:web01:protected": "a database"})]) == 0
    assert "warning: pxe:hosts:web01:install" in capsys.readouterr().err


def test_a_host_that_cannot_be_installed_is_refused_and_the_plan_still_told(
    file: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """Here a script is in none of the folders that were named; the exit code says that not all is well."""
    changes = {"profiles:el9-web:post": [{"source": "salt://no.sh"}]}
    assert main(["check", file(changes)]) == 1
    out, err = capsys.readouterr()
    assert "refused: pxe:hosts:web01" in err and "salt://no.sh" in err
    assert "0 of 2 machines armed" in out


def test_files_of_the_master_are_looked_for_in_each_folder_in_turn(
    file: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--file-root` may be given more than once, and the first folder that has the file counts."""
    for name, text in (("a", ""), ("b", "true\n"), ("c", "%end\n")):
        (tmp_path / name).mkdir()
        if text:
            (tmp_path / name / "own.sh").write_text(text)
    roots = [word for name in "abc" for word in ("--file-root", str(tmp_path / name))]
    given = file({"profiles:el9-web:post": [{"source": "salt://own.sh"}]})
    assert main(["check", given, *roots]) == 0
    assert main(["check", given, *roots[:2]]) == 1


def test_too_many_armed_machines_are_refused(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """As the master would."""
    assert main(["check", file({"server:max_armed": 0})]) == 1
    assert "max_armed is 0" in capsys.readouterr().err


def test_the_schema_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    """For editors."""
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "salt-pxe pillar"


@pytest.mark.parametrize("words", [[], ["chek"], ["check"]])
def test_wrong_usage_ends_with_2(words: list[str]) -> None:
    """And tells what there is."""
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2


def test_it_runs_as_a_module() -> None:
    """`python -m salt_pxe`."""
    done = subprocess.run([sys.executable, "-m", "salt_pxe", "--version"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, f"salt-pxe {__version__}\n")
