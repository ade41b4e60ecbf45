"""How full the ranges of a site are, by the leases that its DHCP service tells of."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import NamedTuple

import netaddr

from salt_pxe.services.dhcp.lease import Lease
from salt_pxe.site import scopes
from salt_pxe.site.site import Site


class PoolUse(NamedTuple):
    """One range of a site, how many addresses it has, and how many of them cannot be leased to anybody else."""

    path: str
    range: str
    size: int
    taken: int

    @property
    def free(self) -> int:
        """Return how many addresses can be leased."""
        return self.size - self.taken


def pool_use(site: Site, leases: Iterable[Lease]) -> list[PoolUse]:
    """Return the use of each range of a site, in the order of the site."""
    taken = sorted(
        {int(netaddr.IPAddress(one.address)) for one in leases if one.state in ("active", "declined")}
    )
    return [
        PoolUse(
            one.path,
            str(one),
            one.last - one.first + 1,
            bisect_right(taken, one.last) - bisect_left(taken, one.first),
        )
        for one, _ in scopes.ranges(site)
    ]
