"""The answer files of hosts and of profiles: each as it is kept, and each problem at its place."""

from __future__ import annotations

import pytest

from salt_pxe.installers.answer_files import answer_files, unknown_answer_files
from tests import golden
from tests.site import HASH, changed, validated
from tests.unit.installers.kickstart.rendered_site import WEB, site


def no_files(url: str) -> str:
    raise FileNotFoundError(url)


@pytest.mark.parametrize(("case", "kind"), golden.cases(golden.ANSWERS))
def test_a_site_gets_the_answer_files_that_are_kept_for_it(case: str, kind: str) -> None:
    """Each of them, byte by byte, without a problem; `python -m tests.golden` writes them anew."""
    assert golden.made(case, kind) == golden.expected(case, kind)


def test_one_bad_host_is_named_and_the_others_go_on() -> None:
    """A host without disks gets no kickstart and a problem; its neighbour gets its own."""
    whole = site({f"{WEB}:disks": [], "hosts:web02:disks": ["sda"]})
    texts, problems = answer_files(whole, {"web01": "x", "web02": "x"}, no_files)
    assert list(texts) == ["web02"]
    assert [problem.path for problem in problems] == ["pxe:hosts:web01:disks"]


def test_a_broken_profile_names_each_host_that_it_stops() -> None:
    """A fault of the profile is said at each of its armed hosts, with the profile's path."""
    whole = site({f"{WEB}:post": [{"source": "salt://no.sh"}], "hosts:web02:disks": ["sda"]})
    texts, problems = answer_files(whole, {"web01": "x", "web02": "x"}, no_files)
    assert texts == {}
    assert [problem.path for problem in problems] == ["pxe:hosts:web01", "pxe:hosts:web02"]
    assert all("pxe:profiles:el9-web" in problem.message for problem in problems)


def test_only_reachable_profiles_are_made_for_strangers() -> None:
    """Undeclared machines get kickstarts of those profiles alone that the unknown policy reaches."""
    site = validated(changed({f"{WEB}:install_unknown": True})["pxe"])
    assert unknown_answer_files(site) == ({}, [])
    texts, problems = unknown_answer_files(site.model_copy(update={"unknown": "menu"}))
    assert list(texts) == ["el9-web"] and problems == []
    assert "--hostname" not in texts["el9-web"][""] and HASH in texts["el9-web"][""]


def test_a_bad_profile_for_strangers_is_named() -> None:
    """A profile for undeclared machines that names no disk is a problem of the profile."""
    changes = {f"{WEB}:install_unknown": True, f"{WEB}:disks": [], "unknown": "el9-web"}
    site = validated(changed(changes)["pxe"])
    texts, problems = unknown_answer_files(site)
    assert texts == {} and [problem.path for problem in problems] == [f"pxe:{WEB}:disks"]
