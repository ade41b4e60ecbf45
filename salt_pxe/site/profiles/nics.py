"""Network devices of the installed system. The fields are the options of the `network` command."""

from __future__ import annotations

from typing import Annotated, Literal

import netaddr
from pydantic import Field, model_validator

from salt_pxe.site import values
from salt_pxe.site.record import Record
from salt_pxe.site.values import Bool, Int, OneOrMany, Word
from salt_pxe.site.values.addresses import Device, Interface, Ipv4


class Bond(Record):
    """A bond: the interfaces that are its slaves, and the driver's options."""

    slaves: Annotated[tuple[Interface, ...], OneOrMany] = Field(min_length=1)
    options: Word | None = Field(
        None, description="such as mode=802.3ad,miimon=100", pattern=r"^[A-Za-z0-9_=,;.+:-]+$"
    )


class Vlan(Record):
    """A VLAN on the device."""

    id: Annotated[Int, Field(ge=1, le=4094)]
    interface_name: Interface | None = Field(None, description="default: <device>.<id>")


class Nic(Record):
    """One `network` command: how a device comes up in the installed system.

    A static device without an `ip` has the host's `fixed_address`, and the netmask, routers and name servers of its
    subnet.
    """

    device: Device | None = Field(None, description="default: the host's first MAC; a bond needs a name")
    bootproto: Literal["dhcp", "static"] = "dhcp"
    ip: Ipv4 | None = Field(None, description="default, when static: the host's fixed_address")
    netmask: Ipv4 | None = None
    gateway: Ipv4 | None = None
    nameservers: Annotated[tuple[Ipv4, ...], OneOrMany] = ()
    mtu: Annotated[Int, Field(ge=68, le=65535)] | None = None
    onboot: Bool = True
    activate: Bool = True
    nodefroute: Bool = False
    ipv6: Literal["auto", "dhcp", "off"] = "off"
    bond: Bond | None = None
    vlan: Vlan | None = None

    @model_validator(mode="after")
    def _static_is_whole(self) -> Nic:
        if (self.ip is None) != (self.netmask is None):
            raise values.wrong(
                "ip and netmask belong together", "add the other, or leave both out for the fixed_address"
            )
        if self.netmask is not None and not netaddr.IPAddress(self.netmask).is_netmask():
            raise values.wrong(f"{values.shown(self.netmask)} is not a netmask", "such as 255.255.255.0")
        if self.bootproto == "dhcp" and (self.ip is not None or self.gateway is not None):
            raise values.wrong(
                "ip, netmask and gateway belong to bootproto: static", "set it, or remove them"
            )
        if self.bond and (self.device is None or ":" in self.device or self.device in ("link", "bootif")):
            raise values.wrong("a bond needs a device of its own", "name it: device: bond0")
        if self.bond and self.device in self.bond.slaves:
            raise values.wrong("the bond is its own slave", "list the NICs as slaves")
        return self
