"""The names of volume groups and volumes that LVM keeps for itself, or that /dev has already (lvm(8))."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.installers.disk_layout import DiskLayout
from salt_pxe.site.problem import Problem

PREFIXES = ("snapshot", "pvmove")
PARTS = (
    "_cdata",
    "_cmeta",
    "_corig",
    "_cpool",
    "_cvol",
    "_imeta",
    "_iorig",
    "_mimage",
    "_mlog",
    "_pmspare",
    "_rimage",
    "_rmeta",
    "_tdata",
    "_tmeta",
    "_vdata",
    "_vorigin",
    "_wcorig",
)
IN_DEV = frozenset(
    {"block", "char", "console", "core", "disk", "fd", "full", "input", "kmsg", "log", "mapper", "mem"}
    | {"mqueue", "net", "null", "ptmx", "pts", "random", "shm", "snapshot", "stderr", "stdin", "stdout"}
    | {"tty", "urandom", "zero"}
)
"""Names below /dev of every machine; a group gets a folder there."""


def reserved(layout: DiskLayout) -> Iterator[Problem]:
    """Yield groups and volumes whose names are taken."""
    for group, said in layout.storage.volume_groups.items():
        path = f"{layout.path}:volume_groups:{group}"
        if group in IN_DEV or group in layout.disks:
            yield Problem(
                path, f"/dev/{group} is there already, and LVM makes no group of that name", "rename it"
            )
        for name in said.volumes:
            prefix = next((one for one in PREFIXES if name.startswith(one)), None)
            part = next((one for one in PARTS if one in name), None)
            if prefix or part:
                where = f"begins with {prefix}" if prefix else f"holds {part}"
                yield Problem(
                    f"{path}:volumes:{name}",
                    f"the name {where}, which LVM keeps for volumes of its own",
                    "rename it",
                )
