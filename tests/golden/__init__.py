"""What does a whole site become? A folder a case: `pillar.sls`, and for each family the tree that it must give.

`python -m tests.golden` writes the trees anew; what git then shows is what changes for operators.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from salt_pxe.arming.armed import arm
from salt_pxe.pillar import parse
from salt_pxe.render import render
from salt_pxe.services.family import FAMILIES

HERE = Path(__file__).parent
FILES = "FILES"
"""Beside a tree: mode, owner, group and path of each of its files."""


def cases() -> list[tuple[str, str]]:
    """Return (case, family) of every expected tree."""
    return sorted((at.parent.name, at.name) for at in HERE.glob("*/*/") if at.name in FAMILIES)


def made(case: str, family: str) -> dict[str, bytes]:
    """Return the files of a case's tree by their path below its folder, the list of files among them."""
    site = parse(yaml.safe_load((HERE / case / "pillar.sls").read_text()))
    tree = render(site, arm(site), FAMILIES[family])
    lines = [f"{tree[path].mode:04o} {tree[path].user}:{tree[path].group} {path}\n" for path in sorted(tree)]
    return {path.lstrip("/"): file.content for path, file in tree.items()} | {FILES: "".join(lines).encode()}


def expected(case: str, family: str) -> dict[str, bytes]:
    """Return the files that a case's tree must hold."""
    return {str(path.relative_to(HERE / case / family)): path.read_bytes() for path in _files(case, family)}


def write(case: str, family: str) -> None:
    """Make a case's expected tree what is rendered now."""
    for path in _files(case, family):
        path.unlink()
    for name, content in made(case, family).items():
        at = HERE / case / family / name
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_bytes(content)


def _files(case: str, family: str) -> Iterator[Path]:
    return (path for path in sorted((HERE / case / family).rglob("*")) if path.is_file())
