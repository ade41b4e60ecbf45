"""The distribution that a kickstart server runs, as far as the origin of files depends on it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Distribution:
    """A distribution: `family` is Salt's grain `os_family`; `major` is its release, None where none is singled out."""

    family: str
    major: int | None = None
