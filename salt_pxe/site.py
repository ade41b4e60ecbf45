"""What is a site? Its server, its networks, what can be installed, and its machines.

Every class here is a frozen value with the field's own names; together they are the schema of the `pxe` pillar.
Only `salt_pxe.pillar` makes a `Site` out of pillar, because some rules need the whole of it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from salt_pxe import values
from salt_pxe.address_values import (
    AddressRange,
    HostKey,
    HostName,
    HostOrAddress,
    Interface,
    Ipv4,
    Mac,
    Network,
    RouteNetwork,
)
from salt_pxe.dhcp_options import OptionType, OptionValue
from salt_pxe.install_values import Request
from salt_pxe.profile import HostInstall, Profile
from salt_pxe.record import Record
from salt_pxe.tls import Tls
from salt_pxe.values import (
    Bool,
    Int,
    LeaseTime,
    Line,
    MinionId,
    Name,
    OneOrMany,
    Port,
    Seconds,
    Source,
    Url,
    Word,
)

Addresses = Annotated[tuple[Ipv4, ...], OneOrMany]


class Server(Record):
    """The kickstart server: a minion that serves one site."""

    address: Ipv4 = Field(description="next-server: the address that machines ask; one of the minion's own")
    interfaces: Annotated[tuple[Interface, ...], OneOrMany] = Field(
        min_length=1, description="where dhcpd listens"
    )
    master: HostOrAddress | None = Field(None, description="the Salt master given to new minions")
    api: Url | None = Field(
        None,
        description="salt-api, as this server reaches it: installed machines report there and wait to be disarmed",
    )
    linger: Seconds = Field(
        90,
        description="seconds for which nginx still answers reporting machines after the last one was disarmed",
    )
    services: Literal["while_armed", "always"] = Field("while_armed", description="when the daemons run")
    max_armed: Int = Field(20, ge=0, description="refuse to arm more machines than this at once")
    http_port: Port = Field(80, description="TCP port of nginx on `address`")
    tls: Tls | None = Field(None, description="kickstarts and reports over https")
    nginx: Literal["dedicated", "shared"] = Field(
        "dedicated", description="shared: nginx serves other sites too and is never stopped"
    )
    loaders: Annotated[tuple[Literal["bios", "uefi"], ...], OneOrMany] = Field(
        ("bios", "uefi"),
        min_length=1,
        description="firmware served: bios (pxelinux), uefi (shim and GRUB, x64)",
    )
    console: Word | None = Field(
        None,
        pattern=r"^ttyS[0-9]{1,2}(,[0-9]{2,7}([noe][5-8]?r?)?)?$",
        description="serial console of menus and loaders, such as ttyS0,115200n8",
    )

    @model_validator(mode="after")
    def _ports_differ(self) -> Server:
        if self.tls and self.tls.port == self.http_port:
            raise values.wrong(
                f"http and https cannot share port {self.http_port}", "change http_port or tls:port"
            )
        return self


class OptionDefinition(Record):
    """A DHCP option of the site's own (dhcp-options(5), DEFINING NEW OPTIONS)."""

    code: Int = Field(
        ge=128, le=254, description="site-specific option code, RFC 3942: 224 to 254, or 128 to 223"
    )
    type: OptionType


class Route(Record):
    """A classless static route (RFC 3442, option 121)."""

    network: RouteNetwork
    gateway: Ipv4


def _options(given: object) -> object:
    if not isinstance(given, dict):
        return given
    return {
        key.removeprefix("option ") if isinstance(key, str) else key: value for key, value in given.items()
    }


class DhcpScope(Record):
    """What may be said at every level of DHCP: the site, a shared network, a subnet, a pool, a class, a host."""

    comment: Line | None = None
    lease_time: LeaseTime | None = Field(None, description="default and maximum at once; `infinite` in words")
    default_lease_time: LeaseTime | None = None
    max_lease_time: LeaseTime | None = None
    min_lease_time: LeaseTime | None = None
    routers: Addresses = Field((), description="option 3")
    domain_name: HostName | None = Field(None, description="option 15")
    domain_name_servers: Addresses = Field((), description="option 6")
    domain_search: Annotated[tuple[HostName, ...], OneOrMany] = Field((), description="option 119")
    ntp_servers: Addresses = Field((), description="option 42")
    broadcast_address: Ipv4 | None = Field(None, description="option 28")
    interface_mtu: Int | None = Field(None, ge=68, le=65535, description="option 26")
    static_routes: tuple[Route, ...] = Field((), description="option 121, RFC 3442")
    options: Annotated[dict[Word, OptionValue | list[str]], BeforeValidator(_options)] = Field(
        default_factory=dict,
        description="any other option of dhcp-options(5) by its name, or of option_definitions",
    )
    next_server: Ipv4 | None = Field(None, description="siaddr; the site's server where it is not said")
    filename: Word | None = Field(None, max_length=127, description="boot file (RFC 2131: 128 octets)")
    server_name: HostName | None = Field(None, max_length=63, description="sname (RFC 2131: 64 octets)")
    ping_check: Bool | None = Field(None, description="ping an address before it is leased")
    ping_timeout: Seconds | None = None
    one_lease_per_client: Bool | None = None
    always_broadcast: Bool | None = None
    ddns_updates: Bool | None = None
    ddns_domainname: HostName | None = None
    get_lease_hostnames: Bool | None = None
    use_host_decl_names: Bool | None = None
    min_secs: Annotated[Int, Field(ge=0, le=255)] | None = None

    @model_validator(mode="after")
    def _one_way_to_say_it(self) -> DhcpScope:
        if self.lease_time is not None and (
            self.default_lease_time is not None or self.max_lease_time is not None
        ):
            raise values.wrong(
                "lease_time sets default_lease_time and max_lease_time at once", "keep one form"
            )
        return self


class Dhcp(DhcpScope):
    """What holds for every subnet, and how dhcpd as a whole behaves."""

    backend: Literal["isc"] = Field("isc", description="the DHCP server: isc (ISC dhcpd)")
    authoritative: Bool = True
    ddns_update_style: Literal["none", "standard"] = "none"
    log_facility: Literal[
        "daemon", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7"
    ] = "daemon"
    omapi_port: Port | None = None
    option_definitions: dict[Name, OptionDefinition] = Field(default_factory=dict)


class Pool(DhcpScope):
    """A range of addresses with a permit list (dhcpd.conf(5), ADDRESS POOLS)."""

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
        None, description="the server's interface to this subnet, where dhcpd needs it"
    )
    unknown_clients: Literal["allow", "deny"] = Field(
        "allow", description="whether undeclared MACs get an address"
    )
    dynamic_bootp: Bool = False


class SharedNetwork(DhcpScope):
    """Several subnets on one wire."""

    subnets: dict[Network, Subnet] = Field(min_length=1)
    pools: tuple[Pool, ...] = ()


class ClassMatch(Record):
    """What makes a client a member of a class. All that is said must hold."""

    vendor_class: Line | None = Field(None, max_length=255, description="option 60 starts with this")
    user_class: Line | None = Field(None, max_length=255, description="option 77 is this")
    client_id: Line | None = Field(
        None, max_length=255, description="option 61, after its type octet, starts with this"
    )
    mac_prefix: Word | None = Field(None, pattern=r"^[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){0,4}$")
    architecture: Annotated[tuple[Annotated[Int, Field(ge=0, le=65535)], ...], OneOrMany] = Field(
        (), description="option 93, RFC 4578"
    )

    @model_validator(mode="after")
    def _says_something(self) -> ClassMatch:
        if not self.model_fields_set:
            raise values.wrong(
                "the class matches nothing", "give vendor_class, user_class, mac_prefix or architecture"
            )
        return self


class DhcpClass(DhcpScope):
    """A class of clients."""

    match: ClassMatch


class Repo(Record):
    """Where an installer and its packages come from."""

    source: Source = Field(
        description="an ISO file, a folder (both on the kickstart server) or an http(s) URL"
    )
    kernel: Word | None = Field(
        None, pattern=r"^[A-Za-z0-9_][A-Za-z0-9_./-]*$", description="default: from .treeinfo"
    )
    initrd: Word | None = Field(
        None, pattern=r"^[A-Za-z0-9_][A-Za-z0-9_./-]*$", description="default: from .treeinfo"
    )
    checksums: Literal["required", "optional"] = Field(
        "required",
        description="optional: a tree whose .treeinfo lists no checksum of kernel and initrd is accepted",
    )


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


class Site(Record):
    """A whole site: valid, because `salt_pxe.pillar` checked it."""

    site: Name | None = Field(
        None,
        description="the site that the master's configuration gives this server, and by default that one",
    )
    server: Server
    dhcp: Dhcp = Dhcp()
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

    def hostname(self, name: str) -> str:
        """Return the host name that a host gets (its own `hostname`, or its name in pillar)."""
        return self.hosts[name].hostname or name

    def minion_id(self, name: str) -> str:
        """Return the minion id that a host gets (its own `minion_id`, or its name in pillar)."""
        return self.hosts[name].minion_id or name
