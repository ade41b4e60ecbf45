"""Classes of DHCP clients, and what makes a client a member."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from salt_pxe.site import values
from salt_pxe.site.dhcp import DhcpScope
from salt_pxe.site.record import Record
from salt_pxe.site.values import Int, Line, OneOrMany, Word


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
