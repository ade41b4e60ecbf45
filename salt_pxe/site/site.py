"""A whole site: its server, its networks, what can be installed, and its machines.

Every class here is a frozen value with the field's own names; together they are the schema of the `pxe` pillar.
Only `salt_pxe.pillar` makes a `Site` out of pillar, because some rules need the whole of it.
"""

from __future__ import annotations

from pydantic import Field

from salt_pxe.site.classes import DhcpClass
from salt_pxe.site.dhcp import Dhcp
from salt_pxe.site.host import Host
from salt_pxe.site.profiles.profile import Profile
from salt_pxe.site.record import Record
from salt_pxe.site.repos import Repo
from salt_pxe.site.server import Server
from salt_pxe.site.subnets import SharedNetwork, Subnet
from salt_pxe.site.values import Name
from salt_pxe.site.values.addresses import HostKey, Network


class Site(Record):
    """A whole site: valid, because `salt_pxe.pillar` checked it."""

    site: Name | None = Field(
        None,
        description="the site that the master's configuration gives this server, and by default that one",
    )
    server: Server
    dhcp: Dhcp = Field(default_factory=dict, validate_default=True)
    subnets: dict[Network, Subnet] = Field(default_factory=dict)
    shared_networks: dict[Name, SharedNetwork] = Field(default_factory=dict)
    classes: dict[Name, DhcpClass] = Field(default_factory=dict)
    repos: dict[Name, Repo] = Field(default_factory=dict)
    profiles: dict[Name, Profile] = Field(default_factory=dict)
    hosts: dict[HostKey, Host] = Field(default_factory=dict)
    unknown: Name = Field(
        "local", description="what an undeclared MAC boots: local, menu, or a profile's name"
    )

    def all_subnets(self) -> dict[str, Subnet]:
        """Return every subnet by its network, those in shared networks included."""
        found = dict(self.subnets)
        for shared in self.shared_networks.values():
            found.update(shared.subnets)
        return found

    def profile_of(self, host: Host) -> Profile | None:
        """Return the profile that a host is installed with; None where it names none, or one that is not there."""
        return self.profiles.get(host.profile) if host.profile is not None else None

    def hostname(self, name: str) -> str:
        """Return the host name that a host gets (its own `hostname`, or its name in pillar)."""
        return self.hosts[name].hostname or name

    def minion_id(self, name: str) -> str:
        """Return the minion id that a host gets (its own `minion_id`, or its name in pillar)."""
        return self.hosts[name].minion_id or name
