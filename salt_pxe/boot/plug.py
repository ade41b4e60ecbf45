"""The plug for firmware: which clients it is, what it loads, how it boots its disk.

Paths of boot files are relative to the root that the server gives them out from, without a leading slash: which root
that is, the distribution of the server says, and whoever renders or publishes puts it in front.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from salt_pxe.boot.decision import Decision, Install, Local
from salt_pxe.site.distribution import Distribution
from salt_pxe.site.kinds import Registry
from salt_pxe.site.site import Site


@dataclass(frozen=True, slots=True)
class OneVersion:
    """Packages that must be of one version, what they are together, and what happens where they are not."""

    packages: tuple[str, ...]
    name: str
    contents: str
    consequence: str


class Firmware(Protocol):
    """One kind of firmware. Every answer is pure: the same question has the same answer."""

    @property
    def name(self) -> str:
        """The word of `pxe:server:loaders`."""
        ...

    @property
    def by_default(self) -> bool:
        """Whether it is served where pillar names no firmware."""
        ...

    @property
    def architectures(self) -> tuple[int, ...]:
        """The client architectures of DHCP option 93 by which it is known (RFC 4578 section 2.1, IANA's registry)."""
        ...

    @property
    def vendor_class(self) -> str:
        """What its vendor class identifier, DHCP option 60, begins with, such as `PXEClient` (RFC 4578 section 3.1)."""
        ...

    @property
    def user_class(self) -> str | None:
        """Its user class, DHCP option 77 (RFC 3004); None where it is known by its architecture alone.

        A kind with a user class is preferred to one without, where a client is both.
        """
        ...

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders that hold its configurations and nothing else of ours: what is ours there is ours to remove."""
        ...

    @property
    def boot_partitions(self) -> Mapping[str, str]:
        """By disk label, `gpt` or `msdos`, the mount point (or `biosboot`) without which it starts no system."""
        ...

    def boot_file(self, site: Site) -> str:
        """Return what DHCP names as the boot file, at most 127 octets (RFC 2131): a path among `loader_files`."""
        ...

    def machine_path(self, mac: str) -> str:
        """Return where the loader looks for one machine's own configuration; `mac` in lower case with colons."""
        ...

    def machine(self, site: Site, decision: Local | Install, distribution: Distribution) -> str:
        """Return the configuration of a machine that has its own: how it boots its disk, or loads the installer.

        Menus and messages go to the serial port of `pxe:server:console` too, where the site has one.
        """
        ...

    def shared(self, site: Site, unknown: Decision, distribution: Distribution) -> Mapping[str, str]:
        """Return by path what machines read that have no configuration of their own; `unknown` is what these boot.

        The first one is the one that such a machine ends up with.
        """
        ...

    def packages(self, distribution: Distribution) -> tuple[str, ...]:
        """Return the distribution's packages that hold its loaders.

        Raises LookupError where the distribution has none that is known.
        """
        ...

    def loader_files(self, distribution: Distribution) -> Mapping[str, tuple[str, ...]]:
        """Return the loaders to publish, by path, and where packages put each (absolute): the first that is there.

        Raises LookupError as `packages` does.
        """
        ...

    def one_version(self, distribution: Distribution) -> OneVersion | None:
        """Return which of its packages have to be of the same version; None where no two of them meet."""
        ...


FIRMWARE: Registry[Firmware] = Registry("firmware", "salt_pxe.boot")
