"""How the kickstart server proves who it is, and by what installers believe it: `pxe:server:tls`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from salt_pxe.site.record import Record
from salt_pxe.site.values import AbsolutePath, Bool, Port, wrong
from salt_pxe.site.values.addresses import HostOrAddress
from salt_pxe.site.values.pem import CaCertificate


class Tls(Record):
    """TLS on the kickstart server. Answer files and reports then go over https alone."""

    certificate: AbsolutePath = Field(
        description="on the kickstart server: its certificate in PEM, followed by those between it and the CA"
    )
    certificate_key: AbsolutePath = Field(description="on the kickstart server: the private key in PEM")
    port: Port = Field(443, description="TCP port of https on `address`")
    name: HostOrAddress | None = Field(
        None, description="what URLs call the server, as its certificate does; default: `address`"
    )
    ca_certificate: CaCertificate | None = Field(
        None,
        description="the CA that signed the certificate, in PEM, where installers do not know it: it is given to them",
    )
    verify: Bool = Field(True, description="false: installers take any certificate")
    repos: Literal["http", "https"] = Field(
        "http", description="https: installers fetch the repos that this server holds over TLS too"
    )

    @property
    def hands_out_ca(self) -> bool:
        """Whether installers are given a CA to believe the certificate by."""
        return self.verify and self.ca_certificate is not None

    @model_validator(mode="after")
    def _repos_can_be_verified(self) -> Tls:
        if self.repos == "https" and self.hands_out_ca:
            raise wrong(
                "repos over https need a CA that the installer itself knows: ca_certificate serves until it starts",
                "leave repos: http, or use a certificate of a public CA without ca_certificate",
            )
        return self
