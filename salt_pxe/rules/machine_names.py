"""The name that a machine is given is one that its kernel can hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site

_DOTTED = re.compile(r"[0-9]+(?:\.[0-9]+){3}")

LONGEST = 64
"""HOST_NAME_MAX of Linux (hostname(7)), the domain included."""


NOBODYS = ("localhost", "localhost.localdomain")
"""What stands for every machine (RFC 6761): the installed system takes it for no name at all."""


def no_names(site: Site) -> Iterator[Problem]:
    """A host's name is a name and its own: none that all machines have, no address, none that is read as another."""
    for name, host in site.hosts.items():
        hostname = site.hostname(name)
        path = f"pxe:hosts:{name}" + (":hostname" if host.hostname else "")
        if hostname.lower() in NOBODYS:
            yield Problem(
                path, f"{hostname} is the name of every machine, and names none", "a name of its own"
            )
        elif _DOTTED.fullmatch(hostname):
            yield Problem(path, f"{hostname} is an address, and no host name (RFC 1123)", "a name of its own")
        elif "_" in hostname:
            # hostname_cleanup of systemd: `web_01` and `web01` would have one name.
            instead = hostname.replace("_", "-").strip("-")
            hint = f"{instead}" if host.hostname else f"add hostname: {instead}"
            yield Problem(path, f"{hostname} has an underscore, which systemd leaves out of the name", hint)


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
