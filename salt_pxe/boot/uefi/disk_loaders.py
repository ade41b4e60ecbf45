"""Where an installed system keeps its loader on the EFI system partition of an x64 machine."""

from __future__ import annotations

_SHIM_VENDORS = (
    "redhat",
    "rocky",
    "almalinux",
    "centos",
    "oracle",
    "fedora",
    "debian",
    "ubuntu",
    "opensuse",
)

DISK_LOADERS = (
    *(f"/EFI/{vendor}/shimx64.efi" for vendor in _SHIM_VENDORS),
    "/EFI/debian/grubx64.efi",
    "/EFI/Microsoft/Boot/bootmgfw.efi",
    "/EFI/BOOT/BOOTX64.EFI",
)
"""In the order in which they are tried: the removable path comes last."""
