"""What does one kickstart server get to know? Its checked site, and a kickstart for each armed host.

This is the whole of the `pxe` pillar extension apart from Salt. The answer is plain data, as pillar travels.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from salt_pxe import pillar
from salt_pxe.arming import open_requests
from salt_pxe.kickstart_check import kickstarts, unknown_kickstarts
from salt_pxe.problem import PillarError

KEY = "pxe_served"
"""The pillar key under which a kickstart server finds what it serves."""


def serve(
    given: Mapping[str, Any], read: Callable[[str], str], closed: Collection[tuple[str, str]] = ()
) -> dict[str, Any]:
    """Return what the server with this pillar serves; an empty dict where pillar has no `pxe` key.

    `read` returns the text of a file of the master's file roots (`salt://...`), or raises OSError. `closed` holds the
    (host, request) pairs that the ledger has closed; such a request is left out, so that nobody behind here can arm it.
    How many may be armed at once is decided where the closed requests are all known, on the server.
    A bad host is left out and named in `refused`; a host whose kickstart is refused stays, but is not armed. Raises
    PillarError when the site itself is bad.
    """
    if "pxe" not in given:
        return {}
    site, problems = pillar.parse_serving(given)
    armed = open_requests(site, closed)
    texts, unfit = kickstarts(site, armed, read)
    for_strangers, site_problems = unknown_kickstarts(site, read)
    if site_problems:
        raise PillarError([*site_problems, *problems, *unfit])
    raw = given["pxe"]
    hosts = {
        name: _unasked(raw["hosts"][name])
        if name not in texts and site.hosts[name].install
        else raw["hosts"][name]
        for name in site.hosts
    }
    return {
        KEY: {
            "site": {**raw, "hosts": hosts},
            "armed": {name: request for name, request in armed.items() if name in texts},
            "kickstarts": texts,
            "profile_kickstarts": for_strangers,
            "refused": [list(problem) for problem in (*problems, *unfit)],
            "warnings": [list(problem) for problem in pillar.warnings(site)],
        }
    }


def _unasked(host: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in host.items() if key != "install"}
