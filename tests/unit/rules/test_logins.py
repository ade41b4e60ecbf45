"""Whoever is to log in can: hashes and keys are such that the release reads them."""

from __future__ import annotations

import pytest

from salt_pxe.pillar import PillarError, parse, warnings
from salt_pxe.rules import logins
from salt_pxe.site.problem import Problem
from tests.site import HASH, changed

YESCRYPT = "$y$j9T$rNF1tmPCPPYz12Ii46aT5.$AQRDUSrhfjR4BB8bkALmVZDOJ5aHEyGYV4xfBm4nXO5"


def test_every_hash_that_a_release_cannot_read_is_named_at_once() -> None:
    """Root's, a user's, and a host's own, each at its own path, and none is shown."""
    with pytest.raises(PillarError) as refused:
        parse(
            changed(
                {
                    "profiles:el9-web:release": "RHEL8",
                    "profiles:el9-web:rootpw": YESCRYPT,
                    "profiles:el9-web:users": {"ops": {"password": YESCRYPT}},
                    "hosts:web02:rootpw": YESCRYPT,
                }
            )
        )
    assert {problem.path for problem in refused.value.problems} == {
        "pxe:profiles:el9-web:rootpw",
        "pxe:profiles:el9-web:users:ops:password",
        "pxe:hosts:web02:rootpw",
    }
    assert YESCRYPT[-20:] not in str(refused.value)
    assert "mkpasswd -m sha-512" in str(refused.value)


def test_a_release_that_reads_them_takes_them() -> None:
    """RHEL 9 reads yescrypt."""
    assert parse(changed({"profiles:el9-web:rootpw": YESCRYPT}))


def test_a_hash_that_is_cut_off_is_said() -> None:
    """The warning tells both lengths and shows nothing of the hash."""
    (warning,) = warnings(parse(changed({"profiles:el9-web:rootpw": HASH[:-1]})))
    assert warning.path == "pxe:profiles:el9-web:rootpw"
    assert "86" in warning.message and "85" in warning.message
    assert HASH[20:40] not in str(warning)


LOW = {"a low uid": (999, True), "the first of people's": (1000, False), "-1 in 16 bits": (65535, True)}


@pytest.mark.parametrize(("uid", "said"), LOW.values(), ids=LOW)
def test_a_uid_that_may_be_taken_is_said(uid: int, said: bool) -> None:
    """Packages take theirs from 999 downwards."""
    found = warnings(parse(changed({"profiles:el9-web:users": {"ops": {"uid": uid}}})))
    assert [one.path for one in found] == (["pxe:profiles:el9-web:users:ops:uid"] if said else [])


def test_a_misspelt_group_is_said_with_the_one_that_is_near() -> None:
    """One that a package brings is like none of them, and is left alone."""
    site = parse(changed({"profiles:el9-web:users": {"ops": {"groups": ["whell", "docker", "wheel"]}}}))
    (warning,) = warnings(site)
    assert warning.path == "pxe:profiles:el9-web:users:ops:groups:0"
    assert "wheel" in warning.hint


SK = (
    "sk-ssh-ed25519@openssh.com "
    "AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fAAAABHNzaDo="
)
WEB = "pxe:profiles:el9-web"


def test_a_hash_is_told_with_the_release_and_the_method_to_use() -> None:
    """Behind a locked root, who has none to read."""
    users = {"ops": {"password": YESCRYPT}}
    given = {"profiles:el9-web:release": "RHEL8", "profiles:el9-web:rootpw": "locked"}
    with pytest.raises(PillarError) as refused:
        parse(changed({**given, "profiles:el9-web:users": users}))
    assert list(refused.value.problems) == [
        Problem(
            f"{WEB}:users:ops:password",
            "is a yescrypt hash, which RHEL8 cannot read: nobody can log in",
            "make one of sha-512, with `mkpasswd -m sha-512`",
        )
    ]


def test_a_cut_hash_is_told_behind_a_locked_root() -> None:
    """With what to do."""
    users = {"ops": {"password": HASH[:-1]}}
    given = {"profiles:el9-web:rootpw": "locked", "profiles:el9-web:users": users}
    assert list(warnings(parse(changed(given)))) == [
        Problem(
            f"{WEB}:users:ops:password",
            "the digest of a sha-512 hash has 86 characters, and this one 85: no password fits it",
            "copy the whole hash",
        )
    ]


@pytest.mark.parametrize("comment", ["", " ops", " ops of two words"])
def test_a_key_that_no_sshd_of_the_release_knows_is_told_with_one_that_it_does(comment: str) -> None:
    """Whatever comment it has; a release that knows the type takes it."""
    with pytest.raises(PillarError) as refused:
        parse(changed({"profiles:el9-web:release": "RHEL8", "profiles:el9-web:ssh_keys": [SK + comment]}))
    (found,) = refused.value.problems
    assert found == Problem(
        f"{WEB}:ssh_keys:0",
        "sk-ssh-ed25519@openssh.com is a type that the sshd of RHEL8 does not know",
        "add a key of type ssh-ed25519",
    )
    assert parse(changed({"profiles:el9-web:ssh_keys": [SK + comment]}))


def test_unlikely_accounts_are_told_with_what_to_choose() -> None:
    """A package's name, a package's uid, a uid that is none, and a misspelt group."""
    usual = min(logins._systems(parse(changed({})))["el9-web"].usual_users)
    users = {
        usual: {},
        "ops": {"uid": 999, "groups": ["whell"]},
        "last": {"uid": 65535},
    }
    assert list(warnings(parse(changed({"profiles:el9-web:users": users})))) == [
        Problem(
            f"{WEB}:users:{usual}",
            "a package brings this account, and then nothing here is set",
            "choose another name",
        ),
        Problem(
            f"{WEB}:users:ops:uid",
            "999 is a uid that packages take for accounts of their own, from 999 downwards",
            "choose another one from 1000 up",
        ),
        Problem(
            f"{WEB}:users:ops:groups:0", "there is no group whell, so that one is made", "did you mean wheel?"
        ),
        Problem(
            f"{WEB}:users:last:uid",
            "65535 stands for no user at all in some programs (it is -1 in 16 bits)",
            "choose another one from 1000 up",
        ),
    ]


@pytest.mark.parametrize(
    ("known", "name"),
    [
        ({"1", "5", "6", "y"}, "sha-512"),
        ({"1", "5"}, "sha-256"),
        ({"y", "7"}, "yescrypt"),
        ({"zz", "5"}, "sha-256"),
        ({"zz"}, "another method"),
    ],
)
def test_the_method_to_use_is_the_one_that_most_releases_know(known: set[str], name: str) -> None:
    """Else a later one, and one that has a name."""
    assert logins._best_of(known) == name
