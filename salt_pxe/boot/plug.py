"""The plug for firmware: which clients it is, what it loads, how it boots its disk."""

from __future__ import annotations

from typing import Protocol

from salt_pxe.site.kinds import Registry


class Firmware(Protocol):
    """One kind of firmware."""

    @property
    def name(self) -> str:
        """The word of `pxe:server:loaders`."""
        ...

    @property
    def by_default(self) -> bool:
        """Whether it is served where pillar names no firmware."""
        ...


FIRMWARE: Registry[Firmware] = Registry("firmware", "salt_pxe.boot")
