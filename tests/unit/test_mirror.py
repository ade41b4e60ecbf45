"""The tests mirror the source: each room has a test of its own name in the same folder, or a line that says why not.

`rooms_without_test.txt` holds a line for each room without one: `room | test that covers it, or - | reason`. A room is
named by its path below `salt_pxe/` without `.py`, a folder's own `__init__.py` by the folder.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import NamedTuple

from tests.unit.test_house import CORE, REPOSITORY, ROOMS

KINDS_OF_TEST = ("unit", "functional")
EXCEPTIONS = Path(__file__).parent / "rooms_without_test.txt"
NO_TEST = "-"


class Uncovered(NamedTuple):
    """A room without a test of its own name."""

    room: str
    test: str
    reason: str


def name(room: Path) -> str:
    """Return a room's path below the package, without its ending; a folder's `__init__` goes by the folder."""
    return str(room.parent if room.stem == "__init__" else room.with_suffix(""))


def holds_code(room: Path) -> bool:
    """Tell whether a room holds more than its docstring and what it hands on from others."""
    lines = ast.parse((CORE / room).read_text(encoding="utf-8")).body
    return any(not isinstance(line, ast.Import | ast.ImportFrom | ast.Expr | ast.Assign) for line in lines)


ROOMS_WITH_CODE = {name(room): room for room in ROOMS if room.stem != "__init__" or holds_code(room)}


def own_tests(room: Path) -> list[Path]:
    """Return the test files of a room's own name, in the folders that mirror its own."""
    stem = room.parent.name if room.stem == "__init__" else room.stem
    places = [REPOSITORY / "tests" / kind / room.parent / f"test_{stem}.py" for kind in KINDS_OF_TEST]
    return [place for place in places if place.exists()]


def exceptions() -> list[Uncovered]:
    """Return the list of rooms that have no test of their own name."""
    lines = [line for line in EXCEPTIONS.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert all(line.count(" | ") == 2 for line in lines), "a line is `room | test or - | reason`"
    return [Uncovered(*(part.strip() for part in line.split(" | "))) for line in lines]


def test_each_room_has_a_test_of_its_own_name_or_a_reason() -> None:
    """Whoever changes a room finds its test by the room's name, or the line that names it."""
    excused = {line.room for line in exceptions()}
    assert not [room for room, file in ROOMS_WITH_CODE.items() if not own_tests(file) and room not in excused]


def test_a_test_of_a_rooms_name_tests() -> None:
    """A file of a room's name holds tests, and is not there for its name's sake."""
    found = [test for room in ROOMS_WITH_CODE.values() for test in own_tests(room)]
    assert not [str(test) for test in found if "def test_" not in test.read_text(encoding="utf-8")]


def test_the_list_holds_no_room_that_is_gone_or_has_its_test() -> None:
    """A line goes with its reason, and no room stands there twice."""
    rooms = [line.room for line in exceptions()]
    assert not [room for room in rooms if room not in ROOMS_WITH_CODE]
    assert not [room for room in rooms if own_tests(ROOMS_WITH_CODE[room])]
    assert len(rooms) == len(set(rooms))


def test_the_list_names_tests_that_are_there() -> None:
    """A test that covers a room in its stead is a file with tests, and no line is without a reason."""
    for line in exceptions():
        assert line.reason, line.room
        if line.test != NO_TEST:
            file = REPOSITORY / line.test
            assert file.name.startswith("test_") and file.is_file(), f"{line.room}: {line.test} is not there"


def test_folders_of_tests_are_folders_of_the_source() -> None:
    """Below `tests/unit` and `tests/functional` stand the folders of the source, and no others."""
    for kind in KINDS_OF_TEST:
        top = REPOSITORY / "tests" / kind
        folders = [at.parent.relative_to(top) for at in top.rglob("test_*.py")]
        assert not [str(folder) for folder in folders if not (CORE / folder).is_dir()]
