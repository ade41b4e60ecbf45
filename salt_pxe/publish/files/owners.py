"""Users and groups of this system, by name."""

from __future__ import annotations

import grp
import pwd
from functools import cache


@cache
def uid_of(user: str) -> int | None:
    """Return the number of a user, or None where there is none of that name."""
    try:
        return pwd.getpwnam(user).pw_uid
    except KeyError:
        return None


@cache
def gid_of(group: str) -> int | None:
    """Return the number of a group, or None where there is none of that name."""
    try:
        return grp.getgrnam(group).gr_gid
    except KeyError:
        return None
