"""A shell that is not there lets nobody in."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe import pillar
from salt_pxe.rules import account_shells
from tests.site import changed


def said(shell: str, packages: list[str] | None = None) -> list[tuple[str, ...]]:
    """Return what is said of an account with a shell."""
    more: dict[str, Any] = {"profiles:el9-web:packages": packages} if packages else {}
    site = pillar.parse(changed({"profiles:el9-web:users": {"ops": {"shell": shell}}, **more}))
    return [tuple(problem) for problem in account_shells.doubtful(site)]


PATH = "pxe:profiles:el9-web:users:ops:shell"


@pytest.mark.parametrize(
    "shell",
    ["/bin/bash", "/usr/bin/sh", "/sbin/nologin", "/usr/sbin/nologin", "/bin/false", "/opt/nu/bin/nu"],
)
def test_a_shell_of_the_release_or_of_the_site_s_own_is_left_alone(shell: str) -> None:
    """What is nothing like a usual one is somebody's own."""
    assert said(shell) == []


@pytest.mark.parametrize(
    ("shell", "meant"),
    [("/bin/bsah", "/bin/bash"), ("/sbin/nologn", "/sbin/nologin"), ("/bin/zhs", "/bin/zsh")],
)
def test_a_misspelt_shell_is_told_with_the_right_one(shell: str, meant: str) -> None:
    """By its path."""
    ((path, message, hint),) = said(shell)
    assert (path, message) == (PATH, f"{shell} is no shell of the release")
    assert hint.startswith(f"did you mean {meant}")


def test_a_shell_of_a_package_needs_that_package() -> None:
    """Or a part of it; whether a group brings it is not known here."""
    told = [
        (
            PATH,
            "/bin/csh comes with the package tcsh, which is not among packages: without it ops cannot log in",
            "add tcsh to packages, unless a group brings it",
        )
    ]
    assert said("/bin/csh") == told == said("/bin/csh", ["@core", "-tcsh", "zsh"])
    assert said("/bin/csh", ["@core", "tcsh"]) == said("/usr/bin/ksh", ["ksh-1.0.4"]) == []
