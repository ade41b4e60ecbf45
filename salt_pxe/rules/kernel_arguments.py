"""Kernel arguments that the installer or the loader sets itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from salt_pxe.boot.decision import LOADER_ARGUMENTS
from salt_pxe.installers import paths
from salt_pxe.installers.kernel_line import name_of
from salt_pxe.installers.plug import INSTALLERS, installer_of
from salt_pxe.site.host import Host
from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site
from salt_pxe.site.values import shown


def ours(site: Site) -> Iterator[Problem]:
    """A profile and a host add to the kernel line, and say nothing that is said there already, or contradicts it."""
    taken: dict[str | None, dict[str, str]] = {
        name: {**LOADER_ARGUMENTS, **installer_of(site, name).own_arguments} for name in site.profiles
    }
    for name, profile in site.profiles.items():
        yield from _refused(f"pxe:profiles:{name}", profile.kernel_args, taken[name])
    anybodys = {**LOADER_ARGUMENTS, **INSTALLERS.get(INSTALLERS.default[0]).own_arguments}
    for name, host in site.hosts.items():
        if host.kernel_args:
            theirs = taken.get(host.profile, anybodys)
            yield from _refused(f"pxe:hosts:{name}", host.kernel_args, theirs, _own_urls(site, host))


def _own_urls(site: Site, host: Host) -> set[str]:
    """Return where the host's answers are: an older name of an argument may say the same for another installer."""
    profile = host.profile
    if profile is None or profile not in site.profiles:
        return set()
    return {paths.answers_url(site, profile, mac) for mac in host.mac}


def _refused(
    path: str, arguments: tuple[str, ...], taken: Mapping[str, str], same: Collection[str] = ()
) -> Iterator[Problem]:
    for index, argument in enumerate(arguments):
        instead = taken.get(name_of(argument))
        if instead is not None and argument.partition("=")[2] not in same:
            yield Problem(
                f"{path}:kernel_args:{index}",
                f"{shown(argument)} says what salt-pxe says on this kernel line itself",
                instead,
            )
