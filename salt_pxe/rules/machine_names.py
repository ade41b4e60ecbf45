"""The name that a machine is given is one that its kernel can hold."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site

LONGEST = 64
"""HOST_NAME_MAX of Linux (hostname(7)), the domain included."""


def lengths(site: Site) -> Iterator[Problem]:
    """A host's name has 64 characters at most: of a longer one a machine keeps its old name, or a part."""
    for name, host in site.hosts.items():
        hostname = site.hostname(name)
        if len(hostname) > LONGEST:
            yield Problem(
                f"pxe:hosts:{name}" + (":hostname" if host.hostname else ""),
                f"the host name has {len(hostname)} characters, and Linux holds {LONGEST}",
                "shorten it" if host.hostname else "add a hostname that is shorter",
            )
