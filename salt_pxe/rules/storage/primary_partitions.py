"""How many primary partitions a disk has room for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from salt_pxe.installers.disk_layout import DiskLayout
from salt_pxe.site.problem import Problem

ON_MSDOS = 4
"""Entries of its table; where there are more partitions, one entry holds all that are not primary."""


def too_many(layout: DiskLayout) -> Iterator[Problem]:
    """Yield the first primary partition that a disk with disklabel msdos has no entry for."""
    if layout.storage.disklabel != "msdos":
        return
    only = layout.disks[0] if len(layout.disks) == 1 else None
    all_of = Counter(part.disk or only for part in layout.storage.partitions)
    seen: Counter[str | None] = Counter()
    for index, part in enumerate(layout.storage.partitions):
        disk = part.disk or only
        if not part.asprimary or disk is None:
            continue
        seen[disk] += 1
        primary = sum(one.asprimary for one in layout.storage.partitions if (one.disk or only) == disk)
        room = ON_MSDOS if all_of[disk] == primary else ON_MSDOS - 1
        if seen[disk] == room + 1:
            yield Problem(
                f"{layout.path}:partitions:{index}:asprimary",
                f"{disk} has room for {room} primary partitions beside the others, by disklabel: msdos",
                "take asprimary away, or say disklabel: gpt",
            )
