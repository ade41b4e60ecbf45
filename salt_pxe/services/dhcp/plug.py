"""The plug for DHCP services: configuration from the neutral model, its check, and how it is followed."""

from __future__ import annotations

from typing import Protocol

from salt_pxe.site.kinds import Registry


class DhcpService(Protocol):
    """One kind of DHCP service."""

    @property
    def name(self) -> str:
        """The word of `pxe:dhcp:backend`."""
        ...


DHCP_SERVICES: Registry[DhcpService] = Registry("DHCP service", "salt_pxe.services.dhcp", default=("isc",))
