"""Does the whole site fit together? Every rule that needs more than one value.

Each rule is a generator of problems. `broken` yields what must be mended, `warnings` what an operator should know.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from salt_pxe.problem import Problem
from salt_pxe.rules import addresses, dhcp, identity, installation, references, remarks
from salt_pxe.site import Site

Known = Mapping[str, Collection[str]]
"""Names that pillar uses by collection (`profiles`, `repos`, ...), those of broken entries included."""


def broken(site: Site, known: Known) -> Iterator[Problem]:
    """Yield every problem of a site whose single values are right."""
    yield from addresses.subnets_overlap(site)
    yield from addresses.ranges(site)
    yield from addresses.routers(site)
    yield from addresses.hosts(site)
    yield from identity.macs(site)
    yield from identity.minion_ids(site)
    yield from identity.hostnames(site)
    yield from references.profiles_and_repos(site, known)
    yield from references.unknown_policy(site, known)
    yield from references.pools_name_classes(site, known)
    yield from references.interfaces(site)
    yield from dhcp.leases(site)
    yield from dhcp.options(site)
    yield from installation.disks(site)
    yield from installation.networks(site)
    yield from installation.kernel_lines(site)


def warnings(site: Site) -> Iterator[Problem]:
    """Yield what is allowed and yet likely to surprise."""
    yield from remarks.infinite_pools(site)
    yield from remarks.protected_requests(site)
    yield from remarks.server_outside_subnets(site)
    yield from remarks.no_router(site)
    yield from remarks.unattended_strangers(site)
    yield from remarks.nobody_can_log_in(site)
