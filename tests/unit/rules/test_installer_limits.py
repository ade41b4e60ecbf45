"""What the installer of a profile does not know or cannot do is refused, and the hint names the installers that can."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from salt_pxe.installers.plug import INSTALLERS
from salt_pxe.rules import installer_limits
from salt_pxe.site.problem import Problem
from salt_pxe.site.profiles.release import Release
from salt_pxe.site.site import Site
from tests.kinds.installers.keyvalue import kind as keyvalue
from tests.site import small_site

PROFILE = "pxe:profiles:el9-web"


@dataclass(frozen=True)
class Small(keyvalue.KeyValue):
    """An installer that knows Tiny1 and Tiny2, no users, and no volume groups either."""

    name: str = "small"
    folder: str = "small"

    def release(self, name: str) -> Release | None:
        """Return one of two releases."""
        return Release("tiny", name[-1], name) if name in ("Tiny1", "Tiny2") else None

    def refusals(self, site: Site, profile: str) -> Iterable[Problem]:
        """Refuse users as well."""
        yield from super().refusals(site, profile)
        if site.profiles[profile].users:
            yield Problem(f"pxe:profiles:{profile}:users", "small makes no users")


@pytest.fixture(autouse=True)
def installers() -> Iterator[None]:
    """Register two more installers for as long as a test lasts."""
    with ExitStack() as stack:
        for kind in (keyvalue.KIND, Small()):
            stack.enter_context(INSTALLERS.registered(kind))
        yield


def release(name: str, installer: str = "kickstart") -> list[Problem]:
    """Return the problems of a profile with a release; another profile beside it is right."""
    changes = {
        "profiles:el9-web:release": name,
        "profiles:el9-web:installer": installer,
        "profiles:z": {"release": "RHEL9", "repo": "el9"},
    }
    return list(installer_limits.releases(small_site(changes)))


def test_a_release_that_its_installer_knows_has_no_problem() -> None:
    """Whether another knows it does not matter."""
    assert release("RHEL9") == release("Tiny1", "key-value") == release("Tiny2", "small") == []


def test_a_release_of_other_installers_names_them() -> None:
    """All that know it, in the order of their names."""
    assert release("Tiny1") == [
        Problem(
            f"{PROFILE}:release",
            '"Tiny1" is not a release that the installer kickstart knows',
            "key-value and small would install it",
        )
    ]


def test_a_release_that_nobody_knows_is_answered_with_those_that_its_own_installer_knows() -> None:
    """The next profile is looked at all the same."""
    changes = {
        "profiles:el9-web:release": "Tiny3",
        "profiles:el9-web:installer": "key-value",
        "profiles:a": {"release": "RHEL9", "repo": "el9"},
        "profiles:z": {"release": "Tiny2", "repo": "el9", "installer": "key-value"},
    }
    assert list(installer_limits.releases(small_site(changes))) == [
        Problem(f"{PROFILE}:release", '"Tiny3" is not a release that salt-pxe knows', "Tiny1"),
        Problem(
            "pxe:profiles:z:release",
            '"Tiny2" is not a release that the installer key-value knows',
            "small would install it",
        ),
    ]


def test_what_an_installer_cannot_do_names_those_that_can() -> None:
    """Each problem by its own path: what a second installer refuses too is not offered there."""
    changes = {
        "profiles:el9-web:installer": "small",
        "profiles:el9-web:release": "Tiny1",
        "profiles:el9-web:users": {"ann": {}},
    }
    assert list(installer_limits.refusals(small_site(changes))) == [
        Problem(f"{PROFILE}:users", "small makes no users", "key-value and kickstart can")
    ]


def test_what_no_installer_can_do_is_to_be_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    """No sentence names nobody."""
    monkeypatch.setattr(INSTALLERS, "all", lambda: (Small(),))
    changes = {"profiles:el9-web:installer": "small", "profiles:el9-web:users": {"ann": {}}}
    assert list(installer_limits.refusals(small_site(changes))) == [
        Problem(f"{PROFILE}:users", "small makes no users", "no installer can: remove it")
    ]
