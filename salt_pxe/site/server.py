"""The kickstart server of a site: `pxe:server`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from salt_pxe.site import values
from salt_pxe.site.record import Record
from salt_pxe.site.tls import Tls
from salt_pxe.site.values import Int, OneOrMany, Port, Seconds, Url, Word
from salt_pxe.site.values.addresses import HostOrAddress, Interface, Ipv4
from salt_pxe.site.values.kind_names import FirmwareNames, kind_field


class Server(Record):
    """The kickstart server: a minion that serves one site."""

    address: Ipv4 = Field(description="next-server: the address that machines ask; one of the minion's own")
    interfaces: Annotated[tuple[Interface, ...], OneOrMany] = Field(
        min_length=1, description="where DHCP is served"
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
    tls: Tls | None = Field(None, description="answer files and reports over https")
    nginx: Literal["dedicated", "shared"] = Field(
        "dedicated", description="shared: nginx serves other sites too and is never stopped"
    )
    loaders: FirmwareNames = kind_field(min_length=1, description="firmware that is served")
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
