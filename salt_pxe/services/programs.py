"""The programs that are installed. Those of system administration are looked for too, whatever PATH says."""

from __future__ import annotations

import shutil

FOLDERS = "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin"


def program(name: str) -> str | None:
    """Return where a program is, or None where it is not installed."""
    return shutil.which(name, path=FOLDERS)
