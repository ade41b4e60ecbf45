"""What a machine boots: the decision for each machine, apart from any firmware and file format.

The configurations of every boot loader, and `pxe.plan`, only lay out what is decided here.
"""

from __future__ import annotations

from dataclasses import dataclass

from salt_pxe.arming.armed import Armed
from salt_pxe.installers import paths
from salt_pxe.installers.kernel_line import KernelLine, joined
from salt_pxe.installers.plug import installer_of
from salt_pxe.site.profiles.profile import Profile
from salt_pxe.site.site import Site
from salt_pxe.site.unknown import unknown_profiles
from salt_pxe.site.urls import repo_url

CA_INITRD = "pxe/_ca.img"
"""Relative to the TFTP root; no repo's name begins with an underscore."""


LOADER_ARGUMENTS = {
    "BOOTIF": "leave it out: the loader names the NIC that boots",
    "initrd": "leave it out: the loader names the initrd",
    "BOOT_IMAGE": "leave it out: the loader sets it",
}
"""Kernel arguments that boot loaders set, and what an operator is to do instead of saying them."""


@dataclass(frozen=True)
class Local:
    """Boot the machine's own disk."""


@dataclass(frozen=True)
class Menu:
    """Show a menu whose default, after `timeout` seconds, is the machine's own disk."""

    profiles: tuple[str, ...]
    timeout: int = 10


@dataclass(frozen=True)
class Install:
    """Load a kernel and an initrd over TFTP (paths relative to its root) with these arguments, and install."""

    kernel: str
    initrd: str
    args: tuple[str, ...]
    answers_url: str
    ca: str | None = None
    """A second initrd with the CA by which the first fetches its answer file."""


Decision = Local | Menu | Install


def install(
    site: Site, profile_name: str, answers_url: str, mac: str | None, more: tuple[str, ...] = ()
) -> Install:
    """Return the install of a profile with the answer file at that URL; `mac` selects the NIC that asks for it."""
    profile: Profile = site.profiles[profile_name]
    tls = site.server.tls
    line = KernelLine(
        repo_url(site, profile.repo), answers_url, mac, profile.mode, tls.verify if tls else True
    )
    installer = installer_of(site, profile_name)
    args = joined(
        installer.kernel_arguments(line), (*profile.kernel_args, *more), installer.replaceable_arguments
    )
    kernel, initrd = f"pxe/{profile.repo}/vmlinuz", f"pxe/{profile.repo}/initrd.img"
    return Install(kernel, initrd, args, answers_url, CA_INITRD if tls and tls.hands_out_ca else None)


def host_install(site: Site, name: str, mac: str) -> Install:
    """Return the install of a declared host that has a profile, booted by this NIC."""
    host = site.hosts[name]
    assert host.profile is not None  # an armed host has a profile: salt_pxe.pillar refuses one without
    return install(site, host.profile, paths.answers_url(site, host.profile, mac), mac, host.kernel_args)


def offered_install(site: Site, profile: str) -> Install:
    """Return the install of a profile on a machine that nobody declared."""
    return install(site, profile, paths.profile_answers_url(site, profile), None)


def host_boots(site: Site, name: str, mac: str, armed: Armed) -> Local | Install:
    """Decide for a declared host and the NIC that boots: its install while armed, otherwise its disk."""
    if name not in armed:
        return Local()
    return host_install(site, name, mac)


def unknown_boots(site: Site) -> Decision:
    """Decide for a machine that nobody declared."""
    profiles = unknown_profiles(site)
    if not profiles:
        return Local()
    if site.unknown == "menu":
        return Menu(profiles)
    return offered_install(site, profiles[0])


def decide(site: Site, mac: str, armed: Armed) -> tuple[str | None, Decision]:
    """Return the host that owns a MAC address (None for a stranger) and what it boots."""
    for name, host in site.hosts.items():
        if mac in host.mac:
            return name, host_boots(site, name, mac, armed)
    return None, unknown_boots(site)
