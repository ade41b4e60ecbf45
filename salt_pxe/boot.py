"""What does a machine boot? The decision for each machine and firmware, apart from any file format.

The boot configurations of pxelinux and GRUB, and `pxe.plan`, only lay out what is decided here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from salt_pxe.arming import Armed
from salt_pxe.family import Family
from salt_pxe.profile import Profile
from salt_pxe.site import Site

NOT_VERIFYING = ("inst.noverifyssl", "rd.noverifyssl")
"""Make Anaconda, and dracut that fetches the kickstart before it, take any certificate (dracut.cmdline(7))."""

CA_INITRD = "pxe/_ca.img"
"""Relative to the TFTP root; no repo's name begins with an underscore."""


class Firmware(Enum):
    """The firmware that a machine boots with; the values are the client architectures of DHCP option 93 (RFC 4578)."""

    BIOS = (0,)
    UEFI = (7, 9)

    @property
    def loader(self) -> str:
        """The boot file of this firmware, relative to the TFTP root."""
        return "pxelinux.0" if self is Firmware.BIOS else "shimx64.efi"

    @property
    def key(self) -> str:
        """The word of `pxe:server:loaders`."""
        return self.name.lower()


def firmware_of(architecture: int) -> Firmware | None:
    """Return the firmware for a client architecture of option 93, or None where none of ours fits."""
    return next((firmware for firmware in Firmware if architecture in firmware.value), None)


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


@dataclass(frozen=True)
class Serial:
    """A serial port for menus and messages of the boot loaders; `speed` in baud."""

    unit: int
    speed: int = 115200


def serial(site: Site) -> Serial | None:
    """Return the serial port of `pxe:server:console` (`ttyS0,115200n8`), or None where that names none."""
    found = re.fullmatch(r"ttyS([0-9]{1,2})(?:,([0-9]{2,7})(?:[noe][5-8]?r?)?)?", site.server.console or "")
    return Serial(int(found[1]), int(found[2] or 115200)) if found else None


def plain_url(site: Site) -> str:
    """Return the URL under which the kickstart server serves what is no secret: `http://address[:port]/pxe`."""
    port = "" if site.server.http_port == 80 else f":{site.server.http_port}"
    return f"http://{site.server.address}{port}/pxe"


def base_url(site: Site) -> str:
    """Return the URL under which it serves kickstarts and takes reports: `https://name[:port]/pxe` where it has TLS."""
    tls = site.server.tls
    if tls is None:
        return plain_url(site)
    port = "" if tls.port == 443 else f":{tls.port}"
    return f"https://{tls.name or site.server.address}{port}/pxe"


def repo_url(site: Site, repo: str) -> str:
    """Return the URL from which a machine installs: the repo's own, or the kickstart server's."""
    source = site.repos[repo].source
    if "://" in source:
        return source
    tls = site.server.tls
    return f"{base_url(site) if tls and tls.repos == 'https' else plain_url(site)}/repo/{repo}/"


def repo_folder(site: Site, repo: str, family: Family) -> str | None:
    """Return the folder on the kickstart server that is served as a repo, or None where a URL serves it.

    A folder is served where it is; what an ISO (a source that ends in `.iso`) holds is unpacked below `family.repos`.
    """
    source = site.repos[repo].source
    if "://" in source:
        return None
    return f"{family.repos}/{repo}" if source.lower().endswith(".iso") else source.rstrip("/") or "/"


def kickstart_url(site: Site, mac: str) -> str:
    """Return the URL of the kickstart of the machine with this MAC address."""
    return f"{base_url(site)}/ks/{mac}"


def event_url(site: Site) -> str:
    """Return the URL to which machines report."""
    return f"{base_url(site)}/event"


def armed_url(site: Site, mac: str) -> str:
    """Return the URL that answers `yes` while the machine with this MAC address is armed, and `no` otherwise."""
    return f"{base_url(site)}/armed/{mac}"


def profile_kickstart_url(site: Site, profile: str) -> str:
    """Return the URL of the kickstart of a profile for machines that nobody declared."""
    return f"{base_url(site)}/ks/profile/{profile}"


def bootif(mac: str) -> str:
    """Return a MAC address as pxelinux and BOOTIF write it: hardware type 01, lower case, dashes."""
    return "01-" + mac.replace(":", "-")


def unknown_profiles(site: Site) -> tuple[str, ...]:
    """Return the profiles that an undeclared machine can install: those that allow it, and that the policy reaches."""
    if site.unknown == "local":
        return ()
    if site.unknown == "menu":
        return tuple(sorted(name for name, profile in site.profiles.items() if profile.install_unknown))
    return (site.unknown,)


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


def host_boots(site: Site, name: str, mac: str, armed: Armed) -> Decision:
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
