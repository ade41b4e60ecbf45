"""What will be installed on one machine? Its profile, with what the host changes and what the site knows filled in.

The kickstart is laid out from this value, and checked against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import netaddr

from salt_pxe import boot, release
from salt_pxe.problem import Problem
from salt_pxe.profile import Profile
from salt_pxe.profile_network import Nic
from salt_pxe.profile_storage import Storage
from salt_pxe.release import Release
from salt_pxe.site import Host, Site

_SECRET = re.compile(
    r"\$[0-9a-z]{1,3}\$[^\s'\"]+|grub\.pbkdf2\.[^\s'\"]+|(?<![0-9A-Za-z])[0-9a-f]{64}(?![0-9A-Za-z])"
)


class InstallationRefused(ValueError):
    """This machine cannot be installed as pillar says; `problem` holds the reason."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


@dataclass(frozen=True)
class Report:
    """What a machine says during its install, where, and which URL answers whether it is still armed.

    `site` is empty where the machine has no master. `token` (64 hex digits) is what it makes its proofs with; without
    one it reports only its end, and proves nothing.
    `master` and `master_finger` (the SHA-256 fingerprint of the master's key) are for its minion.
    """

    event_url: str
    armed_url: str
    site: str
    host: str
    mac: str
    request: str
    token: str | None = field(default=None, repr=False)
    minion_id: str = ""
    master: str | None = None
    master_finger: str | None = None
    ca: str | None = None
    """The CA, in PEM, by which the machine believes a https server; None: by those that it knows itself."""
    verify: bool = True
    """False: any certificate is taken."""


@dataclass(frozen=True)
class Installation:
    """One installation. `host` is None for machines that nobody declared; they keep the name that DHCP gives."""

    path: str
    profile: str
    host: str | None
    said: Profile
    release: Release
    url: str
    hostname: str | None
    minion_id: str | None
    master: str | None
    disks: tuple[str, ...]
    boot_drive: str
    storage: Storage
    network: tuple[Nic, ...]
    packages: tuple[str, ...]
    packages_of_host: tuple[str, ...]
    rootpw: str
    variables: dict[str, str | int | bool]
    report: Report | None

    def without_secrets(self, message: str) -> str:
        """Return a message without the hashes and the token of this installation, and without what looks like one."""
        known = [
            self.rootpw,
            self.said.bootloader.password,
            self.report.token if self.report else None,
            *(user.password for user in self.said.users.values()),
        ]
        for secret in known:
            if secret and secret != "locked":
                message = message.replace(secret, "...")
        return _SECRET.sub("...", message)


@lru_cache(maxsize=256)
def _release(name: str) -> Release:
    return release.parse(name)


@lru_cache(maxsize=4096)
def _span(network: str) -> tuple[int, int, str]:
    """Return the first and last address of a network, and its netmask."""
    found = netaddr.IPNetwork(network)
    return found.first, found.last, str(found.netmask)


def installation(
    site: Site,
    profile_name: str,
    host_name: str | None = None,
    token: str | None = None,
    master_finger: str | None = None,
) -> Installation:
    """Return the installation of a profile on a host, or on a machine that nobody declared.

    `token` is that of the host's request, and `master_finger` the fingerprint of the master's key, where there is one.
    Raises InstallationRefused when no disk is named, when a disk is meant that is not among those named, or when a
    static address is wanted and there is none.
    """
    profile = site.profiles[profile_name]
    host = site.hosts[host_name] if host_name is not None else None
    path = f"pxe:profiles:{profile_name}" if host_name is None else f"pxe:hosts:{host_name}"
    storage = (host.storage if host else None) or profile.storage
    disks = _disks(path, profile, host, storage)
    nics = host.network if host and host.network is not None else profile.network
    return Installation(
        path=path,
        profile=profile_name,
        host=host_name,
        said=profile,
        release=_release(profile.release),
        url=boot.repo_url(site, profile.repo),
        hostname=site.hostname(host_name) if host_name is not None else None,
        minion_id=site.minion_id(host_name) if host_name is not None else None,
        master=site.server.master,
        disks=disks,
        boot_drive=_boot_drive(path, profile, host, disks),
        storage=storage,
        network=_network(site, path, nics or (Nic(),), host),
        packages=_packages(profile.packages, host.packages if host else ()),
        packages_of_host=host.packages if host else (),
        rootpw=(host.rootpw if host else None) or profile.rootpw,
        variables={**profile.variables, **(host.variables if host else {})},
        report=_report(site, host_name, host, token, master_finger),
    )


def _report(
    site: Site, name: str | None, host: Host | None, token: str | None, master_finger: str | None
) -> Report | None:
    """A machine that somebody asked to install reports, where the site says to whom."""
    if site.server.api is None or name is None or host is None or host.install is None:
        return None
    mac, tls = host.mac[0], site.server.tls
    return Report(
        boot.event_url(site),
        boot.armed_url(site, mac),
        site.site or "",
        name,
        mac,
        host.install,
        token,
        site.minion_id(name),
        site.server.master,
        master_finger,
        tls.ca_certificate if tls and tls.hands_out_ca else None,
        tls.verify if tls else True,
    )


def _disks(path: str, profile: Profile, host: Host | None, storage: Storage) -> tuple[str, ...]:
    disks = (host.disks if host else ()) or profile.disks
    if not disks:
        message = "no disk is named, and an install erases only disks that are named"
        raise InstallationRefused(Problem(f"{path}:disks", message, "name them: disks: [sda]"))
    for part in storage.partitions:
        if part.disk is not None and part.disk not in disks:
            message = f"a partition is to be on {part.disk}, which is not among the disks {', '.join(disks)}"
            raise InstallationRefused(
                Problem(f"{path}:storage", message, "name it in disks too, or another disk here")
            )
    return disks


def _boot_drive(path: str, profile: Profile, host: Host | None, disks: tuple[str, ...]) -> str:
    wanted = profile.bootloader.boot_drive
    if wanted is None or (wanted not in disks and host is not None and host.disks):
        return disks[0]
    if wanted not in disks:
        message = f"the boot loader is to be on {wanted}, which is not among the disks {', '.join(disks)}"
        raise InstallationRefused(
            Problem(f"{path}:bootloader", message, "name it in disks, or another boot_drive")
        )
    return wanted


def _network(site: Site, path: str, nics: tuple[Nic, ...], host: Host | None) -> tuple[Nic, ...]:
    """Fill in the NIC that boots as the device, and what a static device takes from the host and its subnet."""
    found: list[Nic] = []
    for nic in nics:
        filled: dict[str, object] = {}
        if nic.device is None:
            filled["device"] = host.mac[0] if host else "link"
        if nic.bootproto == "static" and nic.ip is None:
            filled.update(_fixed(site, path, nic, host))
        found.append(nic.model_copy(update=filled) if filled else nic)
    without_vlan: set[str | None] = set()
    for nic in found:
        if nic.vlan is None and nic.device in without_vlan:
            message = f"the network device {nic.device} stands there twice"
            raise InstallationRefused(Problem(f"{path}:network", message, "give each NIC its own device"))
        if nic.vlan is None:
            without_vlan.add(nic.device)
    return tuple(found)


def _fixed(site: Site, path: str, nic: Nic, host: Host | None) -> dict[str, object]:
    if host is None or host.fixed_address is None:
        message = "a static address is wanted and there is none"
        raise InstallationRefused(
            Problem(f"{path}:network", message, "give the host a fixed_address, or the NIC an ip")
        )
    address = int(netaddr.IPAddress(host.fixed_address))
    for network, *scopes in _subnets(site):
        first, last, netmask = _span(network)
        if first <= address <= last:
            routers = next((scope.routers for scope in scopes if scope.routers), ())
            servers = next((scope.domain_name_servers for scope in scopes if scope.domain_name_servers), ())
            return {
                "ip": host.fixed_address,
                "netmask": netmask,
                "gateway": nic.gateway or (routers[0] if routers and not nic.nodefroute else None),
                "nameservers": nic.nameservers or servers,
            }
    message = f"the fixed_address {host.fixed_address} is in no subnet, so its netmask is not known"
    raise InstallationRefused(
        Problem(f"{path}:network", message, "declare the subnet, or give the NIC ip and netmask")
    )


def _subnets(site: Site) -> Iterator[tuple[Any, ...]]:
    """Yield each subnet's network, and the scopes that speak for it, the nearest first."""
    for network, subnet in site.subnets.items():
        yield network, subnet, site.dhcp
    for shared in site.shared_networks.values():
        for network, subnet in shared.subnets.items():
            yield network, subnet, shared, site.dhcp


def _packages(of_profile: tuple[str, ...], of_host: tuple[str, ...]) -> tuple[str, ...]:
    """Join two lists of packages; where they contradict each other the host's word counts."""
    denied = {package[1:] if package.startswith("-") else f"-{package}" for package in of_host}
    return tuple(dict.fromkeys([*(package for package in of_profile if package not in denied), *of_host]))
