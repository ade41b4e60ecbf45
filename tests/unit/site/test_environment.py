"""Where templates come from, and what happens to a name that they do not know."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from salt_pxe.site import environment as room


@pytest.fixture(autouse=True)
def packaged_afterwards() -> Iterator[None]:
    """Go back to the package's own templates."""
    packaged = room.PACKAGED
    yield
    room.use_templates(packaged)


def test_templates_can_come_from_another_folder(tmp_path: Path) -> None:
    """A minion whose core was synced without data files names the folder that it has cached."""
    (tmp_path / "a.j2").write_text("{{ x }}\n")
    room.use_templates(tmp_path)
    assert room.environment().get_template("a.j2").render(x=1) == "1\n"
    room.use_templates(room.PACKAGED)
    assert room.template("salt_pxe.services.http", "etc/nginx/conf.d/salt-pxe.conf.j2")


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """The error names the folder."""
    with pytest.raises(FileNotFoundError, match="nowhere"):
        room.use_templates(tmp_path / "nowhere")


def test_an_undefined_name_is_an_error() -> None:
    """Nothing is rendered as empty by mistake."""
    with pytest.raises(UndefinedError, match="missing"):
        room.environment().from_string("{{ missing }}").render()


def test_templates_of_a_synced_core_come_from_the_file_roots(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """They are cached as a folder and read from there; where the file roots have none, the error says what to do."""
    monkeypatch.setattr(room, "PACKAGED", tmp_path / "none")
    monkeypatch.setattr(room, "_folder", tmp_path / "none")
    with pytest.raises(FileNotFoundError, match="install salt-pxe by pip"):
        room.find_templates(lambda url, **more: [])
    cached = tmp_path / "files" / "base" / "salt_pxe" / "boot" / "templates" / "etc" / "some.j2"
    cached.parent.mkdir(parents=True)
    cached.write_text("text {{ x }}")
    room.find_templates(lambda url, **more: [str(cached)])
    assert room.template("salt_pxe.boot", "etc/some.j2").render(x=1) == "text 1"
