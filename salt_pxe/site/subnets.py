"""Subnets, the pools in them, and the wires that several share."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from salt_pxe.site.dhcp import DhcpScope
from salt_pxe.site.values import Bool, OneOrMany, Word
from salt_pxe.site.values.addresses import AddressRange, Interface, Network


class Pool(DhcpScope):
    """A range of addresses with a list of the clients that may lease from it."""

    range: Annotated[tuple[AddressRange, ...], OneOrMany] = Field(min_length=1)
    allow: Annotated[tuple[Word, ...], OneOrMany] = Field(
        (), description="known, unknown, or names of classes"
    )
    deny: Annotated[tuple[Word, ...], OneOrMany] = Field(
        (), description="known, unknown, or names of classes"
    )


class Subnet(DhcpScope):
    """One IPv4 subnet; its key is the network, such as 10.0.0.0/24."""

    range: Annotated[tuple[AddressRange, ...], OneOrMany] = ()
    pools: tuple[Pool, ...] = ()
    interface: Interface | None = Field(
        None, description="the server's interface to this subnet, where the DHCP service needs it"
    )
    unknown_clients: Literal["allow", "deny"] = Field(
        "allow", description="whether undeclared MACs get an address"
    )
    dynamic_bootp: Bool = False


class SharedNetwork(DhcpScope):
    """Several subnets on one wire."""

    subnets: dict[Network, Subnet] = Field(min_length=1)
    pools: tuple[Pool, ...] = ()
