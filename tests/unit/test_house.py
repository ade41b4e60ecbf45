"""The house: which room may import which, who touches a disk, a database or Salt, and what rooms are called."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from functools import lru_cache
from pathlib import Path

import grimp
import pytest

import salt_pxe

CORE = Path(salt_pxe.__file__).parent
REPOSITORY = CORE.parent
LINKS = ("modules", "states", "pillar", "runners", "beacons")
ROOMS = sorted(
    path.relative_to(CORE)
    for path in CORE.rglob("*.py")
    if len(path.relative_to(CORE).parts) == 1 or path.relative_to(CORE).parts[0] not in LINKS
)

ORDER = (
    ("site",),
    ("arming",),
    ("installers",),
    ("boot",),
    ("services",),
    ("rules",),
    ("pillar",),
    ("plan",),
    ("tree", "render", "served"),
    ("publish",),
    ("doctor",),
    ("ledger",),
    ("master",),
    ("onboarding",),
    ("api",),
    ("cli",),
    ("adapters",),
)
"""From the ground up: a room imports what stands above its own line, and its own line."""

ANYWHERE = {"version"}
"""Rooms that stand outside of the order, for they import nothing."""

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
MAY_WRITE = {
    "publish": "a kickstart server's files and daemons",
    "ledger": "the folder of a new ledger, and the lock under which it is made",
    "master/keyring.py": "the master's file of keys",
    "master/archive.py": "a backup, and what was in one, in a folder that the caller made",
    "onboarding/reports.py": "the reports that are not decided yet",
    "onboarding/key_files.py": "Salt's files of keys, one of which is stored in one step",
    "services/programs.py": "looks where a program is",
    "services/parser_run.py": "starts an official parser on files that publishing has laid out for it",
    "adapters": "Salt's own stores",
}
DATABASE = {"sqlalchemy", "alembic", "sqlite3", "psycopg"}
PURE = ("arming/", "onboarding/decide.py", "site/", "boot/", "rules/", "plan/", "render.py", "tree.py")
"""Rooms that decide or lay out: no disk, no program, no clock, no network."""
IMPURE = {"os", "subprocess", "shutil", "tempfile", "socket", "time", "random", "secrets"}

LONGEST = 250
"""Lines of a room."""
LONGEST_LOADER_MODULE = 200

WORDS = {
    "kickstart": r"anaconda|pykickstart|kickstart(?![ _]?server)",
    "isc": r"\bisc\b|dhcpd(?!-formula|iscover)",
    "bios": r"pxelinux|syslinux",
    "uefi": r"\bgrub\b|grubx64|shimx64|\bshim\b",
}
"""Words of one kind, which no room outside of its folder says. `kickstart server` is the minion that serves a site."""


@lru_cache(maxsize=1)
def graph() -> grimp.ImportGraph:
    """Return who imports whom, at the top of a room or inside a function, relatively or not."""
    return grimp.build_graph("salt_pxe")


def arrows() -> list[tuple[str, str]]:
    """Return each import as (room, imported room), without the package's name."""
    found = graph()
    return [
        (room.removeprefix("salt_pxe."), other.removeprefix("salt_pxe."))
        for room in sorted(found.modules)
        for other in sorted(found.find_modules_directly_imported_by(room))
        if room != "salt_pxe" and other != "salt_pxe"
    ]


def imports(room: Path) -> set[str]:
    """Return the full name of every module that a room imports absolutely, and of what it imports from one."""
    found = set()
    for node in ast.walk(ast.parse((CORE / room).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_imports_only_go_down_the_order() -> None:
    """No room imports one that stands below its own line."""
    line = {house: number for number, houses in enumerate(ORDER) for house in houses}
    against = []
    for room, other in arrows():
        here, there = room.split(".")[0], other.split(".")[0]
        if here in {*ANYWHERE, "__main__"} or there in ANYWHERE:
            continue
        assert here in line and there in line, f"{here} or {there} has no place in the order"
        if line[there] > line[here]:
            against.append(f"{room} imports {other}")
    assert not against


def test_no_folders_import_each_other_in_a_circle() -> None:
    """In every folder, the folders and rooms in it can be put in an order."""
    inside: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for room, other in arrows():
        ours, theirs = room.split("."), other.split(".")
        depth = 0
        while depth < min(len(ours), len(theirs)) and ours[depth] == theirs[depth]:
            depth += 1
        if depth < min(len(ours), len(theirs)):
            inside[".".join(ours[:depth])][ours[depth]].add(theirs[depth])
    for folder, edges in inside.items():
        left = {name: set(others) for name, others in edges.items()}
        while left:
            free = [name for name, others in left.items() if not others & left.keys()]
            assert free, (
                f"these rooms of {folder or 'salt_pxe'} import each other in a circle: {sorted(left)}"
            )
            for name in free:
                del left[name]


def test_imports_are_written_where_they_can_be_read() -> None:
    """Only the registry of kinds imports by a name that it computes."""
    for room in ROOMS:
        if room != Path("site/kinds.py"):
            text = (CORE / room).read_text(encoding="utf-8")
            assert "importlib" not in text and "__import__" not in text, room


@pytest.mark.parametrize("room", [room for room in ROOMS if room.parts[0] != "adapters"], ids=str)
def test_only_adapters_import_salt(room: Path) -> None:
    """The core works where Salt is not installed."""
    assert not [name for name in imports(room) if name.split(".")[0] == "salt"]


def may_write(room: Path) -> bool:
    """Tell whether a room may touch the disk."""
    return room.parts[0] in MAY_WRITE or str(room) in MAY_WRITE


@pytest.mark.parametrize("room", [room for room in ROOMS if not may_write(room)], ids=str)
def test_few_rooms_touch_the_disk(room: Path) -> None:
    """No other room opens a file for writing, renames or removes."""
    tree = ast.parse((CORE / room).read_text(encoding="utf-8"))
    assert not {name for name in imports(room) if name.split(".")[0] in {"shutil", "os"}}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITERS:
            is_text = node.func.attr == "replace"  # str.replace has two arguments, Path.replace one
            assert is_text and len(node.args) >= 2, f"{room}:{node.lineno} calls {node.func.attr}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "open", f"{room}:{node.lineno} opens a file"


@pytest.mark.parametrize("room", [room for room in ROOMS if str(room).startswith(PURE)], ids=str)
def test_what_decides_is_pure(room: Path) -> None:
    """What decides or lays out has the same result for the same arguments."""
    assert not {name for name in imports(room) if name.split(".")[0] in IMPURE}


@pytest.mark.parametrize("room", [room for room in ROOMS if room.parts[0] != "ledger"], ids=str)
def test_only_the_ledger_knows_a_database(room: Path) -> None:
    """No other room imports a database or its drivers."""
    assert not [name for name in imports(room) if name.split(".")[0] in DATABASE]


@pytest.mark.parametrize("room", ROOMS, ids=str)
def test_rooms_are_not_long(room: Path) -> None:
    """A room has one responsibility, and fits a reader's head."""
    assert len((CORE / room).read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize(
    "module",
    sorted(
        path for folder in REPOSITORY.glob("_*") if folder.name != "_utils" for path in folder.glob("*.py")
    ),
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_loader_modules_are_thin(module: Path) -> None:
    """They parse, call, and turn an error into Salt's form."""
    assert len(module.read_text(encoding="utf-8").splitlines()) <= LONGEST_LOADER_MODULE


def test_no_two_rooms_share_a_name() -> None:
    """A room is known by its name, but for those in which each kind answers the same plug."""
    named: dict[str, list[str]] = defaultdict(list)
    for room in ROOMS:
        if (
            room.stem not in {"__init__", "__main__", "kind", "plug", "distribution_files"}
            and "migrations" not in room.parts
        ):
            named[room.stem].append(str(room))
    assert not {name: rooms for name, rooms in named.items() if len(rooms) > 1}


def test_no_room_has_a_name_that_says_nothing() -> None:
    """Names say what they hold."""
    empty = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "desk"}
    assert not [room for room in ROOMS if room.stem in empty]


KIND_FOLDERS = {
    "kickstart": "installers/kickstart",
    "isc": "services/dhcp/isc",
    "bios": "boot/bios",
    "uefi": "boot/uefi",
}
MAY_NAME = {
    ("kickstart", "installers/plug.py"): "says which installer is meant where pillar names none",
    ("isc", "services/dhcp/plug.py"): "says which DHCP service is meant where pillar names none",
    (
        "kickstart",
        "site/values/script_text.py",
    ): "a script of pillar may stand in a section, which nothing in it may end",
    ("uefi", "installers/installation.py"): "the hash of the installed system's boot loader is a secret",
    ("uefi", "publish/files/display.py"): "the hash of the installed system's boot loader is a secret",
    (
        "uefi",
        "site/values/boot_passwords.py",
    ): "the hash of the installed system's boot loader, which no firmware chooses",
    ("bios", "boot/loaders/pxelinux.py"): "the loader of this kind; another kind could use it too",
    ("uefi", "boot/loaders/grub.py"): "the loader of this kind; another kind could use it too",
}
"""Rooms outside of a kind's folder that say its words, and why."""


@pytest.mark.parametrize("kind", WORDS)
def test_no_other_room_names_a_kind(kind: str) -> None:
    """What is said of one installer, DHCP service or firmware stands in its own folder."""
    pattern = re.compile(WORDS[kind], re.IGNORECASE)
    said = []
    for room in ROOMS:
        if str(room).startswith(KIND_FOLDERS[kind] + "/") or (kind, str(room)) in MAY_NAME:
            continue
        for number, line in enumerate((CORE / room).read_text(encoding="utf-8").splitlines(), 1):
            if pattern.search(line):
                said.append(f"{room}:{number}: {line.strip()}")
    assert not said


def test_every_exception_is_needed() -> None:
    """The list of exceptions holds no room that says nothing of the kind."""
    for kind, room in MAY_NAME:
        text = (CORE / room).read_text(encoding="utf-8")
        assert re.search(WORDS[kind], text, re.IGNORECASE), f"{room} does not name {kind}"


@pytest.mark.parametrize("room", ROOMS, ids=str)
def test_what_a_room_says_of_another_is_there(room: Path) -> None:
    """A file that a docstring or a comment names is a room of the house, or a loader module."""
    named = re.findall(r"`(?:\.\./)?((?:[\w]+/)*\w+\.py)`", (CORE / room).read_text(encoding="utf-8"))
    there = {str(other) for other in ROOMS} | {other.name for other in ROOMS}
    there |= {f"{path.parent.name}/{path.name}" for path in REPOSITORY.glob("_*/*.py")}
    assert not set(named) - there
