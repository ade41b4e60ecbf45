"""Where distributions keep pxelinux and the modules that it loads."""

from __future__ import annotations

from collections.abc import Mapping

from salt_pxe.boot.plug import OneVersion
from salt_pxe.site.distribution import Distribution

MODULES = ("ldlinux.c32", "menu.c32", "libutil.c32", "libcom32.c32", "chain.c32")

PACKAGES: Mapping[str, tuple[str, ...]] = {
    "Debian": ("pxelinux", "syslinux-common"),
    "RedHat": ("syslinux",),
}
"""By family."""

FILES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "Debian": {"pxelinux.0": ("/usr/lib/PXELINUX/pxelinux.0",)}
    | {module: (f"/usr/lib/syslinux/modules/bios/{module}",) for module in MODULES},
    "RedHat": {
        name: (f"/usr/share/syslinux/{name}", f"/tftpboot/{name}") for name in ("pxelinux.0", *MODULES)
    },
}
"""By family, by name."""


def one_version(distribution: Distribution) -> OneVersion | None:
    """Return the packages that have to be of one version, where loader and modules are not in the same."""
    packages = PACKAGES.get(distribution.family, ())
    if len(packages) < 2:
        return None
    return OneVersion(packages, "syslinux", "pxelinux.0 and its modules", "pxelinux.0 refuses its .c32 files")
