"""What ISC dhcpd answers to the plug."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Isc:
    """ISC dhcpd."""

    name: str = "isc"


KIND = Isc()
