"""What a site does, in words: the plan that `python -m salt_pxe check` prints."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.arming.armed import Armed
from salt_pxe.boot.decision import Decision, Install, Menu, host_boots, unknown_boots
from salt_pxe.site import urls
from salt_pxe.site.site import Site


def what_boots(site: Site, decision: Decision) -> str:
    """Return a decision in a few words."""
    if isinstance(decision, Install):
        return f"installs from {decision.answers_url}"
    if isinstance(decision, Menu):
        return (
            f"menu ({', '.join(decision.profiles) or 'its disk only'}), its disk after {decision.timeout} s"
        )
    return "boots its disk"


def disks_at_stake(site: Site, host: str) -> tuple[str, ...]:
    """Return the disks that an install of this host may erase."""
    one = site.hosts[host]
    return one.disks or (site.profiles[one.profile].disks if one.profile else ())


def arming_in_words(site: Site, armed: Armed) -> list[str]:
    """Return a line for each armed host: its request and the disks that its install may erase."""
    return [
        f"{name} is armed by {request!r}: its install with profile {site.hosts[name].profile} "
        f"may erase {', '.join(disks_at_stake(site, name))}"
        for name, request in armed.items()
    ]


def lines(site: Site, armed: Armed) -> Iterator[str]:
    """Yield the lines of the overview."""
    server = site.server
    yield f"kickstart server {server.address} on {', '.join(server.interfaces)}, services run {server.services}"
    for network, subnet in sorted(site.all_subnets().items()):
        ranges = [*subnet.range, *(text for pool in subnet.pools for text in pool.range)]
        yield f"subnet {network}: leases {', '.join(ranges) or 'to declared hosts only'}"
    for name, repo in sorted(site.repos.items()):
        yield f"repo {name}: {repo.source}, installs from {urls.repo_url(site, name)}"
    rows = [("host", "MAC", "address", "profile", "boots")]
    for name, host in sorted(site.hosts.items()):
        decision = host_boots(site, name, host.mac[0], armed)
        rows.append(
            (
                name,
                host.mac[0],
                host.fixed_address or "leased",
                host.profile or "-",
                what_boots(site, decision),
            )
        )
    rows.append(("(anyone)", "undeclared", "leased", "-", what_boots(site, unknown_boots(site))))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        yield "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]])
    yield f"{len(armed)} of {len(site.hosts)} machines armed"
    yield from arming_in_words(site, armed)
