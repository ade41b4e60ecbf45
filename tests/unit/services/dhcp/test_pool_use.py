"""How full the ranges of a site are."""

from __future__ import annotations

from salt_pxe.pillar import parse
from salt_pxe.services.dhcp.lease import Lease, LeaseState
from salt_pxe.services.dhcp.pool_use import pool_use
from tests.site import changed


def lease(address: str, state: LeaseState = "active") -> Lease:
    """Return a lease without end."""
    return Lease(address, None, None, state)


def test_each_range_counts_what_nobody_else_can_lease() -> None:
    """Leases and declined addresses count, at both ends of a range too; others, and those outside, do not."""
    site = parse(changed({"subnets:10.0.0.0/24:range": ["10.0.0.150-10.0.0.159", "10.0.0.170-10.0.0.170"]}))
    found = pool_use(
        site,
        [
            lease("10.0.0.150"),
            lease("10.0.0.159", "declined"),
            lease("10.0.0.155", "expired"),
            lease("10.0.0.156", "free"),
            lease("10.0.0.160"),
            lease("10.0.0.170"),
        ],
    )
    path = "pxe:subnets:10.0.0.0/24:range"
    assert [(one.path, one.size, one.taken, one.free) for one in found] == [
        (f"{path}:0", 10, 2, 8),
        (f"{path}:1", 1, 1, 0),
    ]
