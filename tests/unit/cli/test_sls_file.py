"""A pillar SLS file, read without Salt."""

from __future__ import annotations

from pathlib import Path

import pytest

from salt_pxe.cli.sls_file import load
from salt_pxe.site.problem import PillarError


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a: {b: 1}\n", {"a": {"b": 1}}),
        ("#!yaml\na: 1\n", {"a": 1}),
        ("#!jinja|yaml\n{% set x = 2 %}a: {{ x }}\n", {"a": 2}),
        ("{% for n in range(2) %}h{{ n }}: {}\n{% endfor %}", {"h0": {}, "h1": {}}),
        ("a: off\nb: 012\nc: 52:54:00:12:34:56\n", {"a": False, "b": 10, "c": 41135085296}),
    ],
)
def test_it_is_read_as_salt_reads_it(tmp_path: Path, text: str, data: object) -> None:
    """Jinja first, then YAML 1.1."""
    file = tmp_path / "site.sls"
    file.write_text(text)
    assert load(file) == data


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        (b"a: 1\na: 2\n", ":2", 'the key "a" stands there twice'),
        (b"a:\n b: {c: 1,\n  c: 2}\n", ":3", 'the key "c" stands there twice'),
        (b"a: [1\nb: 2\n", ":2", "expected"),
        (b"a: {{ grains }}\n", "", "needs a master to be rendered"),
        (b"a: {{ grains.id }}\n", "", "needs a master to be rendered"),
        (b"a: 1\n{% if %}\n", ":2", "mend the Jinja"),
        (b"#!py\ndef run(): pass\n", "", "is rendered by py"),
        (b"- a\n", "", "is not a mapping"),
        (b"", "", "is not a mapping"),
        (b"\xff\n", "", "cannot be read"),
        (b"a: !!python/object/apply:os.getcwd []\n", ":1", "could not determine a constructor"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(
    tmp_path: Path, text: bytes, place: str, words: str
) -> None:
    """The file, the line where there is one, and what to do."""
    file = tmp_path / "site.sls"
    file.write_bytes(text)
    with pytest.raises(PillarError) as raised:
        load(file)
    (problem,) = raised.value.problems
    assert problem.path == f"{file}{place}" and words in str(problem) and problem.hint


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """As one that cannot be read."""
    with pytest.raises(PillarError, match=r"no\.sls: cannot be read"):
        load(tmp_path / "no.sls")
