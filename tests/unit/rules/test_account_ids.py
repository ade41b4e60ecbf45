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
from tests.site import changed

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
