"""Candidates of configuration files, laid where the official parsers can read them.

What a parser is, and what it says, is known to its service.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from salt_pxe.publish.files.changes import Plan
from salt_pxe.publish.files.disk import STAGED, Disk
from salt_pxe.services.http import nginx_check
from salt_pxe.services.programs import program
from salt_pxe.site.artefact import File

Check = Callable[[str, str, str], None]
"""The program's path, that of the candidate, and how to name it. Raises DaemonFailed."""


def beside(disk: Disk, plan: Plan, configuration: str, daemon: str, check: Check) -> None:
    """Let a daemon's parser read the candidate of a file; nothing where the program `daemon` is not installed.

    Raises DaemonFailed. The candidate lies beside the file for that moment: an AppArmor profile lets a daemon read
    nowhere else.
    """
    path, candidate = program(daemon), _candidate(plan, configuration)
    if path is None or candidate is None:
        return
    folder, _, name = configuration.rpartition("/")
    staged = f"{folder}/.{name}.checked{STAGED}"
    disk.write(staged, candidate)
    try:
        check(path, disk.real(staged), configuration)
    finally:
        disk.remove(staged)


def nginx_site(disk: Disk, plan: Plan, site: str) -> None:
    """Let nginx read the candidate of our site in a minimal configuration; nothing where nginx is not installed.

    Raises DaemonFailed.
    """
    path, candidate = program(nginx_check.PROGRAM), _candidate(plan, site)
    if path is None or candidate is None:
        return
    with tempfile.TemporaryDirectory(prefix="salt-pxe-") as folder:
        for name, text in nginx_check.scratch_files(candidate.content.decode(), folder).items():
            Path(folder, name).write_text(text)
        nginx_check.check_alone(path, folder, site)


def nginx_whole() -> None:
    """Let nginx read its real, whole configuration. Raises DaemonFailed."""
    path = program(nginx_check.PROGRAM)
    if path is not None:
        nginx_check.check_whole(path)


def _candidate(plan: Plan, path: str) -> File | None:
    return next((change.file for change in plan if change.path == path and change.file), None)
