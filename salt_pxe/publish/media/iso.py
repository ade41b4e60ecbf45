"""An ISO file, or one file of it, by libarchive's bsdtar(1): no mount, no loop device."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from salt_pxe.publish.media.treeinfo import RepoRefused
from salt_pxe.services.programs import program

SECONDS = 1800
"""How long unpacking may take; a DVD of 11 GB on a slow disk needs some minutes."""


def text(iso: str, name: str) -> str | None:
    """Return the text of one file in an ISO, or None while bsdtar is not installed. Raises RepoRefused."""
    path = program("bsdtar")
    if path is None:
        return None
    done = subprocess.run([path, "-xqOf", iso, name], capture_output=True, timeout=SECONDS)
    if done.returncode or not done.stdout:
        words = done.stderr.decode(errors="replace").strip()
        raise RepoRefused(f"{iso} is no installation medium, for it has no {name}: {words}")
    return done.stdout.decode(errors="replace")


def unpack(iso: str, folder: str) -> None:
    """Unpack an ISO into a new folder that everybody can read. Raises RepoRefused."""
    path = program("bsdtar")
    if path is None:
        raise RepoRefused(f"{iso} cannot be unpacked: bsdtar is not installed")
    os.makedirs(folder)
    command = [path, "-xf", iso, "-C", folder, "--no-same-owner", "--no-same-permissions"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=SECONDS)
    except subprocess.TimeoutExpired as slow:
        raise RepoRefused(f"{iso} is not unpacked after {SECONDS} s") from slow
    if done.returncode:
        raise RepoRefused(f"{iso} cannot be unpacked: {done.stderr.strip()}")
    for above, folders, files in os.walk(folder):
        for name in folders:
            Path(above, name).chmod(0o755)
        for name in files:
            if not Path(above, name).is_symlink():
                Path(above, name).chmod(0o644)
    Path(folder).chmod(0o755)
