"""Sizes with which an install runs out of space, or its system soon after."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.installers.disk_layout import DiskLayout, file_systems, mounts
from salt_pxe.site.problem import Problem

RECOMMENDED = {"/tmp": 50, "/var": 384, "/home": 100}
"""MiB (`min_partition_sizes` of anaconda.conf, of all releases alike): it warns below them."""

SMALLEST_BOOT = 256
"""MiB of one kernel, its initramfs and that of the rescue image, of a release since 8."""

SMALLEST_SYSTEM = 800
"""MiB; the packages of @core take more on each release."""


def too_small(layout: DiskLayout) -> Iterator[Problem]:
    """Yield file systems that are too small for what comes into them."""
    system = "/usr" if "/usr" in mounts(layout) else "/"
    least = {**RECOMMENDED, "/boot": SMALLEST_BOOT, system: SMALLEST_SYSTEM}
    for one in file_systems(layout):
        wanted = least.get(one.mount or "", 0)
        if one.largest is not None and one.largest < wanted:
            limit = "maxsize" if one.said.grow or one.said.size is None else "size"
            yield Problem(
                f"{one.path}:{limit}",
                f"{one.largest} MiB is little for {one.mount}: packages and their updates may have no room",
                f"at least {wanted}",
            )
