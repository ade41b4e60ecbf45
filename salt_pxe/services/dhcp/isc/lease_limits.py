"""The lease times that dhcpd keeps to where nobody says a longest or a shortest one."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.site import scopes
from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site

LONGEST = 86400
"""Seconds: max-lease-time where it is not said (dhcpd.conf(5))."""

SHORTEST = 300
"""Seconds: min-lease-time where it is not said, unless max-lease-time is below it (dhcpd.conf(5))."""


def unsaid(site: Site) -> Iterator[Problem]:
    """Yield each default lease time that dhcpd cuts or stretches without a word."""
    yield from unsaid_maximum(site)
    yield from unsaid_minimum(site)


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


def unsaid_minimum(site: Site) -> Iterator[Problem]:
    """Yield each default lease time that dhcpd stretches to five minutes, for no minimum is said there or around."""
    for path, scope, outer in [*scopes.scopes(site), *scopes.host_scopes(site)]:
        default, chain = scope.default_lease_time, (scope, *outer)
        if default is None or default == "infinite" or default >= SHORTEST:
            continue
        longest = (one.max_lease_time if one.lease_time is None else one.lease_time for one in chain)
        if next((one for one in longest if one is not None), LONGEST) == default:
            continue
        if all(one.min_lease_time is None for one in chain):
            yield Problem(
                f"{path}:default_lease_time",
                f"{default} is below the {SHORTEST} seconds that dhcpd keeps to where no min_lease_time is said",
                f"add min_lease_time: {default}, or say lease_time, which is the longest one too",
            )
