"""A minion with a site in its pillar that the master serves nothing is told why."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.doctor.named_server import broken_pillar, no_pillar, unserved
from salt_pxe.served import KEY
from tests.site import changed


@pytest.mark.parametrize(
    "given", [{}, {"other": 1}, {KEY: {"version": 1}}, {KEY: {"version": 1}, **changed({})}]
)
def test_who_is_served_or_has_no_site_has_no_finding(given: dict[str, Any]) -> None:
    """Most minions are no kickstart servers."""
    assert unserved(given, "ks1") == []


@pytest.mark.parametrize(
    ("site", "line"),
    [
        (None, "- pxe: {servers: {ks1: ks1}}"),
        ("fra1", "- pxe: {servers: {ks1: fra1}}"),
    ],
)
def test_who_is_not_named_gets_the_line_to_write(site: str | None, line: str) -> None:
    """For the site that its pillar names, and where to write it."""
    given = changed({"site": site} if site else {})
    (found,) = unserved(given, "ks1")
    assert found.status == "error"
    assert "does not name ks1 as a kickstart server" in found.message
    assert "/etc/salt/master.d/pxe.conf" in found.remedy
    assert ("fra1" in found.remedy) is (site is not None)
    assert "ks1" in found.remedy


@pytest.mark.parametrize("pxe", ["text", ["list"], {"site": 7}])
def test_a_site_that_is_none_is_no_site(pxe: Any) -> None:
    """The finding is the same, and looks into nothing."""
    (found,) = unserved({"pxe": pxe}, "ks1")
    assert "does not name ks1" in found.message


@pytest.mark.parametrize("site", [changed({}), {}], ids=["the site is left", "the site is gone"])
def test_a_pillar_that_cannot_be_compiled_says_so_first(site: dict[str, Any]) -> None:
    """All of the master's errors; the setting may well be right, and the file that failed may hold the site."""
    given = {**site, "_errors": ["Failed to load ext_pillar pxe: x", "SLS x not found"]}
    (found,) = unserved(given, "ks1")
    assert (
        "cannot compile the pillar of this server: Failed to load ext_pillar pxe: x; SLS x not"
        in found.message
    )
    assert "saltutil.refresh_pillar" in found.remedy
    assert "does not name" not in found.message


def test_a_pillar_of_which_another_part_is_broken_is_told_beside_what_is_served() -> None:
    """Salt runs no states then; a whole pillar has no such finding."""
    served = {KEY: {"version": 1}, **changed({})}
    (found,) = broken_pillar({**served, "_errors": ["Rendering SLS 'other' failed."]})
    assert (found.check, found.status) == ("pillar", "error") and "SLS 'other'" in found.message
    assert broken_pillar(served) == []


@pytest.mark.parametrize("failure", [RuntimeError("timed out"), RuntimeError()])
def test_a_master_that_gives_no_pillar_is_named_with_its_reason(failure: Exception) -> None:
    """With the kind of the failure where it has no words."""
    found = no_pillar(failure)
    assert found.status == "error"
    assert (str(failure) or "RuntimeError") in found.message and "in memory" in found.message
