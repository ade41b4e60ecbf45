"""The firmware that a machine boots with."""

from __future__ import annotations

from enum import Enum


class Firmware(Enum):
    """The firmware that a machine boots with; the values are the client architectures of DHCP option 93 (RFC 4578)."""

    BIOS = (0,)
    UEFI = (7, 9)

    @property
    def loader(self) -> str:
        """The boot file of this firmware, relative to the TFTP root."""
        return "pxelinux.0" if self is Firmware.BIOS else "shimx64.efi"

    @property
    def key(self) -> str:
        """The word of `pxe:server:loaders`."""
        return self.name.lower()


def firmware_of(architecture: int) -> Firmware | None:
    """Return the firmware for a client architecture of option 93, or None where none of ours fits."""
    return next((firmware for firmware in Firmware if architecture in firmware.value), None)
