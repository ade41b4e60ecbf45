"""What a site asks of its DHCP service, and that service cannot say."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.services.dhcp.plug import DHCP_SERVICES, service_of
from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site


def refusals(site: Site) -> Iterator[Problem]:
    """The DHCP service has a word for everything that the site says; where it has none, others may."""
    chosen = service_of(site)
    problems = list(chosen.refusals(site))
    if not problems:
        return
    others = {
        kind.name: {problem.path for problem in kind.refusals(site)}
        for kind in DHCP_SERVICES.all()
        if kind.name != chosen.name
    }
    for problem in problems:
        able = " or ".join(name for name, paths in others.items() if problem.path not in paths)
        hints = [problem.hint, f"say pxe:dhcp:backend: {able}" if able else ""]
        yield problem._replace(hint=", or ".join(hint for hint in hints if hint))
