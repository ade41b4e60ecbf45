"""A release of an operating system, as profiles and install trees name it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Release:
    """A release: its family (such as `el`, `fedora`, `debian`) and its version (such as `9`, `24.04`)."""

    family: str
    version: str
    words: str = field(default="", compare=False)
    """What a person calls it."""
