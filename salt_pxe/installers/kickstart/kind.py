"""What the kickstart installer answers to the plug."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kickstart:
    """Anaconda, by a kickstart."""

    name: str = "kickstart"


KIND = Kickstart()
