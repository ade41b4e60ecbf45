"""The registry of the kinds behind a plug."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from salt_pxe.site.kinds import Registry


@dataclass(frozen=True)
class Own:
    """A kind from elsewhere."""

    name: str


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Registry[Own]:
    """A registry over a package with two kinds, a folder that is none, and a room."""
    package = tmp_path / f"plugged_{tmp_path.name}"
    for folder in ("red_oak", "ash", "loaders"):
        (package / folder).mkdir(parents=True)
        (package / folder / "__init__.py").touch()
        (package / "__init__.py").touch()
    (package / "room.py").touch()
    for folder, word in (("red_oak", "red-oak"), ("ash", "ash")):
        (package / folder / "kind.py").write_text(
            f"from types import SimpleNamespace\nKIND = SimpleNamespace(name={word!r})\n"
        )
    monkeypatch.syspath_prepend(str(tmp_path))
    return Registry("tree", package.name, default=("ash",))


def test_each_folder_with_a_kind_is_a_word(registry: Registry[Own]) -> None:
    """The folder's name is the word, with `-` for `_`; other folders and rooms are none."""
    assert registry.names() == ("ash", "red-oak")
    assert registry.get("red-oak").name == "red-oak"
    assert [kind.name for kind in registry.all()] == ["ash", "red-oak"]
    assert registry.default == ("ash",)


@pytest.mark.parametrize("word", ["loaders", "room", "red_oak", "elm", "", "ash.kind", "../ash"])
def test_another_word_names_the_kinds_that_there_are(registry: Registry[Own], word: str) -> None:
    """Nothing is imported by a word that names no kind."""
    with pytest.raises(LookupError, match=r"no tree .*; there are ash, red-oak"):
        registry.get(word)


def test_a_kind_from_elsewhere_is_there_while_it_is_registered(registry: Registry[Own]) -> None:
    """Afterwards it is gone, also where what was done with it failed."""
    elm = Own("elm")
    with pytest.raises(RuntimeError), registry.registered(elm):
        assert registry.names() == ("ash", "elm", "red-oak") and registry.get("elm") is elm
        raise RuntimeError
    assert registry.names() == ("ash", "red-oak")


def test_a_word_is_one_kind_s(registry: Registry[Own]) -> None:
    """A second kind of a word is refused, whether the first one is a folder or was registered."""
    registry.register(Own("elm"))
    for word in ("ash", "elm"):
        with pytest.raises(ValueError, match=f"there is a tree '{word}' already"):
            registry.register(Own(word))
