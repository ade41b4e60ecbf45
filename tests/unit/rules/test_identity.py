"""Every MAC address, minion id and host name belongs to one host."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.rules import identity
from salt_pxe.site.problem import Problem
from tests.site import small_site

MAC, OTHER = "52:54:00:12:34:56", "52:54:00:12:34:58"


def twice(what: str, *paths: str) -> list[Problem]:
    """Return the problems of two owners."""
    one, other = (f"pxe:hosts:{path}" for path in paths)
    return [
        Problem(here, f"{what} stands there twice: also at {there}", "change one of them")
        for here, there in ((one, other), (other, one))
    ]


@pytest.mark.parametrize("rule", [identity.macs, identity.minion_ids, identity.hostnames])
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
