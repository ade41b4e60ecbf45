"""An ISO file, or one file of it, by libarchive's bsdtar(1): no mount, no loop device."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from salt_pxe.publish.media.treeinfo import RepoRefused
from salt_pxe.services.programs import program

SECONDS = 1800
"""How long unpacking may take; a DVD of 11 GB on a slow disk needs some minutes."""

_DESCRIPTOR, _BLOCK = 16 * 2048, 2048
"""Where ISO 9660 (ECMA-119, 8.4) has the primary volume descriptor, and how large it and a block are, in bytes."""
_PADDING = 1 << 20
"""Bytes at the end that a copy may lack: mkisofs adds some hundred empty blocks, which some tools leave out."""


def is_whole(iso: str) -> None:
    """Raise RepoRefused where an ISO is shorter than its own volume descriptor says, or cannot be read."""
    try:
        with open(iso, "rb") as file:
            file.seek(_DESCRIPTOR)
            descriptor = file.read(_BLOCK)
            length = os.fstat(file.fileno()).st_size
    except OSError as failure:
        raise RepoRefused(f"{iso} cannot be read: {failure.strerror}") from failure
    if descriptor[:6] != b"\x01CD001":
        return  # bsdtar says whether it can read it, and it reads more than ISO 9660
    said = int.from_bytes(descriptor[80:84], "little") * int.from_bytes(descriptor[128:130], "little")
    if length + _PADDING < said:
        raise RepoRefused(
            f"{iso} is not whole: it has {length} bytes of {said}. Download it again, and compare its checksum"
        )


def fits(iso: str, folder: str) -> None:
    """Raise RepoRefused where there is no room for an ISO, unpacked, at a folder, which need not be there."""
    above = folder
    while not os.path.isdir(above):
        above = os.path.dirname(above)
    needed, free = os.stat(iso).st_size, shutil.disk_usage(above).free
    if needed > free:
        raise RepoRefused(
            f"{iso} cannot be unpacked to {folder}: it needs {_mib(needed)}, and {_mib(free)} are free. "
            "Make room there, or mount the ISO and name its folder as the source"
        )


def _mib(number: int) -> str:
    return f"{-(-number >> 20)} MiB"


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
