"""The programs that are installed."""

from __future__ import annotations

import pytest

from salt_pxe.services.programs import program


def test_programs_of_system_administration_are_found_whatever_path_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A daemon of Salt may have a PATH without /usr/sbin."""
    monkeypatch.setenv("PATH", "/nonexistent")
    assert program("dhcpd") == "/usr/sbin/dhcpd"
    found = program("sh")
    assert found and found.endswith("/bin/sh")


def test_what_is_not_installed_is_not_found() -> None:
    """Nor is a folder, or a file that nobody may run."""
    for name in ("no-such-program", "", "local"):
        assert program(name) is None
