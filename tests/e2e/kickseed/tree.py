"""What would an operator serve who installs with Debian's own installer? A tree that looks like any other to salt-pxe.

Kernel and initrd are Debian's own, with its kickseed laid over the initrd; the mirror holds the udebs that this install
needs and nothing else. ``.treeinfo`` calls it RHEL 7, for that is whose kickstart language kickseed comes nearest to.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.e2e.built import built
from tests.e2e.debian import Apt, codename
from tests.e2e.installer.base import base
from tests.e2e.installer.media import BASE, PXEBOOT, media, write_treeinfo
from tests.e2e.kickseed.archive import installer_apt, installer_sources
from tests.e2e.kickseed.mirror import write_mirror
from tests.e2e.kickseed.udeb import write_udeb

RELEASE = ("Red Hat Enterprise Linux", "RHEL", "7.9")
NETBOOT = "debian-installer-12-netboot-amd64"
IMAGES = "usr/lib/debian-installer/images/12/amd64/text/debian-installer/amd64"
KICKSEED = ("kickseed-common", "initrd-kickseed")
# The kernel modules of a disk that the netboot initrd does not have: virtio's driver and the file system.
MODULES = ("scsi-modules", "ext4-modules")


def tree() -> Path:
    """Return the folder of the tree."""
    here = Path(__file__).parent
    makers = [here / name for name in ("archive.py", "mirror.py", "tree.py", "udeb.py", "udeb")]
    return built("kickseed", [*makers, media().name, NETBOOT, *installer_sources()], _make)


def _make(folder: Path) -> None:
    system = base() / "root"
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        apt = installer_apt(scratch / "apt")
        images = _unpacked(apt, NETBOOT, scratch) / IMAGES
        boot = folder / PXEBOOT
        boot.mkdir(parents=True)
        shutil.copy(images / "linux", boot / "vmlinuz")
        overlay = _overlay(apt, scratch)
        write_initrd(boot / "initrd.img", (images / "initrd.gz").read_bytes(), overlay)
        abi = kernel_abi(images / "initrd.gz")
        udebs = [apt.download_only(f"{module}-{abi}-di", scratch / "udebs") for module in MODULES]
        udebs.append(write_udeb(scratch / "udebs", system, scratch))
        write_mirror(folder, codename(), udebs)
    # The same file under two names: nothing writes to either.
    os.link(media() / "el9" / BASE, folder / BASE)
    write_treeinfo(folder, RELEASE)


def _overlay(apt: Apt, scratch: Path) -> Path:
    """Return a folder with kickseed's files and its questions, as if the initrd had been built with it."""
    folder = scratch / "overlay"
    info = folder / "var/lib/dpkg/info"
    info.mkdir(parents=True)
    for package in KICKSEED:
        udeb = apt.download_only(package, scratch / "udebs")
        subprocess.run(["dpkg-deb", "-x", udeb, folder], check=True)
        control = scratch / f"{package}-control"
        subprocess.run(["dpkg-deb", "-e", udeb, control], check=True)
        if (control / "templates").exists():
            shutil.copy(control / "templates", info / f"{package}.templates")
    return folder


def write_initrd(target: Path, original: bytes, overlay: Path) -> None:
    """Write Debian's initrd with the files of ``overlay`` behind it; the kernel unpacks one archive over the other."""
    names = "".join(f"{path.relative_to(overlay)}\n" for path in sorted(overlay.rglob("*")))
    command = ["cpio", "--create", "--format=newc", "--quiet", "--reproducible", "--owner=0:0"]
    archive = subprocess.run(
        command, input=names.encode(), cwd=overlay, check=True, capture_output=True
    ).stdout
    # Kernel documentation, "initramfs buffer format": archives begin at a multiple of four.
    target.write_bytes(original.ljust(-(-len(original) // 4) * 4, b"\0") + archive)


def kernel_abi(initrd: Path) -> str:
    """Return which kernel an initrd of the installer is for, such as ``6.1.0-50-amd64``."""
    archive = gzip.decompress(initrd.read_bytes())
    names = subprocess.run(
        ["cpio", "--list", "--quiet"], input=archive, check=True, capture_output=True
    ).stdout.decode()
    found = re.search(r"^(?:usr/)?lib/modules/([^/\n]+)$", names, re.M)
    if not found:
        raise LookupError(f"{initrd} has no kernel modules")
    return found[1]


def _unpacked(apt: Apt, package: str, scratch: Path) -> Path:
    target = scratch / package
    subprocess.run(["dpkg-deb", "-x", apt.download_only(package, scratch / "debs"), target], check=True)
    return target
