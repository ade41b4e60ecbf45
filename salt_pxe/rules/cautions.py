"""What is allowed and yet likely to surprise."""

from __future__ import annotations

from collections.abc import Iterator

import netaddr

from salt_pxe.site import scopes
from salt_pxe.site.dhcp import DhcpScope
from salt_pxe.site.host import Host
from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site
from salt_pxe.site.values.dhcp_options import OPTIONS
from salt_pxe.site.values.reserved_options import CODES


def _infinite(scope: DhcpScope, outer: tuple[DhcpScope, ...]) -> bool:
    for one in (scope, *outer):
        said = [one.lease_time, one.default_lease_time, one.max_lease_time]
        if any(value is not None for value in said):
            return "infinite" in said
    return False


def infinite_pools(site: Site) -> Iterator[Problem]:
    """An infinite lease never comes back to its pool, and a PXE boot may take two."""
    ranged = [(path, subnet, outer) for path, _, subnet, outer in scopes.subnets(site) if subnet.range]
    for path, scope, outer in [*ranged, *scopes.pools(site)]:
        if _infinite(scope, outer):
            yield Problem(
                path,
                "leases of this pool never end, so the pool runs out once every address was given away",
                "keep infinite leases for hosts with a fixed_address",
            )


def protected_requests(site: Site) -> Iterator[Problem]:
    """A protected host is not armed, whatever it asks for."""
    for name, host in site.hosts.items():
        if host.protected and host.install:
            yield Problem(
                f"pxe:hosts:{name}:install",
                f"the host is protected ({host.protected}) and is not armed",
                "remove one",
            )


def server_outside_subnets(site: Site) -> Iterator[Problem]:
    """A DHCP service answers only where it knows the subnet of its interface; machines elsewhere need a relay."""
    address = netaddr.IPAddress(site.server.address)
    if not any(address in one.network for one in scopes.subnets(site)):
        yield Problem(
            "pxe:server:address",
            f"{address} is in none of the subnets",
            "declare the subnet of the server's interface (it needs no range), or machines must come through a relay",
        )


def no_router(site: Site) -> Iterator[Problem]:
    """Without a router a machine cannot leave its subnet, for its repository or its master."""
    for path, network, subnet, outer in scopes.subnets(site):
        if (
            not any(one.routers for one in (subnet, *outer))
            and netaddr.IPAddress(site.server.address) not in network
        ):
            yield Problem(
                f"{path}:routers",
                "is missing, and the server is not in this subnet",
                "name the subnet's router",
            )


def unattended_strangers(site: Site) -> Iterator[Problem]:
    """A profile as policy for undeclared machines erases disks that nobody named a machine for."""
    if site.unknown not in ("local", "menu"):
        yield Problem(
            "pxe:unknown",
            f'every machine that nobody declared is installed with profile "{site.unknown}" when it boots over its NIC',
            "set unknown: local when you are done",
        )


def open_control_port(site: Site) -> Iterator[Problem]:
    """Whoever reaches the control port of a DHCP service can declare machines, and what they boot."""
    if site.dhcp.omapi_port is not None:
        yield Problem(
            "pxe:dhcp:omapi_port",
            "has no key: whoever reaches this port can add machines and boot files",
            "leave it out, or let a firewall keep everybody away from it",
        )


def known_codes(site: Site) -> Iterator[Problem]:
    """An option of the site's own that is a standard one by another name; an older DHCP service may not know that."""
    for name, one in site.dhcp.option_definitions.items():
        standard = CODES.get(one.code)
        if standard is not None and name not in OPTIONS and OPTIONS[standard] == one.type:
            yield Problem(
                f"pxe:dhcp:option_definitions:{name}:code",
                f"{one.code} is {standard} already",
                f"leave the definition out and say {standard}",
            )


def nobody_can_log_in(site: Site) -> Iterator[Problem]:
    """A machine with a locked root, no user with a password and no key waits for its minion to let anybody in.

    It is said of a profile where strangers may install it, where a host has it so that asks for an install (or any
    host, where none asks), or where it has no hosts; and of a host that locks root itself.
    """
    hosts: dict[str | None, list[tuple[str, Host]]] = {}
    for name, host in site.hosts.items():
        hosts.setdefault(host.profile, []).append((name, host))
    for name, profile in site.profiles.items():
        if profile.ssh_keys or any(user.password or user.ssh_keys for user in profile.users.values()):
            continue
        theirs = hosts.get(name, [])
        asking = [host for _, host in theirs if host.install] or [host for _, host in theirs]
        uses_it = name == site.unknown or not asking or any(host.rootpw is None for host in asking)
        if profile.rootpw == "locked" and uses_it:
            yield Problem(
                f"pxe:profiles:{name}:rootpw",
                "is locked, and no user has a password or an ssh key: nobody can log in",
                "add ssh_keys, or a user, unless the minion is enough for you",
            )
        for host_name, host in theirs:
            if host.rootpw == "locked":
                yield Problem(
                    f"pxe:hosts:{host_name}:rootpw",
                    "is locked, and no user has a password or an ssh key: nobody can log in",
                    "add ssh_keys, or a user, to its profile, unless the minion is enough for you",
                )
