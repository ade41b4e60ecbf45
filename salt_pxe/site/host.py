"""One machine of a site, and what it changes of its profile."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from salt_pxe.site.dhcp import DhcpScope
from salt_pxe.site.profiles.fields import Disks, Packages
from salt_pxe.site.profiles.nics import Nic
from salt_pxe.site.profiles.storage import Storage
from salt_pxe.site.record import Record
from salt_pxe.site.values import Line, MinionId, Name, OneOrMany
from salt_pxe.site.values.addresses import HostName, Ipv4, Mac
from salt_pxe.site.values.profile_values import KernelArgument, Request, RootPassword, Variable


class HostInstall(Record):
    """What one host changes of its profile."""

    disks: Disks = Field((), description="the only disks that an install may touch")
    storage: Storage | None = None
    network: tuple[Nic, ...] | None = None
    kernel_args: Annotated[tuple[KernelArgument, ...], OneOrMany] = Field(
        (), description="added to the profile's"
    )
    packages: Packages = Field((), description="added to the profile's")
    rootpw: RootPassword | None = None
    variables: dict[Name, Variable] = Field(default_factory=dict)


class Host(HostInstall):
    """One machine."""

    mac: Annotated[tuple[Mac, ...], OneOrMany] = Field(
        min_length=1, description="of the NIC that boots; quoted"
    )
    fixed_address: Ipv4 | None = None
    profile: Name | None = None
    minion_id: MinionId | None = Field(None, description="default: the host's name")
    hostname: HostName | None = Field(None, description="default: the host's name")
    install: Request | None = Field(
        None, description="a request: this machine is to be installed, once for this text"
    )
    protected: Line | None = Field(None, description="why this machine must never be installed")
    dhcp: DhcpScope | None = Field(None, description="DHCP parameters of this machine alone")
