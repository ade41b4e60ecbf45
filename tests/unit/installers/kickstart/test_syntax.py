"""The kickstart syntax of each release."""

from __future__ import annotations

import pytest
from pykickstart.version import versionMap

from salt_pxe.installers.kickstart.syntax import Syntax, parse, syntax_of
from tests.unit.installers.kickstart.rendered_site import WEB, installed


@pytest.mark.parametrize(
    ("name", "syntax"),
    [
        ("RHEL7", Syntax("el", 7)),
        ("rhel10", Syntax("el", 10)),
        ("Rocky9", Syntax("el", 9)),
        ("AlmaLinux-9.4", Syntax("el", 9)),
        ("CentOSStream10", Syntax("el", 10)),
        ("OL 8", Syntax("el", 8)),
        ("F38", Syntax("fedora", 38)),
        ("Fedora-42", Syntax("fedora", 42)),
        ("FC46", Syntax("fedora", 46)),
    ],
)
def test_a_release_is_known_by_the_names_that_people_give_it(name: str, syntax: Syntax) -> None:
    """And pykickstart knows the language that it reads."""
    assert parse(name) == syntax
    assert syntax.kickstart in versionMap


@pytest.mark.parametrize(
    "name", ["RHEL6", "RHEL11", "F37", "F47", "Debian12", "RHEL", "9", "xRHEL9", "RHEL9x", ""]
)
def test_another_name_is_no_release(name: str) -> None:
    """Too old, too new, another system, half a name."""
    assert parse(name) is None


def test_a_release_reads_what_came_with_it_or_before() -> None:
    """Counted in each family by itself."""
    assert Syntax("el", 9).reads(9) and not Syntax("el", 8).reads(9, 1)
    assert Syntax("fedora", 38).reads(99, 38) and not Syntax("fedora", 38).reads(1, 39)


def test_what_the_door_let_in_has_a_syntax() -> None:
    """A release that is none raises, and makes no kickstart of another one."""
    assert syntax_of(installed({f"{WEB}:release": "Rocky8"})) == Syntax("el", 8)
    with pytest.raises(LookupError, match="no kickstart can be written for Hurd1"):
        syntax_of(installed({f"{WEB}:release": "Hurd1"}))
