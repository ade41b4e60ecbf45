"""Where do the states get their packages from in a lab without a way out? A local apt source made at set-up."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.e2e.built import built
from tests.e2e.debian import Apt, sources
from tests.e2e.rootfs import rootfs

PACKAGES = [
    *("isc-dhcp-server", "tftpd-hpa", "nginx", "nginx-light", "libarchive-tools", "curl", "tcpdump"),
    *("pxelinux", "syslinux-common", "shim-signed", "grub-efi-amd64-signed"),
]


def apt_source() -> Path:
    """Return a flat archive with what the states install and all that it needs beyond the root file system."""
    base = rootfs()

    def make(folder: Path) -> None:
        with tempfile.TemporaryDirectory() as scratch:
            for deb in Apt(Path(scratch), base / "var/lib/dpkg/status").download(*PACKAGES):
                shutil.copy(deb, folder / deb.name.replace("%3a", "."))
        index = subprocess.run(
            ["apt-ftparchive", "packages", "."], cwd=folder, check=True, capture_output=True
        ).stdout
        (folder / "Packages").write_bytes(index)
        (folder / "Packages.gz").unlink(missing_ok=True)

    return built("apt", [Path(__file__), base.name, *PACKAGES, *sources()], make)
