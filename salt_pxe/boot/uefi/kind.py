"""What firmware uefi answers to the plug."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Uefi:
    """UEFI on x64, by the signed shim and GRUB."""

    name: str = "uefi"
    by_default: bool = True


KIND = Uefi()
