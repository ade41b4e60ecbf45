"""What the installer of a profile cannot do, and which installers can."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.installers.plug import INSTALLERS, installer_of
from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site
from salt_pxe.site.values import shown


def releases(site: Site) -> Iterator[Problem]:
    """A profile's release is one that its installer knows."""
    for name, profile in site.profiles.items():
        installer = installer_of(site, name)
        if installer.release(profile.release) is not None:
            continue
        able = [one.name for one in INSTALLERS.all() if one.release(profile.release) is not None]
        whose = f"that the installer {installer.name} knows" if able else "that salt-pxe knows"
        yield Problem(
            f"pxe:profiles:{name}:release",
            f"{shown(profile.release)} is not a release {whose}",
            f"{' and '.join(able)} would install it" if able else installer.releases,
        )


def refusals(site: Site) -> Iterator[Problem]:
    """A profile says nothing that its installer cannot do."""
    for name in site.profiles:
        installer = installer_of(site, name)
        for problem in installer.refusals(site, name):
            able = [one.name for one in INSTALLERS.all() if problem.path not in _paths(site, name, one.name)]
            hint = f"{' and '.join(able)} can" if able else "no installer can: remove it"
            yield problem._replace(hint=hint)


def _paths(site: Site, profile: str, installer: str) -> set[str]:
    return {problem.path for problem in INSTALLERS.get(installer).refusals(site, profile)}
