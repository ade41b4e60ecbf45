"""What can be said at each level of DHCP: options, lease times, where to boot from.

The words are those of no service in particular; one that cannot say a word refuses the site that uses it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from salt_pxe.site import values
from salt_pxe.site.record import Record
from salt_pxe.site.values import Bool, Int, LeaseTime, Line, Name, OneOrMany, Port, Seconds, Word
from salt_pxe.site.values.addresses import HostName, Ipv4, RouteNetwork
from salt_pxe.site.values.dhcp_options import OptionType, OptionValue
from salt_pxe.site.values.kind_names import DhcpServiceName, kind_field

Addresses = Annotated[tuple[Ipv4, ...], OneOrMany]


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
    """What holds for every subnet, and how the DHCP service as a whole behaves."""

    backend: DhcpServiceName = kind_field(description="the DHCP service")
    authoritative: Bool = True
    ddns_update_style: Literal["none", "standard"] = "none"
    log_facility: Literal[
        "daemon", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7"
    ] = "daemon"
    omapi_port: Port | None = None
    option_definitions: dict[Name, OptionDefinition] = Field(default_factory=dict)
