"""Install a package on Debian without its daemon being started: by policy-rc.d(8), for that moment only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from salt_pxe.publish.files.disk import KEPT, Disk
from salt_pxe.services.family import Family
from salt_pxe.site.artefact import MARK, File, is_ours

POLICY = "/usr/sbin/policy-rc.d"
_FORBID = File(f"#!/bin/sh\n# {MARK}\n# 101: the action is forbidden by policy.\nexit 101\n".encode(), 0o755)


@contextmanager
def daemons_stay_down(disk: Disk, family: Family) -> Iterator[None]:
    """Forbid package scripts to start daemons for the time of the block; what was at that place is put back.

    Nothing to do on EL, whose packages start nothing.
    """
    if family.name != "Debian":
        yield
        return
    _recover(disk)
    aside = disk.exists(POLICY)
    if aside:
        os.rename(disk.real(POLICY), disk.real(POLICY + KEPT))
    try:
        disk.write(POLICY, _FORBID)
        yield
    finally:
        disk.remove(POLICY)
        if aside:
            os.rename(disk.real(POLICY + KEPT), disk.real(POLICY))


def _recover(disk: Disk) -> None:
    """Put back what a run that was killed had set aside."""
    found = disk.read(POLICY)
    if found and found.content is not None and is_ours(found.content):
        disk.remove(POLICY)
    if disk.exists(POLICY + KEPT) and not disk.exists(POLICY):
        os.rename(disk.real(POLICY + KEPT), disk.real(POLICY))
