"""What Anaconda takes of LVM: extents of a group, names of groups and volumes."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.installers.disk_layout import DiskLayout
from salt_pxe.site.problem import Problem
from salt_pxe.site.values import shown

LONGEST_NAME = 55
"""Letters of a group's and of a volume's name (`is_lvm_name_valid` of blivet); a longer one is refused or cut off."""

LARGEST_EXTENT = 16 * 1024 * 1024
"""KiB (`get_supported_pe_sizes` of blivet: the powers of two from 1 KiB to 16 GiB)."""


def extents(layout: DiskLayout) -> Iterator[Problem]:
    """Yield extents that are no power of two."""
    for name, group in layout.storage.volume_groups.items():
        size = group.pesize
        if size is None or (size & (size - 1) == 0 and size <= LARGEST_EXTENT):
            continue
        below = min(1 << (size.bit_length() - 1), LARGEST_EXTENT)
        above = min(below * 2, LARGEST_EXTENT)
        near = f"{below}" if below == above else f"{below} or {above}"
        yield Problem(
            f"{layout.path}:volume_groups:{name}:pesize",
            f"{size} KiB is not a power of two up to {LARGEST_EXTENT}, and the installer stops",
            f"write {near}",
        )


LONGEST_TOGETHER = 96
"""Letters of group, hyphen and volume together (`safe_device_name` of blivet); of a longer name the end is cut off."""


def names(layout: DiskLayout) -> Iterator[Problem]:
    """Yield names that are too long, alone or together."""
    for group, said in layout.storage.volume_groups.items():
        paths = {f"{layout.path}:volume_groups:{group}": group}
        paths |= {f"{layout.path}:volume_groups:{group}:volumes:{name}": name for name in said.volumes}
        for path, name in paths.items():
            if len(name) > LONGEST_NAME:
                yield Problem(
                    path,
                    f"the name {shown(name)} is {len(name)} letters long",
                    f"{LONGEST_NAME} are the most that the installer takes",
                )
            elif path.endswith(f":volumes:{name}") and len(f"{group}-{name}") > LONGEST_TOGETHER:
                yield Problem(
                    path,
                    f"the name {shown(name)} and that of its group are {len(group) + len(name)} letters long together, "
                    "and the installer cuts the end off",
                    f"{LONGEST_TOGETHER - 1} are the most",
                )
