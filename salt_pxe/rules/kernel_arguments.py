"""Kernel arguments that the installer or the loader sets itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from salt_pxe.boot.decision import LOADER_ARGUMENTS
from salt_pxe.installers import paths
from salt_pxe.installers.kernel_line import ArgumentFault, name_of
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


def faults(site: Site) -> Iterator[Problem]:
    """What a profile and its host add lets the installer come to its end."""
    return (problem for problem, stops in _told(site) if stops)


def cautions(site: Site) -> Iterator[Problem]:
    """Yield arguments that somebody may have meant, with which the install waits, or that change nothing."""
    return (problem for problem, stops in _told(site) if not stops)


def _told(site: Site) -> Iterator[tuple[Problem, bool]]:
    hosts: dict[str | None, list[Host]] = {}
    for host in site.hosts.values():
        hosts.setdefault(host.profile, []).append(host)
    for name, profile in site.profiles.items():
        if not profile.kernel_args:
            continue
        told = list(installer_of(site, name).argument_faults(profile.kernel_args))
        theirs = hosts.get(name, [])
        if told and theirs and all(host.kernel_args for host in theirs):
            # What is missing beside an argument of the profile, each host may add.
            told = [one for one in told if any(one in _of_host(site, host) for host in theirs)]
        for one in told:
            yield Problem(f"pxe:profiles:{name}:kernel_args:{one.index}", one.message, one.hint), one.stops
    for name, host in site.hosts.items():
        own = site.profile_of(host)
        before = len(own.kernel_args) if own else 0
        for one in _of_host(site, host) if host.kernel_args else ():
            if one.index >= before:
                path = f"pxe:hosts:{name}:kernel_args:{one.index - before}"
                yield Problem(path, one.message, one.hint), one.stops


def _of_host(site: Site, host: Host) -> list[ArgumentFault]:
    profile = site.profile_of(host)
    installer = INSTALLERS.get(profile.installer if profile else INSTALLERS.default[0])
    return list(installer.argument_faults((*(profile.kernel_args if profile else ()), *host.kernel_args)))
