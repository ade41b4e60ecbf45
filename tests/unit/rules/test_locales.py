"""Names of a profile's locale are held against what the installed system has."""

from __future__ import annotations

import pytest

from salt_pxe.pillar import PillarError, parse
from tests.site import changed

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
