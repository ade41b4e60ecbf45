"""What firmware bios answers to the plug."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Bios:
    """BIOS, by pxelinux."""

    name: str = "bios"
    by_default: bool = True


KIND = Bios()
