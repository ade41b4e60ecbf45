"""`make mutants` on a small project of its own: a change that no test notices makes it fail until it has a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import mutants
from tests.mutants import Change

ROOM = '''"""A room."""


def smaller(one: int, other: int) -> int:
    if one < other:
        return one
    return other


class Counter:
    def more(self, by: int) -> int:
        return by + 1
'''
TEST = """from room.numbers import Counter, smaller


def test_smaller():
    assert [smaller(1, 2), smaller(2, 1)] == [1, 1]


def test_more():
    assert Counter().more(1) == 2
"""
PROJECT = """[tool.mutmut]
source_paths = ["room"]
pytest_add_cli_args_test_selection = ["tests"]
use_git_change_detection = false
"""
EQUAL = Change("room.numbers.smaller", "if one <= other:")
REASON = "of two that are equal each is the smaller one"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project whose one change that lives changes nothing that anybody can see."""
    for folder in ("room", "tests"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").touch()
    (tmp_path / "room" / "numbers.py").write_text(ROOM)
    (tmp_path / "tests" / "test_numbers.py").write_text(TEST)
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "mutants.txt").write_text(f"# Reasons.\n\n{EQUAL}  # {REASON}\n")
    monkeypatch.setattr(mutants, "CHECKOUT", tmp_path)
    monkeypatch.setattr(mutants, "MAY_LIVE", tmp_path / "mutants.txt")
    monkeypatch.setattr(mutants, "LOG", tmp_path / "build" / "mutants.log")
    monkeypatch.setattr("sys.argv", ["mutants"])
    return tmp_path


def test_a_run_is_good_when_each_change_is_noticed_or_has_its_reason(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The reason holds though other functions, and so mutmut's own names, change."""
    assert mutants.main() == 0, (checkout / "build" / "mutants.log").read_text()
    assert capsys.readouterr().out == "every change was noticed, but for 1 that may live\n"


def test_a_change_that_lives_without_a_reason_fails_the_run(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is told with its function and its line; so is a reason that no change needs."""
    (checkout / "mutants.txt").write_text("room.numbers.gone: return None  # nobody asks\n")
    assert mutants.main() == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{EQUAL}  (survived)",
        "room.numbers.gone: return None is noticed, or is no change any more: take it out of mutants.txt",
    ]


def test_a_test_that_is_taken_away_is_missed_by_the_next_run(
    checkout: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No verdict of an earlier run stands, and a run may look at one class alone."""
    assert mutants.main() == 0
    weak = TEST.replace("assert Counter().more(1) == 2", "Counter().more(1)")
    (checkout / "tests" / "test_numbers.py").write_text(weak)
    (checkout / "mutants.txt").write_text("")
    monkeypatch.setattr("sys.argv", ["mutants", "room.numbers.xǁCounterǁ*"])
    capsys.readouterr()
    assert mutants.main() == 1
    told = capsys.readouterr().out.splitlines()
    assert told == [f"room.numbers.Counter.more: return by {change}  (survived)" for change in ("+ 2", "- 1")]


def test_tests_that_fail_before_anything_is_changed_are_no_good_run(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What mutmut says is kept where the message tells."""
    (checkout / "tests" / "test_numbers.py").write_text(TEST.replace("== 2", "== 3"))
    assert mutants.main() == 2
    assert str(checkout / "build" / "mutants.log") in capsys.readouterr().err
    assert "test_more" in (checkout / "build" / "mutants.log").read_text()


def test_a_line_without_a_reason_is_refused() -> None:
    """Nobody excuses a change by its name alone."""
    with pytest.raises(ValueError, match=r"write `function: change {2}# reason`"):
        mutants.may_live(f"{EQUAL}\n")


def test_what_was_not_run_is_alive() -> None:
    """Neither is a run that was broken off a good one."""
    assert mutants.alive("    a.x_b__mutmut_1: not checked\n    a.x_b__mutmut_2: timeout\n") == {
        "a.x_b__mutmut_1": "not checked"
    }
