"""The directories that Anaconda wants on the root file system."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.installers.disk_layout import DiskLayout, file_systems
from salt_pxe.site.problem import Problem

ON_ROOT = frozenset({"/bin", "/etc", "/lib", "/mnt", "/root", "/sbin"})
"""`must_be_on_root` of anaconda.conf, of all releases alike, and of its storage checker before there was that file."""

LINKS = {"/lib64": "/usr/lib64", "/var/run": "/run", "/var/lock": "/run/lock", "/var/mail": "/var/spool/mail"}
"""Links of the package filesystem since RHEL 7, which cannot be unpacked over a mount point."""

MOUNTED_LATE = frozenset({"/usr/bin", "/usr/lib", "/usr/lib64", "/usr/sbin"})
"""What the initramfs leaves to the installed system, whose own mount(8) and its libraries lie there."""


def own_file_systems(layout: DiskLayout) -> Iterator[Problem]:
    """Yield each file system of its own on a directory that has to be on the root's."""
    for one in file_systems(layout):
        if one.mount in ON_ROOT:
            yield Problem(
                f"{one.path}:mount",
                f"{one.mount} has to be a directory of the root file system, and the installer stops",
                "remove it, or mount it elsewhere",
            )
        elif one.mount in LINKS:
            yield Problem(
                f"{one.path}:mount",
                f"{one.mount} is a link to {LINKS[one.mount]}, and the packages cannot be installed over a mount point",
                "remove it",
            )
        elif one.mount in MOUNTED_LATE:
            yield Problem(
                f"{one.path}:mount",
                f"what would mount {one.mount} lies in it, and the machine does not start",
                "mount /usr as a whole",
            )
