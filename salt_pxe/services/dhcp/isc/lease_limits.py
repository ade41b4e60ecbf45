"""The lease time that dhcpd keeps to where nobody says a longest one."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.site import scopes
from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site

LONGEST = 86400
"""Seconds: max-lease-time where it is not said (dhcpd.conf(5))."""


def unsaid_maximum(site: Site) -> Iterator[Problem]:
    """Yield each default lease time that dhcpd cuts to a day, for no maximum is said there or around."""
    for path, scope, outer in [*scopes.scopes(site), *scopes.host_scopes(site)]:
        default = scope.default_lease_time
        if default is None or (default != "infinite" and default <= LONGEST):
            continue
        if all(one.max_lease_time is None and one.lease_time is None for one in (scope, *outer)):
            yield Problem(
                f"{path}:default_lease_time",
                f"{default} is above the {LONGEST} seconds that dhcpd keeps to where no max_lease_time is said",
                "add max_lease_time, or say lease_time, which sets both",
            )
