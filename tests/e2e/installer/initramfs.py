"""What is in the installer's initramfs? busybox, kernel modules, disk programs, and its own scripts."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
from pathlib import Path

RAMDISK = Path(__file__).parent / "ramdisk"
# crc32c_generic and the nls tables are asked for by name when a file system is mounted.
MODULES = (
    *("virtio_pci", "virtio_net", "virtio_blk", "af_packet"),
    *("crc32c_generic", "ext4", "vfat", "nls_cp437", "nls_ascii", "efivarfs"),
)
# Those of busybox are absent or make ext2 alone.
PROGRAMS = ("mke2fs", "mkfs.fat", "sfdisk", "blkid")


def write_initramfs(target: Path, busybox: Path, system: Path, scratch: Path) -> None:
    """Write a gzipped newc archive to ``target``, from a static busybox and the files of a Debian ``system``."""
    root = scratch / "initramfs"
    shutil.copytree(RAMDISK, root)
    for place in ("bin", "dev", "lib/modules", "mnt", "proc", "sbin", "sys", "tmp"):
        (root / place).mkdir(parents=True)
    shutil.copy(busybox, root / "bin/busybox")
    for script in (root / "init", root / "etc/udhcpc.script"):
        script.chmod(0o755)
    for program in PROGRAMS:
        shutil.copy(system / "sbin" / program, root / "sbin" / program)
        for library in libraries(system, f"/sbin/{program}"):
            (root / library).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(system / library, root / library)
    shutil.copy(system / "etc/mke2fs.conf", root / "etc/mke2fs.conf")
    ordered = load_order(system / "lib/modules")
    for module in ordered:
        shutil.copy(module, root / "lib/modules" / module.name)
    (root / "lib/modules/order").write_text("".join(f"{module.name}\n" for module in ordered))
    names = "".join(f"{path.relative_to(root)}\n" for path in sorted(root.rglob("*")))
    archive = subprocess.run(
        ["cpio", "--create", "--format=newc", "--quiet", "--reproducible", "--owner=0:0"],
        input=names.encode(),
        cwd=root,
        check=True,
        capture_output=True,
    ).stdout
    target.write_bytes(gzip.compress(archive, 6, mtime=0))


def libraries(system: Path, program: str) -> list[str]:
    """Return the shared libraries that a program of ``system`` loads, and its loader, as paths in there (ldd(1))."""
    shown = subprocess.run(
        ["chroot", system, "ldd", program], check=True, capture_output=True, text=True
    ).stdout
    return [path.lstrip("/") for path in re.findall(r"(/lib\S+)", shown)]


def load_order(folder: Path) -> list[Path]:
    """Return the module files to insert, each after those it depends on; what is built in is left out."""
    files = {file.stem.replace("-", "_"): file for file in folder.rglob("*.ko")}
    ordered: list[Path] = []

    def add(name: str) -> None:
        if name not in files or files[name] in ordered:
            return
        needs = re.search(rb"\0depends=([^\0]*)\0", files[name].read_bytes())
        for need in needs[1].decode().split(",") if needs else []:
            add(need.replace("-", "_"))
        ordered.append(files[name])

    for name in MODULES:
        add(name)
    return ordered
