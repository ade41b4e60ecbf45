"""The differences between what was read and what was meant."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.installers.kickstart.check.expected import Expected
from salt_pxe.installers.kickstart.check.expected_sections import ExpectedSection
from salt_pxe.installers.kickstart.check.mismatch import differences
from salt_pxe.installers.kickstart.check.reading import read

TEXT = (
    "lang de\nrootpw --iscrypted $6$x$abcdefgh\n%packages --excludedocs\nvim\n%end\n%post\necho one\n%end\n"
)
READ = read(TEXT, "RHEL9")


def wanted(**changes: Any) -> Expected:
    """Return what the text says, but for these."""
    sections = tuple(ExpectedSection(one.name, None, one.attributes, one.body) for one in READ.sections)
    whole = {"commands": READ.data, "packages": READ.packages, "sections": sections}
    return Expected(**{**whole, **changes})


def told(want: Expected) -> list[str]:
    """Return the messages."""
    return [message for message, _ in differences(READ, want)]


def test_there_is_no_difference_between_a_text_and_itself() -> None:
    """Commands, packages and sections."""
    assert told(wanted()) == []


@pytest.mark.parametrize(
    ("commands", "message"),
    [
        ({"lang": ({"lang": "fr"},)}, 'line 1: lang: lang is "de" and was meant to be "fr"'),
        ({"lang": ()}, "line 1: lang stands there once and was meant not once"),
        ({"lang": ({"lang": "de"},) * 3}, "line 1: lang stands there once and was meant 3 times"),
        ({"text": ({},)}, "text stands there not once and was meant once"),
        (
            {"lang": ({"lang": "de", "addsupport": ("x",)},)},
            "line 1: lang: addsupport is not set and was meant",
        ),
    ],
)
def test_a_command_that_says_something_else_is_named_with_its_line(commands: Any, message: str) -> None:
    """What it is, and what was meant."""
    (found,) = told(wanted(commands={**READ.data, **commands}))
    assert found.startswith(message)


def test_a_true_is_no_one() -> None:
    """Python holds them for equal; an installer does not."""
    assert told(wanted(packages={**READ.packages, "excludeDocs": 1}))


def test_a_secret_is_not_told() -> None:
    """Neither the one that is there nor the one that was meant."""
    (found,) = told(
        wanted(commands={**READ.data, "rootpw": ({"isCrypted": True, "password": "$6$y$zyxwvuts"},)})
    )
    assert found == "line 2: rootpw: password is not what was meant"


@pytest.mark.parametrize(
    ("section", "message"),
    [
        (
            ExpectedSection("%post", None, READ.sections[1].attributes, "echo two"),
            "its text is not what was meant",
        ),
        (
            ExpectedSection("%post", None, READ.sections[1].attributes, None, ("two",)),
            "its text is not what was",
        ),
        (
            ExpectedSection("%post", ("--x",), READ.sections[1].attributes, "echo one"),
            "its options are not those",
        ),
        (
            ExpectedSection("%post", None, {}, "echo one"),
            "line 6: %post: chroot is True and was meant to be not set",
        ),
        (
            ExpectedSection("%pre", None, {}, "echo one"),
            "has the sections %packages, %post and was meant to have",
        ),
    ],
)
def test_a_section_that_says_something_else_is_named(section: ExpectedSection, message: str) -> None:
    """Its text, its options, its place."""
    found = told(wanted(sections=(wanted().sections[0], section)))
    assert any(message in one for one in found), found
