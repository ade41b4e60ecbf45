"""What mount options do to an install, which mounts its file systems with them too."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.installers.disk_layout import DiskLayout, FileSystem, file_systems
from salt_pxe.site.problem import Problem

FILLED = ("/", "/boot", "/home", "/opt", "/srv", "/tmp", "/usr", "/var")
"""Where packages put something (file-hierarchy(7)): read-only, they cannot."""

WHOLE = ("/boot", "/usr", "/var")
"""Of these what lies below counts as well: packages have directories of their own there."""

NEEDED = ("/", "/boot", "/usr", "/var")
"""What a machine does not start without, or not whole."""

WITH_PROGRAMS = ("/", "/usr")
NO_PROGRAMS = ("noexec", "user", "users")
"""Each forbids that programs are started; the two others imply it (mount(8))."""


def of_the_system(layout: DiskLayout) -> Iterator[Problem]:
    """Yield options with which the system cannot be installed, or is hidden from itself."""
    for one in file_systems(layout):
        options = (one.said.fsoptions or "").split(",")
        path = f"{one.path}:fsoptions"
        if "noauto" in options and _is(one, NEEDED):
            yield Problem(
                path,
                f"{one.mount} is mounted neither for the install nor at boot, by noauto",
                "remove noauto",
            )
        elif _last_of(options, "ro", "rw") == "ro" and _is(one, FILLED):
            yield Problem(
                path,
                f"{one.mount} is mounted read-only for the install too, and no package can be installed",
                "remove ro, or change /etc/fstab by post",
            )
        elif _last_of(options, *NO_PROGRAMS, "exec") in NO_PROGRAMS and _is(one, WITH_PROGRAMS):
            word = _last_of(options, *NO_PROGRAMS, "exec")
            yield Problem(path, f"no program of {one.mount} can be started, by {word}", f"remove {word}")


def _is(one: FileSystem, places: tuple[str, ...]) -> bool:
    """Tell whether a file system is mounted at one of these places, or below one that counts as a whole."""
    mount = one.mount or ""
    return mount in places or any(mount.startswith(f"{place}/") for place in places if place in WHOLE)


def _last_of(options: list[str], *words: str) -> str:
    """Return the last of these words among the options, which is the one that counts."""
    return next((option for option in reversed(options) if option in words), "")
