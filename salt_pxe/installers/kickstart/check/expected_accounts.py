"""What a release's parser has to understand about the accounts of an installation."""

from __future__ import annotations

from typing import Any

from salt_pxe.installers.installation import Installation
from salt_pxe.installers.kickstart.syntax import syntax_of
from salt_pxe.site.profiles.system import User

Attributes = dict[str, Any]


def accounts(what: Installation) -> dict[str, list[Attributes]]:
    said = what.declared
    granted = keys(what) if knows_sshkey(what) else []
    locked = what.rootpw == "locked"
    allow = said.rootpw_allow_ssh and syntax_of(what).version >= (9 if syntax_of(what).family == "el" else 37)
    password = {"isCrypted": True, "password": what.rootpw, "allow_ssh": allow}
    return {
        "rootpw": [{"lock": True} if locked else password],
        "group": [{"name": name, "gid": gid} for name, gid in sorted(said.groups.items())],
        "user": [_user(name, user) for name, user in sorted(said.users.items())],
        "sshkey": [{"username": name, "key": key, "sshkey": (key,)} for name, key in granted],
    }


def _user(name: str, user: User) -> Attributes:
    return {
        "name": name,
        "groups": user.groups,
        "uid": user.uid,
        "gid": user.gid,
        "gecos": user.gecos,
        "homedir": user.homedir,
        "shell": user.shell,
        "lock": user.password is None,
        "isCrypted": user.password is not None,
        "password": user.password,
    }


def knows_sshkey(what: Installation) -> bool:
    return syntax_of(what).family == "fedora" or syntax_of(what).version >= 8


def keys(what: Installation) -> list[tuple[str, str]]:
    accounts = [
        ("root", what.declared.ssh_keys),
        *((name, user.ssh_keys) for name, user in sorted(what.declared.users.items())),
    ]
    return [(name, key) for name, keys in accounts for key in keys]
