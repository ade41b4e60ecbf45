"""Where does Debian's installer find the rest of itself? In an archive of udebs alone, laid out as a mirror is."""

from __future__ import annotations

import gzip
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

SECTION = "main/debian-installer/binary-amd64"
POOL = "pool/main"


def write_mirror(folder: Path, suite: str, udebs: Sequence[Path]) -> None:
    """Write ``pool`` and ``dists`` below ``folder`` with these udebs (Debian repository format, wiki.debian.org)."""
    pool = folder / POOL
    pool.mkdir(parents=True)
    for udeb in udebs:
        shutil.copy(udeb, pool)
    index = subprocess.run(
        ["apt-ftparchive", "packages", POOL], cwd=folder, check=True, capture_output=True
    ).stdout
    dists = folder / "dists" / suite
    for section, content in ((SECTION, index), ("main/binary-amd64", b"")):
        place = dists / section
        place.mkdir(parents=True)
        (place / "Packages").write_bytes(content)
        (place / "Packages.gz").write_bytes(gzip.compress(content, mtime=0))
        # choose-mirror reads from these which architectures there are.
        (place / "Release").write_text(f"Archive: {suite}\nComponent: main\nArchitecture: amd64\n")
    words = {
        "Suite": suite,
        "Codename": suite,
        "Origin": "Debian",
        "Label": "Debian",
        "Version": "12",
        "Architectures": "amd64",
        "Components": "main main/debian-installer",
    }
    options = [
        part for key, value in words.items() for part in ("-o", f"APT::FTPArchive::Release::{key}={value}")
    ]
    release = subprocess.run(
        ["apt-ftparchive", *options, "release", dists], check=True, capture_output=True
    ).stdout
    (dists / "Release").write_bytes(release)
