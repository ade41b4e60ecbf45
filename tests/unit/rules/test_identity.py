"""Every MAC address, minion id and host name belongs to one host."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe import pillar
from salt_pxe.rules import identity
from salt_pxe.site.problem import Problem
from tests.site import changed, small_site

MAC, OTHER = "52:54:00:12:34:56", "52:54:00:12:34:58"


def twice(what: str, *paths: str) -> list[Problem]:
    """Return the problems of two owners."""
    one, other = (f"pxe:hosts:{path}" for path in paths)
    return [
        Problem(here, f"{what} stands there twice: also at {there}", "change one of them")
        for here, there in ((one, other), (other, one))
    ]


@pytest.mark.parametrize("rule", [identity.names, identity.macs, identity.minion_ids, identity.hostnames])
def test_hosts_that_differ_have_no_problem(rule: Any) -> None:
    """Neither have several MAC addresses of one host."""
    assert list(rule(small_site({"hosts:web02:mac": [OTHER, "52:54:00:12:34:59"]}))) == []


def test_a_mac_address_of_two_hosts_is_told_at_both() -> None:
    """In a list it has its own place, in whatever spelling it stands there."""
    assert list(
        identity.macs(small_site({"hosts:web02:mac": [OTHER, MAC.upper().replace(":", "-")]}))
    ) == twice(f"the MAC address {MAC}", "web01:mac", "web02:mac:1")


def test_a_minion_id_of_two_hosts_is_told_at_both() -> None:
    """A host without one has its name, and case does not count."""
    assert list(identity.minion_ids(small_site({"hosts:web01:minion_id": "WEB02"}))) == twice(
        "the minion id web02", "web01:minion_id", "web02"
    )


def test_a_host_name_of_two_hosts_is_told_at_both() -> None:
    """A host without one has its name, and case does not count."""
    assert list(identity.hostnames(small_site({"hosts:web02:hostname": "WEB01"}))) == twice(
        "the host name web01", "web01", "web02:hostname"
    )


def test_a_host_that_stands_there_in_two_spellings_is_told_at_both() -> None:
    """Case does not count, though their ids and host names differ."""
    site = small_site({"hosts:WEB01": {"mac": "52:54:00:12:34:59", "minion_id": "x", "hostname": "y"}})
    assert list(identity.names(site)) == twice("the host web01", "web01", "WEB01")


def test_ids_and_host_names_that_follow_from_the_hosts_names_are_told_once() -> None:
    """By the names; an id that is written out is told as such."""
    site = small_site({"hosts:WEB02": {"mac": "52:54:00:12:34:59"}})
    assert list(identity.names(site)) == twice("the host web02", "web02", "WEB02")
    assert [*identity.minion_ids(site), *identity.hostnames(site)] == []


def test_the_door_refuses_both_spellings_of_a_host_and_serves_the_others() -> None:
    """Neither is guessed to be the right one."""
    hosts = changed({"hosts:WEB02": {"mac": "52:54:00:12:34:59", "profile": "el9-web"}})
    site, problems = pillar.parse_serving(hosts)
    assert {one.path for one in problems} == {"pxe:hosts:web02", "pxe:hosts:WEB02"}
    assert set(site.hosts) == {"web01"}
