"""A kickstart server's site with the hosts that were enrolled for it. Pillar wins where both have a host."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from salt_pxe import pillar
from salt_pxe.api.context import CallContext, Refused, Unreachable
from salt_pxe.arming.ledger_trust import Position, Standing
from salt_pxe.master.kickstart_servers import ServersError
from salt_pxe.master.merge import Known, with_ledger
from salt_pxe.served import SETTING, setting_line
from salt_pxe.site.problem import PillarError
from salt_pxe.site.site import Site

_ANY = Standing(Position("", 0, ""))
"""Which request counts is not asked here, so neither is how far the ledger can be relied on."""


@dataclass(frozen=True)
class WholeSite:
    """A site before the door: its name, the `pxe` key of its server's pillar, the hosts that were enrolled for that."""

    server: str
    site: str
    given: Mapping[str, Any]
    enrolled: Mapping[str, Mapping[str, Any]]

    @property
    def in_pillar(self) -> Mapping[str, Any]:
        """The hosts that pillar itself has."""
        hosts = self.given.get("hosts")
        return hosts if isinstance(hosts, Mapping) else {}

    def with_host(self, name: str, host: Any) -> Site:
        """Return the site in which this host stands as given, checked as pillar is.

        Other bad hosts are left out, as they are when the site is served. Raises Refused with the problems of this host
        or of the site.
        """
        others = {key: value for key, value in self.enrolled.items() if key.lower() != name.lower()}
        site, _ = with_ledger(self.given, Known(_ANY, 0, enrolled=others))
        if isinstance(site["hosts"], Mapping):
            site["hosts"] = {**site["hosts"], name: host}
        try:
            whole, problems = pillar.parse_serving({"pxe": site})
        except PillarError as error:
            reason = f"the site of {self.server} is wrong, whoever is enrolled"
            problems = error.problems
            if any(_is_of(problem.path, name) for problem in problems):
                reason = f"pillar would refuse {name}"
            raise Refused("invalid", reason, problems) from None
        if name not in whole.hosts:
            theirs = [problem for problem in problems if _is_of(problem.path, name)]
            raise Refused("invalid", f"pillar would refuse {name}", theirs or problems)
        return whole


def whole_site(context: CallContext, server: str) -> WholeSite:
    """Return the site of a kickstart server. Raises Refused where it has none."""
    name = site_of(context, server)
    try:
        given = context.given(server).get("pxe")
    except Unreachable as error:
        raise Refused("server", f"the pillar of {server} cannot be had: {error}") from None
    if not isinstance(given, Mapping):
        raise Refused("server", f"{server} is no kickstart server: its pillar has no pxe key")
    return WholeSite(server, name, given, {one.name: one.declared for one in context.ledger.hosts(server)})


def site_of(context: CallContext, server: str) -> str:
    """Return the site that a server serves. Raises Refused where the master names no such kickstart server."""
    try:
        found = context.site_of(server)
    except ServersError as error:
        raise Refused("server", f"{SETTING}: {error}") from None
    if found is None:
        named = setting_line(server)
        reason = f"{server} is no kickstart server: the master's configuration does not name it ({named})"
        raise Refused("server", reason)
    return found


def _is_of(path: str, host: str) -> bool:
    return f"{path}:".startswith(f"pxe:hosts:{host}:")
