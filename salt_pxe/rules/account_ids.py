"""Every user and group of a profile comes to be, with the ids that are said for it.

The accounts are made here in thought, as groupadd(8) and useradd(8) make them in the installed system: first the
groups, then the users, each in the order of their names. What these refuse leaves an account out, and an installer goes
on without it.
"""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.installers.installed_system import InstalledSystem
from salt_pxe.installers.plug import installer_of
from salt_pxe.site.problem import Problem
from salt_pxe.site.profiles.profile import Profile, User
from salt_pxe.site.site import Site

_FIRST, _LAST = 1000, 60000
"""The ids that are given to accounts for which none is said (login.defs(5): UID_MIN, UID_MAX)."""


def accounts(site: Site) -> Iterator[Problem]:
    """Each account of a profile is made, and is no other one."""
    for name, profile in site.profiles.items():
        installer = installer_of(site, name)
        release = installer.release(profile.release)
        if release is not None and (profile.users or profile.groups):
            yield from _Making(f"pxe:profiles:{name}", installer.installed_system(release)).all_of(profile)


class _Ids:
    """The uids or the gids that are taken, each with the words for what has it."""

    def __init__(self) -> None:
        self.taken: dict[int, str] = {}
        self._highest = _FIRST - 1

    def take(self, number: int, what: str) -> None:
        """Let an account have an id."""
        self.taken.setdefault(number, what)
        if number < _LAST:
            self._highest = max(self._highest, number)

    def next_one(self) -> int:
        """Return what an account gets for which no id is said: the one behind the highest (useradd(8))."""
        return self._highest + 1


class _Making:
    """The accounts of one installed system while they are made."""

    def __init__(self, path: str, system: InstalledSystem) -> None:
        self._path = path
        self._system = system
        self._uids, self._gids = _Ids(), _Ids()
        for name, uid in system.users.items():
            self._uids.take(uid, f"{name}, an account of the installed system")
        for name, gid in system.groups.items():
            self._gids.take(gid, f"{name}, a group of the installed system")
        self._groups = dict(system.groups)
        self._given: set[int] = set()

    def all_of(self, profile: Profile) -> Iterator[Problem]:
        """Make the groups and the users, and yield what cannot be made."""
        for name, gid in sorted(profile.groups.items()):
            yield from self._group(name, gid)
        for name, user in sorted(profile.users.items()):
            yield from self._user(name, user, profile)

    def _group(self, name: str, gid: int | None) -> Iterator[Problem]:
        path = f"{self._path}:groups:{name}"
        own = self._system.groups.get(name)
        if own is not None:
            if gid not in (None, own):
                yield Problem(
                    path,
                    f"the installed system has this group, with gid {own}, and keeps it",
                    f"leave the gid out, or write {own}",
                )
        elif gid == 0:
            yield Problem(path, "gid 0 is root's group", "another gid, or null")
        elif gid is not None and gid in self._gids.taken:
            yield Problem(
                path, f"gid {gid} is that of {self._gids.taken[gid]}: the group would not be made", _ANOTHER
            )
        else:
            self._make_group(name, gid, f"the group {name}")

    def _user(self, name: str, user: User, profile: Profile) -> Iterator[Problem]:
        path = f"{self._path}:users:{name}"
        if name in self._system.users:
            yield _of_the_system(path, name)
            return
        yield from self._wrong_uid(f"{path}:uid", user)
        if user.gid is not None:
            yield from self._with_gid(f"{path}:gid", name, user.gid)
        for group in user.groups:
            if group not in self._groups:
                self._make_group(group, None, f"the group {group} of user {name}")
        uid = self._uid(name, user)
        if user.gid is None:
            if name in self._groups:
                yield self._two_of_one_name(path, name, user, profile)
            else:
                self._make_group(name, None if uid in self._gids.taken else uid, f"the group of user {name}")

    def _wrong_uid(self, path: str, user: User) -> Iterator[Problem]:
        if user.uid == 0:
            yield Problem(path, "uid 0 is root's", "another uid, or none: the next free one is given")
        elif user.uid is not None and user.uid in self._uids.taken:
            yield Problem(
                path,
                f"uid {user.uid} is that of {self._uids.taken[user.uid]}: the user would not be made",
                _ANOTHER,
            )

    def _with_gid(self, path: str, name: str, gid: int) -> Iterator[Problem]:
        if gid == 0:
            yield Problem(path, "gid 0 is root's group", "another gid, or none")
        elif gid in self._given:
            yield Problem(
                path,
                f"gid {gid} is given to {self._gids.taken[gid]}",
                "say a gid for that group too",
            )
        elif gid not in self._gids.taken and name in self._groups:
            yield Problem(
                path,
                f"the group {name} has another gid ({self._groups[name]}): the user would not be made",
                "say one gid for both",
            )
        elif gid not in self._gids.taken:
            self._make_group(name, gid, f"the group of user {name}")

    def _two_of_one_name(self, path: str, name: str, user: User, profile: Profile) -> Problem:
        """A user gets a group of its own name unless a gid is said; useradd refuses where this group is there."""
        message = f"a user gets a group of its own name, and the group {name} is there already"
        if name in self._system.groups:
            gid = self._system.groups[name]
            return Problem(
                path, f"{message}, the installed system's", f"add gid: {gid}, or choose another name"
            )
        if name in profile.groups:
            gid = profile.groups[name] or self._groups[name]
            return Problem(
                path,
                f"{message}, of groups: the user would not be made",
                f"say one gid for both (groups: {name}: {gid}, and gid: {gid} here), or take the group out",
            )
        if name in user.groups:
            return Problem(
                path, f"{message}, of its own groups: the user would not be made", "take it out there"
            )
        return Problem(
            path,
            f"{message}, made for a user before it: the user would not be made",
            f"declare the group with a gid under groups, and say that gid here (groups: {name}: 2000)",
        )

    def _uid(self, name: str, user: User) -> int:
        uid = user.uid or self._uids.next_one()
        what = f"user {name}" if user.uid else f"user {name}, which has no uid and is given the next one"
        self._uids.take(uid, what)
        return uid

    def _make_group(self, name: str, gid: int | None, what: str) -> None:
        if gid is None:
            gid = self._gids.next_one()
            self._given.add(gid)
            what += ", which has no gid and is given the next one"
        self._groups.setdefault(name, gid)
        self._gids.take(gid, what)


_ANOTHER = "another number, or none"


def _of_the_system(path: str, name: str) -> Problem:
    if name == "root":
        return Problem(path, "root is no user to create", "use rootpw, rootpw_allow_ssh and ssh_keys")
    return Problem(
        path,
        "the installed system has this account, and nothing that is said here would be set",
        "choose another name",
    )
