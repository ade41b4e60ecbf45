"""Where distributions keep their signed shim and GRUB, and by which commands their GRUB loads a kernel."""

from __future__ import annotations

from collections.abc import Mapping

from salt_pxe.site.distribution import Distribution

_EL_VENDORS = ("redhat", "rocky", "almalinux", "centos", "oracle", "fedora")

PACKAGES: Mapping[str, tuple[str, ...]] = {
    "Debian": ("shim-signed", "grub-efi-amd64-signed"),
    "RedHat": ("shim-x64", "grub2-efi-x64"),
}
"""By family."""

FILES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "Debian": {
        "shimx64.efi": ("/usr/lib/shim/shimx64.efi.signed",),
        "grubx64.efi": ("/usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed",),
    },
    "RedHat": {
        name: tuple(f"/boot/efi/EFI/{vendor}/{name}" for vendor in _EL_VENDORS)
        for name in ("shimx64.efi", "grubx64.efi")
    },
}
"""By family, by name."""


def grub_commands(distribution: Distribution) -> tuple[str, str]:
    """Return the commands by which the distribution's GRUB loads a kernel and an initrd."""
    if distribution.family == "RedHat" and distribution.major is not None and distribution.major < 8:
        # GRUB of EL 7 boots a signed kernel only by commands of its own.
        return "linuxefi", "initrdefi"
    return "linux", "initrd"
