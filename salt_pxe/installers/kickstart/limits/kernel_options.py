"""Mount options that the kernel of a release has no more, so that nothing is mounted with them."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.installers.disk_layout import DiskLayout, file_systems
from salt_pxe.installers.kickstart.syntax import Syntax
from salt_pxe.site.problem import Problem

GONE = {"xfs": {"barrier", "nobarrier", "delaylog", "nodelaylog"}}
"""xfs(5): of Linux 4.19; RHEL 8 has 4.18, and passes over them."""

GONE_SINCE = (9, 30)


def gone(layout: DiskLayout, release: Syntax) -> Iterator[Problem]:
    """Yield options that were taken away."""
    if not release.reads(*GONE_SINCE):
        return
    for one in file_systems(layout):
        names = [option.split("=")[0] for option in (one.said.fsoptions or "").split(",")]
        for name in names:
            if name in GONE.get(one.fstype or "", ()):
                yield Problem(
                    f"{one.path}:fsoptions",
                    f"{name} is no option of {one.fstype} any more, and {release.kickstart} does not mount it so",
                    f"remove {name}",
                )
