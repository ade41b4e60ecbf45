"""The plug for DHCP services: configuration from the neutral model, its check, how it is followed, and its leases.

A site says neutral things: an option, a lease time, a pool. A kind lays them out in its own configuration, and says
which of them it cannot lay out; the door then refuses the site. `publish` puts the files in place, drives the unit
and puts the old files back where a check or a probe fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from salt_pxe.services.dhcp.lease import Lease
from salt_pxe.services.family import Family
from salt_pxe.site.artefact import File
from salt_pxe.site.kinds import Registry
from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site

PORT = 67
"""Where a DHCP server listens (RFC 2131 section 4.1), over UDP."""

Level = Literal["host", "class", "pool", "subnet", "shared_network", "site"]
"""Where a site can say something of DHCP."""


class NotThere(ValueError):
    """A distribution family does not have a DHCP service; the message says what to use in its place."""


@dataclass(frozen=True)
class Places:
    """Where a DHCP service is on one distribution family. Paths are absolute."""

    packages: tuple[str, ...]
    program: str
    """The name of the daemon's program, by which it is known to be installed, and as which it has its port."""
    unit: str
    """The systemd unit, or init script, that is started and stopped."""
    configuration: str
    """The file that the official parser checks."""
    settings: tuple[str, ...]
    """The other files that the service is configured by."""
    leases: str
    """The file in which it keeps its leases."""
    reloads: bool
    """Whether the unit's `reload` makes it follow a new configuration; a restart does otherwise."""


class Wire(Protocol):
    """What a kickstart server can ask of the DHCP service that runs on it."""

    def listens(self) -> bool:
        """Tell whether a program has bound UDP port 67."""

    def inform(self) -> None:
        """Send a DHCPINFORM on each interface that has an address in a subnet of the site; it takes no lease.

        Raises NoAnswer where an interface with a carrier gets no answer.
        """


class DhcpService(Protocol):
    """One kind of DHCP service."""

    @property
    def name(self) -> str:
        """The word of `pxe:dhcp:backend`."""

    @property
    def precedence(self) -> tuple[Level, ...]:
        """The levels, in the order in which the service looks for a value: the first that says it counts."""

    def places(self, family: Family) -> Places:
        """Return where it is on a family. Raises NotThere where that family, or its release, does not have it."""

    def refusals(self, site: Site) -> Iterator[Problem]:
        """Yield what a site, right in itself, asks for and this service cannot say; paths are those of pillar."""

    def files(self, site: Site, family: Family) -> Mapping[str, File]:
        """Return its files by their paths: those of `places`. Pure. Raises NotThere as `places` does."""

    def check(self, program: str, candidate: str, shown: str) -> None:
        """Let the official parser read a candidate of the configuration. Raises DaemonFailed with its words.

        `program` is the path of the service's program, `candidate` that of the file; the words name it as `shown`.
        """

    def own_words(self, text: str) -> str:
        """Return what the daemon wrote to its log without what it writes there in every run."""

    def probe(self, site: Site, wire: Wire) -> None:
        """Find out whether the running service answers for a site. Raises NoAnswer."""

    def leases(self, text: str, now: float) -> list[Lease]:
        """Return the last lease of each address from the text of its leases file; `now` is in seconds since 1970.

        What cannot be read is left out, for the service may be writing at this moment.
        """


DHCP_SERVICES: Registry[DhcpService] = Registry("DHCP service", "salt_pxe.services.dhcp", default=("isc",))


def service_of(site: Site) -> DhcpService:
    """Return the DHCP service of a site."""
    return DHCP_SERVICES.get(site.dhcp.backend)


def places_of(site: Site, family: Family) -> Places:
    """Return where the DHCP service of a site is on a family.

    Raises NotThere, which names the kinds that the family has.
    """
    try:
        return service_of(site).places(family)
    except NotThere as refusal:
        able = " or ".join(kind.name for kind in DHCP_SERVICES.all() if _runs_on(kind, family))
        raise NotThere(f"{refusal}{f', or say pxe:dhcp:backend: {able}' if able else ''}") from refusal


def _runs_on(kind: DhcpService, family: Family) -> bool:
    try:
        kind.places(family)
    except NotThere:
        return False
    return True
