"""A DHCP service of the tests' own: one file of JSON that holds the neutral model, and no daemon behind it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from salt_pxe.services.dhcp.lease import Lease
from salt_pxe.services.dhcp.plug import Level, NotThere, Places, Wire
from salt_pxe.services.family import Family
from salt_pxe.services.refusals import DaemonFailed, NoAnswer
from salt_pxe.site import scopes
from salt_pxe.site.artefact import MARK, File
from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site

CONFIGURATION = "/etc/json-dhcp/site.json"
UNSAYABLE = ("ping_check", "min_secs")
"""Fields of a DHCP scope that this service has no word for."""


@dataclass(frozen=True)
class JsonDhcp:
    """It runs on Debian and on every release of RHEL from 10, reloads, and looks at classes last but for the site."""

    name: str = "json"
    precedence: tuple[Level, ...] = ("host", "pool", "subnet", "shared_network", "class", "site")

    def places(self, family: Family) -> Places:
        """Return where it would be. Raises NotThere."""
        if family.name == "RedHat" and (family.release or 10) < 10:
            raise NotThere("RHEL before 10 has no json-dhcp")
        return Places(
            ("json-dhcp",),
            "sh",  # a program that every machine has: the service counts as installed
            "json-dhcp",
            CONFIGURATION,
            (),
            "/var/lib/json-dhcp/leases.json",
            reloads=True,
        )

    def refusals(self, site: Site) -> Iterator[Problem]:
        """Yield each place of a word that it does not have."""
        for path, scope, _ in [*scopes.scopes(site), *scopes.host_scopes(site)]:
            for word in UNSAYABLE:
                if getattr(scope, word) is not None:
                    yield Problem(f"{path}:{word}", "json-dhcp cannot say this", "leave it out")

    def files(self, site: Site, family: Family) -> Mapping[str, File]:
        """Return the file of what the site says of DHCP."""
        said = {
            "mark": MARK,
            "dhcp": site.dhcp.model_dump(mode="json"),
            "subnets": {name: one.model_dump(mode="json") for name, one in site.subnets.items()},
            "hosts": {mac: one.fixed_address for one in site.hosts.values() for mac in one.mac},
        }
        return {self.places(family).configuration: File(json.dumps(said, indent=1, sort_keys=True).encode())}

    def check(self, program: str, candidate: str, shown: str) -> None:
        """Read the candidate as JSON. Raises DaemonFailed."""
        try:
            json.loads(Path(candidate).read_text())
        except ValueError as error:
            raise DaemonFailed(f"{shown}: {error}") from error

    def own_words(self, text: str) -> str:
        """Return the lines but those of its banner."""
        return "\n".join(line for line in text.splitlines() if not line.startswith("json-dhcp version"))

    def probe(self, site: Site, wire: Wire) -> None:
        """Ask whether anybody listens. Raises NoAnswer."""
        if not wire.listens():
            raise NoAnswer("json-dhcp does not listen")

    def leases(self, text: str, now: float) -> list[Lease]:
        """Return the leases of a JSON object: address to MAC address and end."""
        found: dict[str, tuple[str, int]] = json.loads(text or "{}")
        return [
            Lease(address, mac, ends, "expired" if ends < now else "active")
            for address, (mac, ends) in found.items()
        ]


JSON_DHCP = JsonDhcp()
