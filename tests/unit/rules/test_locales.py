"""Names of a profile's locale are held against what the installed system has."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.pillar import PillarError, parse
from salt_pxe.rules import locales
from salt_pxe.site.problem import Problem
from tests.site import changed, small_site

WRONG = {
    "profiles:el9-web:timezone": ("Europe/Berln", "pxe:profiles:el9-web:timezone", "Europe/Berlin"),
    "profiles:el9-web:keyboard": ("de-nodeadkey", "pxe:profiles:el9-web:keyboard", "de-nodeadkeys"),
    "profiles:el9-web:lang": ("de_DD.UTF-8", "pxe:profiles:el9-web:lang", "de_"),
    "profiles:el9-web:addsupport": (
        ["pl_PL.UTF-8", "PL_pl.UTF-8"],
        "pxe:profiles:el9-web:addsupport:1",
        "pl_PL",
    ),
}


def test_all_wrong_names_are_told_at_once() -> None:
    """Each at its own path, with the nearest name that there is."""
    with pytest.raises(PillarError) as refused:
        parse(changed({path: value for path, (value, _, _) in WRONG.items()}))
    told = {problem.path: problem.hint for problem in refused.value.problems}
    assert told.keys() == {path for _, path, _ in WRONG.values()}
    for _, path, near in WRONG.values():
        assert near in told[path]


def test_a_name_that_is_like_none_gets_an_example() -> None:
    """There is always something to do."""
    with pytest.raises(PillarError, match="such as Europe/Berlin"):
        parse(changed({"profiles:el9-web:timezone": "Q"}))


def test_names_of_many_profiles_are_compared_for_the_first_of_them() -> None:
    """A thousand profiles with a wrong time zone cost no thousand searches."""
    site = changed({})
    for number in range(1000):
        site["pxe"]["profiles"][f"p{number}"] = {
            **site["pxe"]["profiles"]["el9-web"],
            "timezone": "Europe/Berln",
        }
    with pytest.raises(PillarError) as refused:
        parse(site)
    hints = [problem.hint for problem in refused.value.problems]
    assert len(hints) == 1000
    assert 1 <= sum("did you mean" in hint for hint in hints) < 20


def problems(**fields: Any) -> list[Problem]:
    """Return what is wrong with these fields of a profile."""
    with pytest.raises(PillarError) as refused:
        parse(changed({f"profiles:el9-web:{field}": value for field, value in fields.items()}))
    return list(refused.value.problems)


@pytest.mark.parametrize(
    ("fields", "path", "message", "hint"),
    [
        (
            {"timezone": "Q"},
            "timezone",
            'there is no time zone "Q" in the tz database',
            "a name such as Europe/Berlin or Etc/UTC",
        ),
        (
            {"timezone": "Asia/Qostanay", "release": "RHEL8"},
            "timezone",
            'the installer of RHEL8 does not know the time zone "Asia/Qostanay", under any of its names',
            "choose one whose clocks are the same",
        ),
        (
            {"keyboard": {"vckeymap": "qqqq"}},
            "keyboard:vckeymap",
            'there is no console keymap "qqqq"',
            "a name such as us, de-nodeadkeys or fr-latin9",
        ),
        (
            {"keyboard": {"xlayouts": ["us", "us (intl)", "us (intI)"]}},
            "keyboard:xlayouts:2",
            'there is no keyboard layout "us (intI)"',
            "did you mean us (intl) or us (alt-intl)?",
        ),
        (
            {"keyboard": {"xlayouts": ["de", "us (INTL)"]}},
            "keyboard:xlayouts:1",
            'there is no keyboard layout "us (INTL)"',
            "write us (intl)",
        ),
        (
            {"keyboard": {"xlayouts": ["qqqqqqq"]}},
            "keyboard:xlayouts:0",
            'there is no keyboard layout "qqqqqqq"',
            "a layout such as us, or us (intl)",
        ),
        (
            {"keyboard": {"vckeymap": "us", "switch": ["grp:alt_shift_toggle", "grp:ALT_shift_toggle"]}},
            "keyboard:switch:1",
            'there is no keyboard option "grp:ALT_shift_toggle"',
            "write grp:alt_shift_toggle",
        ),
        (
            {"keyboard": {"vckeymap": "us", "switch": ["q:q"]}},
            "keyboard:switch:0",
            'there is no keyboard option "q:q"',
            "one of xkeyboard-config(7), such as grp:alt_shift_toggle",
        ),
        ({"lang": "xx_YY"}, "lang", 'there is no locale "xx_YY" in glibc', "a name such as en_US.UTF-8"),
        ({"lang": "de"}, "lang", 'there is no locale "de" in glibc', "write de_DE.UTF-8"),
        ({"lang": "de.UTF-8"}, "lang", 'there is no locale "de.UTF-8" in glibc', "write de_DE.UTF-8"),
        ({"lang": "zh"}, "lang", 'there is no locale "zh" in glibc', "write zh_CN.UTF-8"),
        (
            {"addsupport": ["POSIX", "C", "C.UTF-8", "de_DE.ISO-8859-15@euro", "de_DE.UTF-9@euro"]},
            "addsupport:4",
            'no locale of glibc has the character set "UTF-9"',
            "write de_DE.UTF-8@euro",
        ),
        (
            {"lang": "C.UTF-8", "release": "RHEL7"},
            "lang",
            "RHEL7 has no locale C.UTF-8",
            "write en_US.UTF-8, or C",
        ),
    ],
)
def test_a_wrong_name_is_told_with_what_to_write(
    fields: dict[str, Any], path: str, message: str, hint: str
) -> None:
    """The names before it in a list are taken."""
    assert problems(**fields) == [Problem(f"pxe:profiles:el9-web:{path}", message, hint)]


def test_what_a_hint_says_to_write_is_taken() -> None:
    """A character set stands before the modifier."""
    (problem,) = problems(lang="de_DE.UTF-9@euro")
    assert parse(changed({"profiles:el9-web:lang": problem.hint.removeprefix("write ")}))
    assert {"de_DE.UTF-8@euro", "de_LU.UTF-8@euro"} <= set(
        problems(lang="de@euro")[0].hint.rstrip("?").split()
    )


def test_keyboard_options_of_many_profiles_are_compared_for_the_first_of_them() -> None:
    """As layouts are, and each profile is told."""
    keyboard = {"xlayouts": ["us (intI)"], "switch": ["grp:alt_shift_togle"]}
    site = changed({})
    for number in range(40):
        site["pxe"]["profiles"][f"p{number}"] = {
            **site["pxe"]["profiles"]["el9-web"],
            "keyboard": keyboard,
        }
    with pytest.raises(PillarError) as refused:
        parse(site)
    for field, otherwise in {
        "xlayouts": "a layout such as us, or us (intl)",
        "switch": "one of xkeyboard-config(7), such as grp:alt_shift_toggle",
    }.items():
        hints = [problem.hint for problem in refused.value.problems if field in problem.path]
        assert len(hints) == 40
        assert hints[0].startswith("did you mean") and hints[-1] == otherwise


@pytest.mark.parametrize("lang", ["C", "POSIX"])
def test_the_locale_without_a_language_is_taken_of_every_release(lang: str) -> None:
    """RHEL 7 has no C in UTF-8."""
    assert parse(changed({"profiles:el9-web:lang": lang, "profiles:el9-web:release": "RHEL7"}))


def test_a_profile_is_judged_behind_one_whose_release_is_unknown() -> None:
    """Of that one another rule speaks."""
    profile = changed({})["pxe"]["profiles"]["el9-web"]
    site = small_site(
        {"profiles": {"odd": {**profile, "release": "RHEL1"}, "el9-web": {**profile, "timezone": "Q"}}}
    )
    assert [problem.path for problem in locales.names(site)] == ["pxe:profiles:el9-web:timezone:zone"]
