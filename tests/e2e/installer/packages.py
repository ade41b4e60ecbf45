"""Which packages does the install tree offer beyond its base system? Debian's for %packages, and a minion's wheels."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.e2e.built import built
from tests.e2e.debian import Apt, sources
from tests.e2e.installer.base import base
from tests.e2e.wheels import CONSTRAINTS, VENV, requirements, wheels

PACKAGES = ["less"]


def debs() -> Path:
    """Return a flat apt archive with PACKAGES and all that they need beyond the base system."""
    status = base() / "root/var/lib/dpkg/status"

    def make(folder: Path) -> None:
        with tempfile.TemporaryDirectory() as scratch:
            for deb in Apt(Path(scratch), status).download(*PACKAGES):
                shutil.copy(deb, folder / deb.name.replace("%3a", "."))
        index = subprocess.run(
            ["apt-ftparchive", "packages", "."], cwd=folder, check=True, capture_output=True
        ).stdout
        (folder / "Packages").write_bytes(index)

    return built("packages", [Path(__file__), base().name, *PACKAGES, *sources()], make)


def minion_wheels() -> Path:
    """Return a folder with the wheels of a Salt minion and all that it needs, and ``index.txt``, their names."""
    wanted = requirements("salt")

    def make(folder: Path) -> None:
        pip: list[str | Path] = [
            VENV / "bin/python",
            "-m",
            "pip",
            "--isolated",
            "--disable-pip-version-check",
        ]
        options: list[str | Path] = ["--no-index", "--find-links", wheels(), "-c", CONSTRAINTS, "-d", folder]
        subprocess.run([*pip, "download", "-q", *options, "salt"], check=True)
        (folder / "index.txt").write_text("".join(f"{file.name}\n" for file in sorted(folder.glob("*.whl"))))

    return built("minion-wheels", [Path(__file__), CONSTRAINTS, *wanted, wheels().name], make)
