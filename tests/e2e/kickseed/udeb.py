"""What stands in for the udebs that partition, install and finish? One of our own, with the disk programs it needs."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.e2e.installer.initramfs import libraries

FILES = Path(__file__).parent / "udeb"
PROGRAMS = ("sfdisk", "mke2fs")
PLACE = "usr/lib/lab-disk"


def write_udeb(folder: Path, system: Path, scratch: Path) -> Path:
    """Write the udeb into ``folder``, with programs of a Debian ``system``, and return it."""
    root = scratch / "lab-disk"
    (root / PLACE).mkdir(parents=True)
    shutil.copytree(FILES, root / "DEBIAN")
    (root / "DEBIAN/postinst").chmod(0o755)
    for program in PROGRAMS:
        shutil.copy(system / "sbin" / program, root / PLACE / program)
        for library in libraries(system, f"/sbin/{program}"):
            # The installer's own libc and loader are of the same release.
            if not Path(library).name.startswith(("libc.so", "ld-linux")):
                shutil.copy(system / library, root / PLACE / Path(library).name)
    shutil.copy(system / "etc/mke2fs.conf", root / PLACE / "mke2fs.conf")
    target = folder / "lab-disk_1_amd64.udeb"
    # dpkg-deb knows the usual files of a package, and a udeb leaves most of them out: --nocheck.
    options = ["-Zxz", "--root-owner-group", "--nocheck"]
    subprocess.run(["dpkg-deb", *options, "--build", root, target], check=True, stdout=subprocess.DEVNULL)
    return target
