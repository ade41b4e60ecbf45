"""The home of a user is its own: none of the system's, and no other user's."""

from __future__ import annotations

import pytest

from salt_pxe.pillar import PillarError, parse, warnings
from tests.site import changed

USERS = "profiles:el9-web:users"


@pytest.mark.parametrize("home", ["/", "/etc", "/home", "/usr/", "/var/lib", "/dev/null", "/run/app"])
def test_a_directory_of_the_system_is_no_home(home: str) -> None:
    """An installer gives it to the user with all that is in it; the kernel makes the last two anew."""
    with pytest.raises(PillarError) as refused:
        parse(changed({USERS: {"ops": {"homedir": home}}}))
    assert [one.path for one in refused.value.problems] == [f"pxe:{USERS}:ops:homedir"]


@pytest.mark.parametrize(
    "home", ["/home/x", "/var/lib/app", "/srv/app/", "/opt/app", "/nonexistent", "/data"]
)
def test_a_directory_of_its_own_is_one(home: str) -> None:
    """Below the system's directories and beside them."""
    site = parse(changed({USERS: {"ops": {"homedir": home}}}))
    assert not warnings(site)


def test_a_home_that_is_taken_is_said_of_the_user_who_takes_it() -> None:
    """By name or by default, and where it lies in a later user's one; the other way round both keep theirs."""
    users = {"a": {"homedir": "/home/b"}, "b": {}, "c": {"homedir": "/srv/d/c"}, "d": {"homedir": "/srv/d"}}
    found = warnings(parse(changed({USERS: users})))
    assert [one.path for one in found] == [f"pxe:{USERS}:b", f"pxe:{USERS}:d:homedir"]
    assert not warnings(parse(changed({USERS: {"a": {"homedir": "/srv/a"}, "b": {"homedir": "/srv/a/b"}}})))
