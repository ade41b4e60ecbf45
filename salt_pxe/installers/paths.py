"""Where the answer files of a machine lie and are served, and what says that the machine is armed.

The name of an answer file tells who may have it, so that arming needs no change of the HTTP server's configuration:
that of a host with a `fixed_address` begins with this address, and the server looks only for names that begin with the
address which asks. That of a host without one lies among those that are served to leased addresses.

Every `root` is the folder that is served as /pxe/.
"""

from __future__ import annotations

from collections.abc import Iterable

from salt_pxe.installers.plug import INSTALLERS, Installer, installer_of
from salt_pxe.site.artefact import MARK, File
from salt_pxe.site.site import Site
from salt_pxe.site.urls import base_url

BOUND, POOL, PROFILE = "bound", "pool", "profile"
"""Folders of answer files: each for one address, for any leased address, and for machines that nobody declared."""

MARKERS = "armed"
"""The folder of the files by which /pxe/armed/ is answered."""

SEPARATOR = ","
"""Stands on disk between a machine and the name of one of its files; no name of a profile holds it."""

MARKER = File(f"{MARK} The machine with this MAC address is armed.\n".encode())
"""While the file is there, `/pxe/armed/<mac>` answers yes to whoever asks, from whatever address."""


def answers_url(site: Site, profile: str, mac: str) -> str:
    """Return the URL of the answer file, or of the folder of these, of the machine with this MAC address."""
    return f"{base_url(site)}/{installer_of(site, profile).folder}/{mac}"


def profile_answers_url(site: Site, profile: str) -> str:
    """Return the URL of the answer file, or of the folder of these, of a profile for undeclared machines."""
    return f"{base_url(site)}/{installer_of(site, profile).folder}/{PROFILE}/{profile}"


def answer_paths(site: Site, host: str, mac: str, root: str) -> dict[str, str]:
    """Return where each answer file of a host lies for this MAC address of it: file name to path."""
    one = site.hosts[host]
    whose = f"{BOUND}/{one.fixed_address}-{mac}" if one.fixed_address else f"{POOL}/{mac}"
    return _paths(installer_of(site, one.profile or ""), whose, root)


def profile_answer_paths(site: Site, profile: str, root: str) -> dict[str, str]:
    """Return where each answer file of a profile for machines that nobody declared lies: file name to path."""
    return _paths(installer_of(site, profile), f"{PROFILE}/{profile}", root)


def marker_file(mac: str, root: str) -> str:
    """Return the path of the file that says that the machine with this MAC address is armed."""
    return f"{root}/{MARKERS}/{mac}"


def of_host(site: Site, host: str, root: str) -> tuple[str, ...]:
    """Return what a host has in these folders while it is armed, in the order of disarming: the markers go last."""
    macs = site.hosts[host].mac
    answers = (path for mac in macs for path in answer_paths(site, host, mac, root).values())
    return (*answers, *(marker_file(mac, root) for mac in macs))


def answer_folders(root: str) -> tuple[str, ...]:
    """Return every folder of answer files, of all installers that there are."""
    return tuple(path for installer in INSTALLERS.all() for path in _folders(installer, root))


def folders(root: str) -> tuple[str, ...]:
    """Return every folder of answer files and markers; all that carries our mark there is ours to remove."""
    return (*answer_folders(root), f"{root}/{MARKERS}")


def _folders(installer: Installer, root: str) -> Iterable[str]:
    top = f"{root}/{installer.folder}"
    return (top, *(f"{top}/{name}" for name in (BOUND, POOL, PROFILE)))


def _paths(installer: Installer, whose: str, root: str) -> dict[str, str]:
    return {
        name: f"{root}/{installer.folder}/{whose}{SEPARATOR if name else ''}{name}"
        for name in installer.files
    }
