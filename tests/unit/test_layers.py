"""The houses' walls: who may import what, and who may touch the disk."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import salt_pxe

CORE = Path(salt_pxe.__file__).parent
LINKS = ("modules", "states", "pillar", "runners")
ROOMS = sorted(
    path.relative_to(CORE) for path in CORE.rglob("*.py") if path.relative_to(CORE).parts[0] not in LINKS
)
WRITERS = {
    "write_text",
    "write_bytes",
    "unlink",
    "rename",
    "replace",
    "mkdir",
    "rmdir",
    "chmod",
    "symlink_to",
    "touch",
}
MAY_WRITE = {"publish", "keyring.py", "key_files.py", "spool.py", "ledger/engine.py"}
"""The rooms that touch the disk: publishing on a kickstart server; on the master the file of keys, Salt's keys, the
spool, and the ledger's engine, which locks a folder."""

MAY_IMPORT_SALT = "adapters"
"""What takes from inside Salt what its loader modules are not given."""

DATABASE = {"sqlalchemy", "alembic", "sqlite3", "psycopg"}
MAY_QUERY = "ledger"
PURE = {"onboard", "proof", "seal", "guard", "request_states", "arming"}


def imports(room: Path) -> Iterator[str]:
    """Yield the full name of every module that a room imports, at its top or inside a function."""
    for node in ast.walk(ast.parse((CORE / room).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("room", [room for room in ROOMS if room.parts[0] != MAY_IMPORT_SALT], ids=str)
def test_the_core_never_imports_salt(room: Path) -> None:
    """The core works where Salt is not installed; only Salt's own loader modules use what is made for Salt."""
    foreign = ("salt.", f"salt_pxe.{MAY_IMPORT_SALT}")
    assert not [name for name in imports(room) if name == "salt" or name.startswith(foreign)]


@pytest.mark.parametrize(
    "room", [room for room in ROOMS if not MAY_WRITE & {room.parts[0], room.as_posix()}], ids=str
)
def test_few_rooms_touch_the_disk(room: Path) -> None:
    """No other room opens a file for writing, renames, removes, or starts a program."""
    tree = ast.parse((CORE / room).read_text(encoding="utf-8"))
    assert not {
        name for name in imports(room) if name.split(".")[0] in {"subprocess", "shutil", "tempfile", "os"}
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITERS:
            is_text = node.func.attr == "replace"  # str.replace has two arguments, Path.replace one
            assert is_text and len(node.args) >= 2, f"{room}:{node.lineno} calls {node.func.attr}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "open", f"{room}:{node.lineno} opens a file"


@pytest.mark.parametrize("room", [room for room in ROOMS if room.parts[0] != MAY_QUERY], ids=str)
def test_only_the_ledger_touches_the_database(room: Path) -> None:
    """No other room knows a database; what decides about requests knows not even the ledger."""
    assert not [name for name in imports(room) if name.split(".")[0] in DATABASE]
    if room.stem in PURE:
        assert not [
            name for name in imports(room) if name.startswith(("salt_pxe.ledger", "salt_pxe.keyring"))
        ]


@pytest.mark.parametrize("room", [room for room in ROOMS if room.parts[0] == "render"], ids=str)
def test_rendering_does_not_look_ahead(room: Path) -> None:
    """Data never goes back a hop: a renderer knows nothing of publishing or of the door."""
    assert not [name for name in imports(room) if name.startswith(("salt_pxe.publish", "salt_pxe.pillar"))]


def test_no_room_has_a_name_that_says_nothing() -> None:
    """Names say what they hold."""
    assert not [
        room
        for room in ROOMS
        if room.stem in {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
    ]
