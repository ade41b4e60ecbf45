"""How the settings of services are read by those who read them: a shell, systemd."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from salt_pxe.pillar import parse
from salt_pxe.site.site import Site
from tests.site import changed


def two_interfaces() -> Site:
    """Return a site whose server has two interfaces."""
    return parse(changed({"server:interfaces": ["eth1", "bond0.12"]}))


def sourced(text: str, name: str) -> str:
    """Return what a variable holds after a shell has read a file of Debian's /etc/default."""
    script = f'set -eu; eval "$(cat)"; printf %s "${name}"'
    return subprocess.run(["sh", "-c", script], input=text, capture_output=True, check=True, text=True).stdout


def verified(units: Mapping[str, str], drop_ins: Mapping[str, str], folder: Path) -> str:
    """Return what systemd finds wrong with units that have these drop-ins (by their paths)."""
    for unit, text in units.items():
        (folder / unit).write_text(text)
    for path, text in drop_ins.items():
        at = folder / path.removeprefix("/etc/systemd/system/")
        at.parent.mkdir()
        at.write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(folder / unit for unit in units)],
        capture_output=True,
        text=True,
    )
    return done.stderr if done.returncode or done.stderr else ""
