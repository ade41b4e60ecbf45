"""What the documentation shows is what the product does: every example is read or run."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml

from salt_pxe.cli import reference
from salt_pxe.cli.command_line import main
from salt_pxe.cli.sls_file import load
from salt_pxe.pillar import parse, schema_text
from tests.certificates import Authority
from tests.site import SITE

REPOSITORY = Path(__file__).resolve().parents[2]
PAGES = [
    *(REPOSITORY / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")),
    *sorted((REPOSITORY / "docs").rglob("*.md")),
]
BLOCK = re.compile(r"^(?P<indent> *)```(?P<kind>\w+)\n(?P<body>.*?)^(?P=indent)```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)(#[^)]*)?\)")


OWN_CA = re.compile(
    r"^( *)-----BEGIN CERTIFICATE-----\n *\(.*\)\n *-----END CERTIFICATE-----\n", re.MULTILINE
)
"""Where an example leaves the reader's own CA out."""


@lru_cache(maxsize=1)
def ca() -> str:
    """Return a CA's certificate in PEM, made for this run."""
    with TemporaryDirectory() as folder:
        return Authority(Path(folder)).pem


def with_ca(indent: str) -> str:
    """Return the lines of a CA at some depth of a YAML file."""
    return "".join(f"{indent}{line}\n" for line in ca().splitlines())


def blocks(kind: str) -> list[Any]:
    """Return every block of a kind in the documentation, unindented."""
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for match in BLOCK.finditer(text):
            if match["kind"] == kind:
                body = re.sub(rf"^{match['indent']}", "", match["body"], flags=re.MULTILINE)
                line = text.count("\n", 0, match.start()) + 1
                found.append(pytest.param(body, id=f"{page.relative_to(REPOSITORY)}:{line}"))
    return found


def laid_over(site: Mapping[str, Any], part: Mapping[str, Any]) -> dict[str, Any]:
    """Return a site with a part of another laid over it, as Salt merges pillar; `null` takes a key out."""
    merged = dict(site)
    for key, value in part.items():
        if isinstance(value, Mapping) and isinstance(merged.get(key), Mapping):
            merged[key] = laid_over(merged[key], value)
        elif value is None:
            merged.pop(key, None)
        else:
            merged[key] = value
    return merged


@pytest.mark.parametrize("body", blocks("yaml"))
def test_every_yaml_example_is_yaml_and_every_site_is_valid(body: str) -> None:
    """A block with a `pxe:` key comes through the door: as a whole site, or as a part laid over a small whole one."""
    data = yaml.safe_load(OWN_CA.sub(lambda found: with_ca(found[1]), body))
    if isinstance(data, dict) and "pxe" in data:
        assert parse(data if "server" in data["pxe"] else {"pxe": laid_over(SITE, data["pxe"])})


@pytest.mark.parametrize("body", blocks("console"))
def test_every_console_example_prints_what_it_shows(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands are run from the top of the repository, and the output is compared to the letter."""
    monkeypatch.chdir(REPOSITORY)
    for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", body, flags=re.MULTILINE):
        words = shlex.split(command)
        assert words[:3] == ["python", "-m", "salt_pxe"], f"{command} is not run by this test"
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            main(words[3:])
        assert printed.getvalue() == shown


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_every_link_leads_somewhere(page: Path) -> None:
    """Links between the pages."""
    for target, _ in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_pillar_reference_is_made_from_the_schema() -> None:
    """`python -m salt_pxe reference > docs/reference/pillar.md`, and `schema` beside it."""
    folder = REPOSITORY / "docs" / "reference"
    assert (folder / "pillar.md").read_text(encoding="utf-8") == reference.markdown()
    assert (folder / "schema.json").read_text(encoding="utf-8") == schema_text()


def test_the_tutorials_site_is_the_file_that_is_checked() -> None:
    """The tutorial's first block and the file that its command names are the same."""
    text = (REPOSITORY / "docs" / "tutorial.md").read_text(encoding="utf-8")
    first = next(match["body"] for match in BLOCK.finditer(text) if match["kind"] == "yaml")
    assert yaml.safe_load(first) == load(REPOSITORY / "docs" / "examples" / "tutorial.sls")


def test_the_example_pillar_is_valid() -> None:
    """examples/pillar is what the demo serves."""
    assert parse(load(REPOSITORY / "examples" / "pillar" / "pxe.sls"))


PLACE = re.compile(r"`((?:salt_pxe|tests|docs)/[\w./<>-]+)`")


def test_contributing_names_files_that_are_there() -> None:
    """Each file that the lists name is there, or files of that kind where the name is the reader's own."""
    text = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    places = PLACE.findall(text)
    assert len(places) > 20
    for place in places:
        assert list(REPOSITORY.glob(re.sub(r"<\w+>", "*", place).rstrip("/"))), place


def test_every_kind_of_addition_has_its_list() -> None:
    """Each plug, and each thing that is added most, is told."""
    text = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    titles = re.findall(r"^### Add an? (.*)$", text, re.MULTILINE)
    assert titles == ["firmware", "DHCP service", "installer", "doctor check", "pillar key", "migration"]


def test_the_picture_of_the_imports_is_todays() -> None:
    """`python docs/imports.py --write` makes it."""
    page = REPOSITORY / "docs" / "architecture.md"
    found = subprocess.run(
        [sys.executable, "-c", "import runpy; print(runpy.run_path('docs/imports.py')['written'](), end='')"],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
        text=True,
    )
    assert found.stdout == page.read_text(encoding="utf-8")
    assert "-->" in found.stdout
