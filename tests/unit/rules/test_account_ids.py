"""The accounts that the door makes in thought are those that groupadd and useradd make."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from salt_pxe import rules
from salt_pxe.installers.kickstart.release_system import installed_system
from salt_pxe.installers.kickstart.syntax import Syntax
from salt_pxe.pillar import PillarError, parse
from salt_pxe.rules import account_ids
from salt_pxe.site.problem import Problem
from tests.site import changed, small_site

SYSTEM = installed_system(Syntax("el", 9))
Accounts = dict[str, Any]


class Root:
    """An installed system's accounts, on which shadow's own programs work."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "etc").mkdir()
        users = (f"{name}:x:{uid}:{uid}::/:/sbin/nologin\n" for name, uid in SYSTEM.users.items())
        groups = (f"{name}:x:{gid}:\n" for name, gid in SYSTEM.groups.items())
        for name, rows in (("passwd", users), ("group", groups), ("shadow", ()), ("gshadow", ())):
            (folder / "etc" / name).write_text("".join(rows), encoding="utf-8")
        text = "UID_MIN 1000\nUID_MAX 60000\nGID_MIN 1000\nGID_MAX 60000\nUSERGROUPS_ENAB yes\n"
        (folder / "etc" / "login.defs").write_text(text, encoding="utf-8")

    def column(self, file: str, number: int) -> dict[str, int]:
        rows = (self.folder / "etc" / file).read_text(encoding="utf-8").splitlines()
        return {row.split(":")[0]: int(row.split(":")[number]) for row in rows}

    def run(self, *command: str) -> bool:
        program, *words = command
        done = subprocess.run(
            [f"/usr/sbin/{program}", "-P", str(self.folder), *words], capture_output=True, check=False
        )
        return done.returncode == 0

    def group(self, name: str, gid: int | None) -> bool:
        if name in self.column("group", 2):
            return gid in (None, self.column("group", 2)[name])
        return gid != 0 and self.run("groupadd", *(("-g", str(gid)) if gid is not None else ()), name)

    def user(self, name: str, uid: int | None, gid: int | None, groups: tuple[str, ...]) -> bool:
        """Make a user as the installer does: its group by gid, its other groups where they are missing, itself."""
        if name in self.column("passwd", 2) or uid == 0 or gid == 0:
            return False
        if (
            gid is not None
            and gid not in self.column("group", 2).values()
            and not self.group_of_gid(name, gid)
        ):
            return False
        for group in groups:
            if group not in self.column("group", 2) and not self.run("groupadd", group):
                return False
        words = ["-M", *(("-g", str(gid)) if gid is not None else ("-U",))]
        words += ["-G", ",".join(groups)] if groups else []
        words += ["-u", str(uid)] if uid is not None else []
        return self.run("useradd", *words, name)

    def group_of_gid(self, name: str, gid: int) -> bool:
        return self.run("groupadd", "-g", str(gid), name)


IDS = st.sampled_from([None, 0, 10, 1000, 1001, 1002, 2000])
NAMES = st.sampled_from(["alice", "bob", "carol", "wheel", "mail"])
USERS = st.fixed_dictionaries(
    {}, optional={"uid": IDS, "gid": IDS, "groups": st.lists(NAMES, max_size=2, unique=True)}
)


def _made(accounts: Accounts, folder: Path) -> bool:
    """Tell whether shadow makes every account with the ids that are said, and gives none that another asks for."""
    root = Root(folder)
    for name, gid in sorted(accounts["groups"].items()):
        if not root.group(name, gid):
            return False
    given = {
        gid
        for name, gid in root.column("group", 2).items()
        if accounts["groups"].get(name) is None and name not in SYSTEM.groups
    }
    for name, user in sorted(accounts["users"].items()):
        before = root.column("group", 2)
        if user.get("gid") in given:
            return False
        if not root.user(name, user.get("uid"), user.get("gid"), tuple(user.get("groups", ()))):
            return False
        after = root.column("group", 2)
        made = {group for group in after if group not in before}
        given |= {after[group] for group in made if group in user.get("groups", ()) and group != name}
        if user.get("gid") is None:
            given |= {after[name]} if after.get(name) != root.column("passwd", 2)[name] else set()
    return True


@settings(max_examples=150, deadline=None)
@given(
    accounts=st.fixed_dictionaries(
        {
            "groups": st.dictionaries(NAMES, IDS, max_size=2),
            "users": st.dictionaries(NAMES, USERS, max_size=3),
        }
    )
)
@example({"groups": {}, "users": {"alice": {"uid": 2000}, "bob": {"uid": 2000}}})
@example({"groups": {}, "users": {"alice": {}, "bob": {"uid": 1000}}})
@example({"groups": {}, "users": {"alice": {"uid": 1000}, "bob": {}}})
@example({"groups": {"alice": None}, "users": {"bob": {"gid": 1000}}})
@example({"groups": {"alice": 1000}, "users": {"bob": {"gid": 1000}}})
@example({"groups": {"alice": None, "bob": 1000}, "users": {}})
@example({"groups": {}, "users": {"alice": {"groups": ["bob"]}, "bob": {}}})
@example({"groups": {}, "users": {"bob": {}, "carol": {"groups": ["bob"]}}})
@example({"groups": {"alice": 2000}, "users": {"alice": {"gid": 2000}}})
@example({"groups": {}, "users": {"wheel": {"gid": 10}}})
def test_the_door_refuses_what_shadow_does_not_make(accounts: Accounts) -> None:
    """For any few groups and users: each is made with its own ids, or the door says why not."""
    with TemporaryDirectory() as folder:
        made = _made(accounts, Path(folder))
    problems = _problems(accounts)
    assert (not problems) == made, (accounts, problems)


def _problems(accounts: Mapping[str, Any]) -> list[str]:
    try:
        site = parse(
            changed(
                {
                    "profiles:el9-web:groups": accounts["groups"],
                    "profiles:el9-web:users": {
                        name: {key: value for key, value in user.items() if value is not None}
                        for name, user in accounts["users"].items()
                    },
                }
            )
        )
    except PillarError as error:
        return [str(problem) for problem in error.problems]
    assert not list(account_ids.accounts(site))
    return []


def test_all_accounts_that_cannot_be_made_are_named_at_once() -> None:
    """Each has a problem of its own, at its own place."""
    with pytest.raises(PillarError) as refused:
        parse(
            changed(
                {
                    "profiles:el9-web:groups": {"app": None, "web": 10},
                    "profiles:el9-web:users": {"app": {}, "bin": {}, "toor": {"uid": 0, "gid": 0}},
                }
            )
        )
    assert [problem.path.removeprefix("pxe:profiles:el9-web:") for problem in refused.value.problems] == [
        "groups:web",
        "users:app",
        "users:bin",
        "users:toor:uid",
        "users:toor:gid",
    ]


def test_many_accounts_cost_in_proportion() -> None:
    """Ten thousand users without a uid are made in thought without looking at all of them for each."""
    users = {f"u{number:05}": {} for number in range(10_000)}
    site = parse(changed({"profiles:el9-web:users": users}))
    assert not list(account_ids.accounts(site))
    known = {"repos": ["el9"], "profiles": ["el9-web"], "classes": []}
    assert not list(rules.broken(site, known))


HERE = "pxe:profiles:el9-web"
NOT_MADE = "the user would not be made"
ANOTHER = "another number, or none"
OF_THE_SYSTEM = "the installed system has this account, and nothing that is said here would be set"
OF_ITS_NAME = "a user gets a group of its own name, and the group"

TOLD: dict[str, tuple[Accounts, Accounts, list[tuple[str, str, str]]]] = {
    "a group that the system has, with its gid or none": ({"wheel": 10, "mail": None}, {}, []),
    "a group that the system has, with another gid": (
        {"wheel": 11},
        {},
        [
            (
                "groups:wheel",
                "the installed system has this group, with gid 10, and keeps it",
                "leave the gid out, or write 10",
            )
        ],
    ),
    "a group with root's gid": (
        {"app": 0},
        {},
        [("groups:app", "gid 0 is root's group", "another gid, or null")],
    ),
    "a group with the gid of another": (
        {"app": 10},
        {},
        [
            (
                "groups:app",
                "gid 10 is that of wheel, a group of the installed system: the group would not be made",
                ANOTHER,
            )
        ],
    ),
    "two groups with one gid": (
        {"a": 2000, "b": 2000},
        {},
        [("groups:b", "gid 2000 is that of the group a: the group would not be made", ANOTHER)],
    ),
    "a group with the gid that the one before it is given": (
        {"a": None, "b": 1000},
        {},
        [
            (
                "groups:b",
                "gid 1000 is that of the group a, which has no gid and is given the next one: "
                "the group would not be made",
                ANOTHER,
            )
        ],
    ),
    "a group behind the highest gid": (
        {"x": 59999, "y": None, "z": 60000},
        {},
        [
            (
                "groups:z",
                "gid 60000 is that of the group y, which has no gid and is given the next one: "
                "the group would not be made",
                ANOTHER,
            )
        ],
    ),
    "root": (
        {},
        {"root": {}},
        [("users:root", "root is no user to create", "use rootpw, rootpw_allow_ssh and ssh_keys")],
    ),
    "a user of the system": ({}, {"bin": {}}, [("users:bin", OF_THE_SYSTEM, "choose another name")]),
    "a user with root's uid": (
        {},
        {"toor": {"uid": 0}},
        [("users:toor:uid", "uid 0 is root's", "another uid, or none: the next free one is given")],
    ),
    "a user in root's group": (
        {},
        {"toor": {"gid": 0}},
        [("users:toor:gid", "gid 0 is root's group", "another gid, or none")],
    ),
    "users and groups with the number 1 of the system": (
        {"a": 1},
        {"b": {"uid": 1}, "c": {"gid": 1}},
        [
            (
                "groups:a",
                "gid 1 is that of bin, a group of the installed system: the group would not be made",
                ANOTHER,
            ),
            ("users:b:uid", f"uid 1 is that of bin, an account of the installed system: {NOT_MADE}", ANOTHER),
        ],
    ),
    "two users with one uid": (
        {},
        {"a": {"uid": 2000}, "b": {"uid": 2000}},
        [("users:b:uid", f"uid 2000 is that of user a: {NOT_MADE}", ANOTHER)],
    ),
    "a user with the uid that the one before it is given": (
        {},
        {"a": {}, "b": {"uid": 1000}},
        [
            (
                "users:b:uid",
                f"uid 1000 is that of user a, which has no uid and is given the next one: {NOT_MADE}",
                ANOTHER,
            )
        ],
    ),
    "a uid past those that are given is no highest one": (
        {},
        {"a": {"uid": 60000}, "b": {}, "c": {"uid": 60001}},
        [],
    ),
    "a user in a group that is given its gid": (
        {"app": None},
        {"bob": {"gid": 1000}},
        [
            (
                "users:bob:gid",
                "gid 1000 is given to the group app, which has no gid and is given the next one",
                "say a gid for that group too",
            )
        ],
    ),
    "a user in a group that is given its gid, made for another user's list": (
        {},
        {"ann": {"gid": 1005, "groups": ["app"]}, "bob": {"gid": 1006}},
        [
            (
                "users:bob:gid",
                "gid 1006 is given to the group app of user ann, which has no gid and is given the next one",
                "say a gid for that group too",
            )
        ],
    ),
    "a user in the group of a user whose number another group has": (
        {},
        {"ann": {"gid": 2000}, "bob": {"uid": 2000}, "cal": {"gid": 2001}},
        [
            (
                "users:cal:gid",
                "gid 2001 is given to the group of user bob, which has no gid and is given the next one",
                "say a gid for that group too",
            )
        ],
    ),
    "a user in a group of its name, with another gid": (
        {"app": 2000},
        {"app": {"gid": 3000}},
        [("users:app:gid", f"the group app has another gid (2000): {NOT_MADE}", "say one gid for both")],
    ),
    "a user in a group that another's gid has made": (
        {},
        {"ann": {"gid": 2000}, "bob": {"groups": ["ann"]}, "cal": {"gid": 2001}, "dan": {"gid": 2000}},
        [],
    ),
    "a user in the group of a user, which is there": (
        {},
        {"ann": {"uid": 2000}, "bob": {"groups": ["ann"], "gid": 2000}, "cal": {"gid": 2001}},
        [],
    ),
    "a user of a group's name, of the system": (
        {},
        {"wheel": {}},
        [
            (
                "users:wheel",
                f"{OF_ITS_NAME} wheel is there already, the installed system's",
                "add gid: 10, or choose another name",
            )
        ],
    ),
    "a user of a group's name, with a gid": (
        {"app": 2000},
        {"app": {}},
        [
            (
                "users:app",
                f"{OF_ITS_NAME} app is there already, of groups: {NOT_MADE}",
                "say one gid for both (groups: app: 2000, and gid: 2000 here), or take the group out",
            )
        ],
    ),
    "a user of a group's name, without a gid": (
        {"app": None},
        {"app": {}},
        [
            (
                "users:app",
                f"{OF_ITS_NAME} app is there already, of groups: {NOT_MADE}",
                "say one gid for both (groups: app: 1000, and gid: 1000 here), or take the group out",
            )
        ],
    ),
    "a user of a group's name, of its own list": (
        {},
        {"bob": {"groups": ["bob"]}},
        [
            (
                "users:bob",
                f"{OF_ITS_NAME} bob is there already, of its own groups: {NOT_MADE}",
                "take it out there",
            )
        ],
    ),
    "a user of a group's name, of another's list": (
        {},
        {"ann": {"groups": ["bob"]}, "bob": {}},
        [
            (
                "users:bob",
                f"{OF_ITS_NAME} bob is there already, made for a user before it: {NOT_MADE}",
                "declare the group with a gid under groups, and say that gid here (groups: bob: 2000)",
            )
        ],
    ),
}


@pytest.mark.parametrize(("groups", "users", "wanted"), TOLD.values(), ids=TOLD)
def test_why_an_account_is_not_made_is_told_with_a_remedy(
    groups: Accounts, users: Accounts, wanted: list[tuple[str, str, str]]
) -> None:
    """Whose number or name it is, at the value that is to be changed."""
    site = small_site({"profiles:el9-web:groups": groups, "profiles:el9-web:users": users})
    assert list(account_ids.accounts(site)) == [Problem(f"{HERE}:{path}", *rest) for path, *rest in wanted]


def test_of_a_release_that_there_is_not_nobody_knows_the_accounts() -> None:
    """Another rule refuses it."""
    site = small_site({"profiles:el9-web:release": "RHEL3", "profiles:el9-web:users": {"root": {}}})
    assert not list(account_ids.accounts(site))
