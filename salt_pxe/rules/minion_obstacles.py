"""What in a profile keeps an installed machine from becoming the minion that it is to be."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site

_PACKAGE = "salt-minion"
_OTHERWISE = "remove it, or say minion: {enabled: false}"


def left_out(site: Site) -> Iterator[Problem]:
    """The last step of an install writes the minion's keys and enables it: a profile may not want both."""
    if site.server.master is None or site.server.api is None:
        return
    for name, profile in site.profiles.items():
        if not profile.minion.enabled:
            continue
        path = f"pxe:profiles:{name}"
        for index, package in enumerate(profile.packages):
            if package == f"-{_PACKAGE}" and profile.minion.command is None:
                yield Problem(
                    f"{path}:packages:{index}",
                    f"leaves {_PACKAGE} out, and the machine is to become a minion",
                    _OTHERWISE,
                )
        for index, service in enumerate(profile.services.disabled):
            if service.removesuffix(".service") == _PACKAGE:
                yield Problem(
                    f"{path}:services:disabled:{index}",
                    f"{_PACKAGE} is disabled, and the end of the install enables it",
                    _OTHERWISE,
                )
