"""The plug for installers: kernel arguments, answer files, and what is expected of them."""

from __future__ import annotations

from typing import Protocol

from salt_pxe.site.kinds import Registry


class Installer(Protocol):
    """One kind of installer."""

    @property
    def name(self) -> str:
        """The word of `pxe:profiles:<p>:installer`."""
        ...


INSTALLERS: Registry[Installer] = Registry("installer", "salt_pxe.installers", default=("kickstart",))
