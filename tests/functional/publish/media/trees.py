"""Installation trees of a test's own, and the repos of a site that are made of one of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from salt_pxe import pillar
from salt_pxe.publish.files.disk import Disk
from salt_pxe.publish.media.repo import Repos
from salt_pxe.publish.media.repo_plan import RepoPlan
from salt_pxe.services.family import DEBIAN
from tests.e2e.installer.media import PXEBOOT, write_treeinfo
from tests.site import changed

KERNEL, INITRD = f"{DEBIAN.kernels}/el9/vmlinuz", f"{DEBIAN.kernels}/el9/initrd.img"
UNPACKED = f"{DEBIAN.repos}/el9/"


def make_tree(folder: Path, release: str = "9.4", kernel: bytes = b"kernel") -> Path:
    """Make a tree with its `.treeinfo`."""
    (folder / PXEBOOT).mkdir(parents=True)
    (folder / PXEBOOT / "vmlinuz").write_bytes(kernel)
    (folder / PXEBOOT / "initrd.img").write_bytes(b"initrd")
    write_treeinfo(folder, ("Red Hat Enterprise Linux", "RHEL", release))
    return folder


def repos(disk: Disk, source: str, **changes: Any) -> Repos:
    """Return the repos of a site whose one repo has this source.

    The door takes no URL of the loopback, for machines fetch from it too, and a test sends nowhere else.
    """
    here = source.startswith("http://127.0.0.1")
    given = "http://mirror.example.com/el9" if here else source
    site = pillar.parse(changed({"repos:el9": {"source": given}, **changes}))
    if here:
        repo = site.repos["el9"].model_copy(update={"source": source})
        site = site.model_copy(update={"repos": {**site.repos, "el9": repo}})
    return Repos(disk, site, DEBIAN)


def apply(disk: Disk, source: str, **changes: Any) -> RepoPlan:
    """Plan and carry out; what was predicted is what went."""
    predicted = repos(disk, source, **changes).plan()
    went = repos(disk, source, **changes).carry_out(repos(disk, source, **changes).plan())
    if not went.refused:
        assert went.changes(DEBIAN) == predicted.changes(DEBIAN)
    return went


def content(disk: Disk, path: str) -> bytes | None:
    """Return what is at a path."""
    found = disk.read(path)
    return found.content if found else None


def rewrite(tree: Path, old: str, new: str) -> None:
    """Change a word of `.treeinfo`."""
    info = tree / ".treeinfo"
    info.write_text(info.read_text().replace(old, new))
