"""Whoever is to log in can: hashes and keys are such that the release reads them."""

from __future__ import annotations

import pytest

from salt_pxe.pillar import PillarError, parse, warnings
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
