"""The home directories of users, which an installer gives them with whatever is there already.

A directory that is there is not made but given away: all in it that has the owner of the directory gets the user for
its owner.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site

SYSTEM = frozenset(
    {"/", "/bin", "/boot", "/boot/efi", "/etc", "/home", "/lib", "/lib64", "/media", "/mnt", "/opt", "/root"}
    | {"/sbin", "/srv", "/tmp", "/usr", "/usr/bin", "/usr/lib", "/usr/lib64", "/usr/libexec", "/usr/local"}
    | {"/usr/local/bin", "/usr/sbin", "/usr/share", "/var", "/var/cache", "/var/lib", "/var/log", "/var/mail"}
    | {"/var/opt", "/var/spool", "/var/spool/mail", "/var/tmp"}
)
"""Directories that everything else of the system lies in (file-hierarchy(7))."""

KERNEL = ("/dev", "/proc", "/run", "/sys", "/var/run")
"""What lies in them is made anew at each boot."""


def of_the_system(site: Site) -> Iterator[Problem]:
    """Yield homes that belong to the system, or that are gone with the next boot."""
    for name, profile in site.profiles.items():
        for user, account in profile.users.items():
            if account.homedir is None:
                continue
            home = _plain(account.homedir)
            path = f"pxe:profiles:{name}:users:{user}:homedir"
            if home in SYSTEM:
                yield Problem(
                    path,
                    f"{home} is a directory of the system, which the installer would give to {user} with all in it",
                    f"a directory of its own, such as /home/{user}; /nonexistent for an account without one",
                )
            elif any(home == place or home.startswith(f"{place}/") for place in KERNEL):
                yield Problem(
                    path,
                    f"{home} is made anew by the kernel at each boot, and holds no home",
                    f"a directory of its own, such as /home/{user}; /nonexistent for an account without one",
                )


def shared(site: Site) -> Iterator[Problem]:
    """Yield homes that take the home of an earlier user: the last one that is made owns it, by their names' order."""
    for name, profile in site.profiles.items():
        made: dict[str, str] = {}
        for user, account in sorted(profile.users.items()):
            home = _plain(account.homedir or f"/home/{user}")
            owner = made.get(home) or next(
                (one for place, one in made.items() if place.startswith(f"{home}/")), None
            )
            if owner is not None and home not in SYSTEM:
                yield Problem(
                    f"pxe:profiles:{name}:users:{user}" + (":homedir" if account.homedir else ""),
                    f"{home} is, or holds, the home of {owner} too, who was made before and loses it to {user}",
                    "give each a directory of its own",
                )
            made.setdefault(home, user)


def _plain(home: str) -> str:
    return posixpath.normpath("/" + home.lstrip("/"))
