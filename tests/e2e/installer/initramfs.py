"""What is in the installer's initramfs? busybox, the modules that a QEMU machine needs, and ``init``."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
MODULES = ("virtio_pci", "virtio_net", "virtio_blk", "af_packet")


def write_initramfs(target: Path, busybox: Path, modules: Path, scratch: Path) -> None:
    """Write a gzipped newc archive to ``target`` from a static busybox and a kernel's module folder."""
    root = scratch / "initramfs"
    for place in ("bin", "dev", "etc", "lib/modules", "proc", "sys", "tmp"):
        (root / place).mkdir(parents=True)
    shutil.copy(busybox, root / "bin/busybox")
    for name, place in (("init", "init"), ("udhcpc.script", "etc/udhcpc.script")):
        shutil.copy(HERE / name, root / place)
        (root / place).chmod(0o755)
    ordered = load_order(modules)
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
