"""Where are the parts of Debian's installer? In the archive: netboot images in main, udebs in a component beside it."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.debian import Apt, codename, sources

COMPONENT = "main/debian-installer"


def installer_sources() -> list[str]:
    """Return this machine's archives, that of the release with the component that holds udebs."""
    return [
        f"{line} {COMPONENT}" if f" {codename()} " in line and COMPONENT not in line else line
        for line in sources()
    ]


def installer_apt(folder: Path) -> Apt:
    """Return a private apt with its state in ``folder`` that finds udebs too."""
    return Apt(folder, lines=installer_sources())
