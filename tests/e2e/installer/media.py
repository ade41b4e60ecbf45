"""What would an operator have as install media? A tree of an EL release's shape, its ISO, and a disk that boots."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.e2e.built import built
from tests.e2e.debian import Apt, sources
from tests.e2e.installer.base import base
from tests.e2e.installer.disk import write_disk
from tests.e2e.installer.initramfs import write_initramfs
from tests.e2e.installer.packages import debs, minion_wheels

RELEASE = ("Red Hat Enterprise Linux", "RHEL", "9.4")
PXEBOOT = "images/pxeboot"
BASE = "images/base.tar"


def media() -> Path:
    """Return a folder with ``el9/`` (the tree), ``el9.iso`` (the same as an ISO 9660 image) and ``disk.qcow2``."""
    parts = [base().name, debs().name, minion_wheels().name]
    return built("media", [Path(__file__).parent, *parts, *sources()], _make)


def _make(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        busybox = _unpacked(Apt(scratch / "apt"), "busybox-static", scratch)
        system = base() / "root"
        tree = folder / "el9"
        (tree / PXEBOOT).mkdir(parents=True)
        (vmlinuz,) = (system / "boot").glob("vmlinuz-*")
        shutil.copy(vmlinuz, tree / PXEBOOT / "vmlinuz")
        write_initramfs(tree / PXEBOOT / "initrd.img", busybox / "bin/busybox", system, scratch)
        # Not compressed: unpacking costs more under emulation than the larger transfer.
        tar: list[str | Path] = [
            "tar",
            "--numeric-owner",
            "--sort=name",
            "-C",
            system,
            "-cf",
            tree / BASE,
            ".",
        ]
        subprocess.run(tar, check=True)
        shutil.copytree(debs(), tree / "BaseOS")
        shutil.copytree(minion_wheels(), tree / "wheels")
        write_treeinfo(tree)
        write_iso(tree, folder / "el9.iso")
        write_disk(folder / "disk.qcow2", scratch)


def write_treeinfo(tree: Path, release: tuple[str, str, str] = RELEASE) -> None:
    """Write ``.treeinfo`` as productmd does, with the checksums of kernel and initrd (productmd's treeinfo-1.2)."""
    from productmd.treeinfo import TreeInfo, Variant

    info = TreeInfo()
    info.release.name, info.release.short, info.release.version = release
    info.tree.arch = "x86_64"
    info.tree.build_timestamp = 1
    info.tree.platforms.add("x86_64")
    variant = Variant(info)
    variant.id = variant.uid = variant.name = "BaseOS"
    variant.type = "variant"
    variant.paths.repository = variant.paths.packages = "BaseOS"
    info.variants.add(variant)
    (tree / "BaseOS").mkdir(exist_ok=True)
    info.images.images["x86_64"] = {"kernel": f"{PXEBOOT}/vmlinuz", "initrd": f"{PXEBOOT}/initrd.img"}
    for image in (f"{PXEBOOT}/vmlinuz", f"{PXEBOOT}/initrd.img", BASE):
        if (tree / image).exists():
            info.checksums.add(image, "sha256", root_dir=str(tree))
    info.dump(str(tree / ".treeinfo"))


def write_iso(tree: Path, target: Path) -> None:
    """Write the tree as an ISO 9660 image with Rock Ridge names, labelled as EL labels its own."""
    command = ["xorriso", "-as", "mkisofs", "-quiet", "-R", "-J", "-V", "RHEL-9-4-0-BaseOS-x86_64"]
    subprocess.run([*command, "-o", target, tree], check=True, stderr=subprocess.DEVNULL)


def _unpacked(apt: Apt, package: str, scratch: Path) -> Path:
    """Return a folder with the files of this Debian package."""
    target = scratch / package
    subprocess.run(["dpkg-deb", "-x", apt.download_only(package, scratch / "debs"), target], check=True)
    return target
