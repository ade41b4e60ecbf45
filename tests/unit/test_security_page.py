"""The page on security names tests that exist, and what it says that nothing does is nowhere in the code."""

from __future__ import annotations

import ast
import re

import pytest
import yaml

from salt_pxe.services.dhcp.isc.leases import leases
from tests.integration.masterless import REPOSITORY

PAGE = (REPOSITORY / "docs/security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`([a-z_/]+\.py)::(test_\w+)`", PAGE)))
CODE = [path for folder in ("salt_pxe", "_modules", "_states", "_runners", "_pillar", "reactor", "pxe")
        for path in sorted((REPOSITORY / folder).rglob("*")) if path.suffix in {".py", ".sls"}]  # fmt: skip


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_each_test_that_the_page_names_exists(file: str, name: str) -> None:
    """A row without its test would be a wish."""
    found = ast.parse((REPOSITORY / "tests" / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in found.body if isinstance(node, ast.FunctionDef)}


def test_each_row_names_its_test() -> None:
    """Whoever adds an input says what holds it."""
    table = PAGE.split("| input | who sends it |", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    assert len(table) > 25 and all("::test_" in row.rsplit("|", 2)[1] for row in table)


def test_peer_run_lets_nothing_else_in() -> None:
    """Salt takes what peer_run says for the beginning of a function's name, as a regular expression."""
    config = yaml.safe_load((REPOSITORY / "examples/master.d/pxe.conf").read_text())
    runner = ast.parse((REPOSITORY / "_runners/pxe.py").read_text(encoding="utf-8"))
    functions = {f"pxe.{node.name}" for node in runner.body if isinstance(node, ast.FunctionDef)}
    (offered,) = (
        ast.literal_eval(node.value.func.value).split()
        for node in runner.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__load__"
        if isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute)
    )
    assert {f"pxe.{name}" for name in offered} == {one for one in functions if not one.startswith("pxe._")}
    backups = ast.parse((REPOSITORY / "_runners/pxe_backup.py").read_text(encoding="utf-8"))
    functions |= {f"pxe.{node.name}" for node in backups.body if isinstance(node, ast.FunctionDef)}
    assert "pxe.restore" in functions
    (allowed,) = config["peer_run"].values()
    assert {one for one in functions for name in allowed if re.match(name, one)} == {"pxe.register"}


def test_nothing_reads_the_mine() -> None:
    """A minion puts there whatever it likes."""
    assert len(CODE) > 100
    assert not [
        path for path in CODE if re.search(r"mine\.get|_mine_get|salt\.utils\.mine", path.read_text())
    ]


def test_of_a_lease_only_its_address_is_read() -> None:
    """Whatever a client calls itself; dhcpd writes what is no letter as octal digits."""
    names = [
        "} lease 10.0.0.9 {",
        "$(id)",
        "binding state active",
        "\\012}\\012lease 10.0.0.8 {",
        "a" * 60_000,
    ]
    for name in names:
        body = f'  uid "{name}";\n  set vendor-class-identifier = "{name}";\n  client-hostname "{name}";\n'
        found = leases(f"lease 10.0.0.5 {{\n  ends never;\n  binding state active;\n{body}}}\n", 0)
        assert [(one.address, one.state) for one in found] == [("10.0.0.5", "active")]
