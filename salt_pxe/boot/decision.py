"""What a machine boots: the decision for each machine, apart from any firmware and file format.

The configurations of every boot loader, and `pxe.plan`, only lay out what is decided here.
"""

from __future__ import annotations

from dataclasses import dataclass

from salt_pxe.arming.armed import Armed
from salt_pxe.site.profiles.profile import Profile
from salt_pxe.site.site import Site
from salt_pxe.site.unknown import unknown_profiles
from salt_pxe.site.urls import kickstart_url, profile_kickstart_url, repo_url

NOT_VERIFYING = ("inst.noverifyssl", "rd.noverifyssl")
"""Make Anaconda, and dracut that fetches the kickstart before it, take any certificate (dracut.cmdline(7))."""

CA_INITRD = "pxe/_ca.img"
"""Relative to the TFTP root; no repo's name begins with an underscore."""


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
    kickstart: str
    ca: str | None = None
    """A second initrd with the CA by which the first fetches the kickstart."""


Decision = Local | Menu | Install


def bootif(mac: str) -> str:
    """Return a MAC address as the kernel argument BOOTIF writes it: hardware type 01, lower case, dashes."""
    return "01-" + mac.replace(":", "-")


def install(
    site: Site, profile_name: str, kickstart: str, mac: str | None, more: tuple[str, ...] = ()
) -> Install:
    """Return the install of a profile with the kickstart at that URL; `mac` selects the NIC that asks for it."""
    profile: Profile = site.profiles[profile_name]
    args = [f"inst.repo={repo_url(site, profile.repo)}", f"inst.ks={kickstart}", "inst.ks.sendmac", "ip=dhcp"]
    if mac:
        args.append(f"BOOTIF={bootif(mac)}")
    if profile.mode == "text":
        args.append("inst.text")
    elif profile.mode == "cmdline":
        args.append("inst.cmdline")
    tls = site.server.tls
    if tls and not tls.verify:
        args += NOT_VERIFYING
    args += [*profile.kernel_args, *more]
    kernel, initrd = f"pxe/{profile.repo}/vmlinuz", f"pxe/{profile.repo}/initrd.img"
    return Install(kernel, initrd, tuple(args), kickstart, CA_INITRD if tls and tls.hands_out_ca else None)


def host_boots(site: Site, name: str, mac: str, armed: Armed) -> Local | Install:
    """Decide for a declared host and the NIC that boots: its install while armed, otherwise its disk."""
    if name not in armed:
        return Local()
    host = site.hosts[name]
    assert host.profile is not None  # an armed host has a profile: salt_pxe.pillar refuses one without
    return install(site, host.profile, kickstart_url(site, mac), mac, host.kernel_args)


def unknown_boots(site: Site) -> Decision:
    """Decide for a machine that nobody declared."""
    profiles = unknown_profiles(site)
    if site.unknown == "local" or not profiles:
        return Local()
    if site.unknown == "menu":
        return Menu(profiles)
    return install(site, profiles[0], profile_kickstart_url(site, profiles[0]), None)


def decide(site: Site, mac: str, armed: Armed) -> tuple[str | None, Decision]:
    """Return the host that owns a MAC address (None for a stranger) and what it boots."""
    for name, host in site.hosts.items():
        if mac in host.mac:
            return name, host_boots(site, name, mac, armed)
    return None, unknown_boots(site)
