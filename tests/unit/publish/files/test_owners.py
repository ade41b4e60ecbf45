"""Users and groups by name, as this system has them."""

from __future__ import annotations

import grp
import pwd

from salt_pxe.publish.files.owners import gid_of, uid_of


def test_users_and_groups_are_those_of_the_system() -> None:
    """A user may have another number than the group of his name."""
    for user in ("root", "man", "sync"):
        assert uid_of(user) == pwd.getpwnam(user).pw_uid
    for group in ("root", "man", "shadow"):
        assert gid_of(group) == grp.getgrnam(group).gr_gid
    assert pwd.getpwnam("man").pw_uid != grp.getgrnam("man").gr_gid


def test_a_name_that_nobody_has_is_none() -> None:
    """And no error: the caller says which file lacks its owner."""
    assert uid_of("salt-pxe-nobody") is None
    assert gid_of("salt-pxe-nobody") is None
