"""A lease as any DHCP service tells of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LeaseState = Literal["active", "expired", "declined", "free"]
"""`active`: somebody has the address. `expired`: its time is over. `declined`: a client, or a ping, found it in use by
somebody else (RFC 2131 section 3.1). `free`: it was given back, or never was anybody's."""


@dataclass(frozen=True, slots=True)
class Lease:
    """What a service last noted of one address that it leases."""

    address: str
    """In dotted decimal."""
    mac: str | None
    """Six lower-case octets with colons; None where the service noted no Ethernet address."""
    ends: int | None
    """Seconds since 1970, UTC; None for a lease that never ends, or that has no end yet."""
    state: LeaseState
    hostname: str | None = None
    """The name that the client gave (option 12)."""
