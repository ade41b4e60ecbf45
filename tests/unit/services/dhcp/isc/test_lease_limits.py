"""Default lease times that dhcpd cuts to a day, or stretches to five minutes, without a word."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.services.dhcp.isc.lease_limits import unsaid
from salt_pxe.site.problem import Problem
from tests.site import small_site

WORDS = "is above the 86400 seconds that dhcpd keeps to where no max_lease_time is said"
HINT = "add max_lease_time, or say lease_time, which sets both"
SHORT = "120 is below the 300 seconds that dhcpd keeps to where no min_lease_time is said"
MORE = "add min_lease_time: 120, or say lease_time, which is the longest one too"
SITES: dict[str, tuple[dict[str, Any], list[Problem]]] = {
    "a week": (
        {"dhcp": {"default_lease_time": 604800}},
        [Problem("pxe:dhcp:default_lease_time", f"604800 {WORDS}", HINT)],
    ),
    "for ever": (
        {"dhcp": {"default_lease_time": "infinite"}},
        [Problem("pxe:dhcp:default_lease_time", f"infinite {WORDS}", HINT)],
    ),
    "of a host": (
        {"dhcp": {}, "hosts:web01:dhcp": {"default_lease_time": 86401}},
        [Problem("pxe:hosts:web01:dhcp:default_lease_time", f"86401 {WORDS}", HINT)],
    ),
    "a day": ({"dhcp": {"default_lease_time": 86400}}, []),
    "a week with a maximum": ({"dhcp": {"default_lease_time": 604800, "max_lease_time": 604800}}, []),
    "a maximum around it": (
        {"dhcp": {"max_lease_time": 604800}, "subnets:10.0.0.0/24:default_lease_time": 604800},
        [],
    ),
    "a lease time around it": (
        {"dhcp": {"lease_time": 604800}, "subnets:10.0.0.0/24:default_lease_time": 604800},
        [],
    ),
    "both at once": ({"dhcp": {"lease_time": 604800}}, []),
    "two minutes": (
        {"dhcp": {"default_lease_time": 120}},
        [Problem("pxe:dhcp:default_lease_time", SHORT, MORE)],
    ),
    "two minutes below a maximum": (
        {"dhcp": {"default_lease_time": 120, "max_lease_time": 7200}},
        [Problem("pxe:dhcp:default_lease_time", SHORT, MORE)],
    ),
    "five minutes": ({"dhcp": {"default_lease_time": 300}}, []),
    "two minutes with a minimum": ({"dhcp": {"default_lease_time": 120, "min_lease_time": 60}}, []),
    "a minimum around two minutes": (
        {"dhcp": {"min_lease_time": 60}, "subnets:10.0.0.0/24:default_lease_time": 120},
        [],
    ),
    "two minutes as the maximum too": ({"dhcp": {"default_lease_time": 120, "max_lease_time": 120}}, []),
    "two minutes and no more around": (
        {"dhcp": {"lease_time": 120}, "subnets:10.0.0.0/24:default_lease_time": 120},
        [],
    ),
}


@pytest.mark.parametrize("case", SITES)
def test_default(case: str) -> None:
    changes, problems = SITES[case]
    assert list(unsaid(small_site(changes))) == problems
