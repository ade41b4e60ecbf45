"""The serial console of menus and boot loaders."""

from __future__ import annotations

import re
from dataclasses import dataclass

from salt_pxe.site.site import Site


@dataclass(frozen=True)
class Serial:
    """A serial port for menus and messages of the boot loaders; `speed` in baud."""

    unit: int
    speed: int = 115200


def serial(site: Site) -> Serial | None:
    """Return the serial port of `pxe:server:console` (`ttyS0,115200n8`), or None where that names none."""
    found = re.fullmatch(r"ttyS([0-9]{1,2})(?:,([0-9]{2,7})(?:[noe][5-8]?r?)?)?", site.server.console or "")
    return Serial(int(found[1]), int(found[2] or 115200)) if found else None
