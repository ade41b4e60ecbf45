"""What functional tests share: a private copy of this system to apply states to, a tree to install from, a CA."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.certificates import Authority
from tests.e2e.installer.media import write_treeinfo
from tests.e2e.namespace import Namespace

Run = Callable[..., list[Any]]


@pytest.fixture
def media(tmp_path: Path) -> Path:
    """A tree of the shape of EL 9."""
    tree = tmp_path / "el9"
    (tree / "images/pxeboot").mkdir(parents=True)
    for name in ("vmlinuz", "initrd.img"):
        (tree / "images/pxeboot" / name).write_text(name)
    write_treeinfo(tree)
    return tree


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Return a function that goes through runs (see `states_run`) on a private copy of this system."""
    with Namespace() as namespace:
        namespace.lay_wire("10.0.0.7/24")

        def runs(*wanted: dict[str, Any]) -> list[Any]:
            program = [sys.executable, "-m", "tests.functional.states_run"]
            command = [*program, json.dumps(wanted), tmp_path / "scratch"]
            reports: list[Any] = json.loads(namespace.run(command, timeout=120).stdout.splitlines()[-1])
            return reports

        yield runs


@pytest.fixture
def authority() -> Iterator[Authority]:
    """A CA whose folder no overlay hides."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Authority(Path(folder))
