"""Boot loaders, copied from the distribution's packages to below the TFTP root."""

from __future__ import annotations

import os

from salt_pxe.boot.plug import FIRMWARE
from salt_pxe.publish.files.copies import Copy, Manifest
from salt_pxe.publish.files.disk import Disk
from salt_pxe.services.family import Family
from salt_pxe.site.site import Site


def wanted(disk: Disk, site: Site, family: Family) -> list[Copy]:
    """Return the boot loaders of the firmware that is served; `source` is None while its package is not installed."""
    return [
        Copy(
            f"{family.tftp_root}/{name}",
            _first(disk, sources),
            f"boot loader of the distribution's packages ({key})",
        )
        for key in site.server.loaders
        for name, sources in FIRMWARE.get(key).loader_files(family.distribution).items()
    ]


def manifest(disk: Disk, family: Family) -> Manifest:
    """Return what is remembered of the loaders that were copied."""
    return Manifest(disk, f"{family.state_dir}/loaders.json")


def _first(disk: Disk, sources: tuple[str, ...]) -> str | None:
    return next((real for source in sources if os.path.isfile(real := disk.real(source))), None)
