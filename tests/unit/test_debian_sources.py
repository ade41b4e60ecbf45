"""Which apt sources does the machine room take for Debian's own?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e import debian


@pytest.fixture
def etc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty /etc/apt on a machine that runs bookworm."""
    (tmp_path / "sources.list.d").mkdir()
    monkeypatch.setattr(debian, "codename", lambda: "bookworm")
    return tmp_path


def test_both_forms_of_sources_are_read(etc: Path) -> None:
    """One-line and deb822 entries are read alike, with the key that signs them."""
    (etc / "sources.list").write_text(
        "deb [signed-by=/k.gpg] http://mirror.example/debian bookworm main contrib # own\n"
    )
    (etc / "sources.list.d/debian.sources").write_text(
        "Types: deb\n# a snapshot\nURIs: http://mirror.example/security\nSuites: bookworm-security\n"
        "Components: main\nSigned-By: /k.gpg\n"
    )
    assert debian.sources(etc) == [
        "deb [signed-by=/k.gpg] http://mirror.example/debian bookworm main contrib",
        "deb [signed-by=/k.gpg] http://mirror.example/security bookworm-security main",
    ]


def test_archives_of_others_are_left_out(etc: Path) -> None:
    """Third-party archives, source packages and entries that are switched off do not count."""
    (etc / "sources.list.d/own.list").write_text(
        "deb http://mirror.example/debian bookworm main\n"
        "deb-src http://mirror.example/debian bookworm main\n"
        "deb http://vendor.example/linux bookworm stable\n"
    )
    (etc / "sources.list.d/more.sources").write_text(
        "Types: deb\nURIs: http://vendor.example/node\nSuites: nodistro\nComponents: main\n\n"
        "Enabled: no\nTypes: deb\nURIs: http://old.example/debian\nSuites: bookworm\nComponents: main\n"
    )
    assert debian.sources(etc) == ["deb http://mirror.example/debian bookworm main"]


def test_a_machine_without_debian_sources_is_refused(etc: Path) -> None:
    """Where no source has the release's main component, the error says so."""
    with pytest.raises(LookupError, match="bookworm main"):
        debian.sources(etc)
