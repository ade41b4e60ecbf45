"""Every rule that needs more than one value of a site.

Each rule is a generator of problems. `broken` yields what must be mended, `warnings` what an operator should know.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from salt_pxe.rules import (
    account_ids,
    account_shells,
    address_use,
    argument_addresses,
    backend,
    boot_sources,
    cautions,
    dhcp_limits,
    home_directories,
    identity,
    install_targets,
    installed_network,
    installer_limits,
    kernel_arguments,
    locales,
    logins,
    machine_names,
    minion_obstacles,
    neighbours,
    reachability,
    references,
    storage,
    tree_names,
)
from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site

Known = Mapping[str, Collection[str]]
"""Names that pillar uses by collection (`profiles`, `repos`, ...), those of broken entries included."""


def broken(site: Site, known: Known) -> Iterator[Problem]:
    """Yield every problem of a site whose single values are right."""
    yield from address_use.subnets_overlap(site)
    yield from address_use.ranges(site)
    yield from neighbours.words(site)
    yield from address_use.hosts(site, known)
    yield from identity.names(site)
    yield from identity.macs(site)
    yield from identity.minion_ids(site)
    yield from identity.hostnames(site)
    yield from machine_names.lengths(site)
    yield from machine_names.no_names(site)
    yield from minion_obstacles.left_out(site)
    yield from references.profiles_and_repos(site, known)
    yield from references.unknown_policy(site, known)
    yield from references.pools_name_classes(site, known)
    yield from references.interfaces(site)
    yield from dhcp_limits.leases(site)
    yield from dhcp_limits.meeting(site)
    yield from dhcp_limits.options(site)
    yield from backend.refusals(site)
    yield from installer_limits.releases(site)
    yield from installer_limits.refusals(site)
    yield from account_ids.accounts(site)
    yield from logins.hash_methods(site)
    yield from logins.key_types(site)
    yield from home_directories.of_the_system(site)
    yield from locales.names(site)
    yield from install_targets.disks(site)
    yield from storage.broken(site)
    yield from install_targets.networks(site)
    yield from installed_network.servers(site)
    yield from install_targets.kernel_lines(site)
    yield from kernel_arguments.ours(site)
    yield from kernel_arguments.faults(site)
    yield from argument_addresses.addresses(site)
    yield from reachability.reports(site, known)
    yield from reachability.ways(site)


def warnings(site: Site) -> Iterator[Problem]:
    """Yield what is allowed and yet likely to surprise."""
    yield from cautions.infinite_pools(site)
    yield from cautions.protected_requests(site)
    yield from cautions.server_outside_subnets(site)
    yield from cautions.no_router(site)
    yield from cautions.unattended_strangers(site)
    yield from cautions.nobody_can_log_in(site)
    yield from boot_sources.one_boot_file(site)
    yield from boot_sources.foreign_servers(site)
    yield from boot_sources.foreign_configurations(site)
    yield from boot_sources.one_name(site)
    yield from cautions.open_control_port(site)
    yield from cautions.known_codes(site)
    yield from neighbours.inherited_routes(site)
    yield from installed_network.netmasks(site)
    yield from installed_network.default_routes(site)
    yield from installed_network.offline(site)
    yield from kernel_arguments.cautions(site)
    yield from reachability.pools(site)
    yield from tree_names.releases(site)
    yield from tree_names.contents(site)
    yield from storage.warnings(site)
    yield from logins.cut_hashes(site)
    yield from logins.cut_boot_loader_hashes(site)
    yield from home_directories.shared(site)
    yield from logins.unlikely_accounts(site)
    yield from account_shells.doubtful(site)
