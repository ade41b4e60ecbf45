"""The files of a site: `Site`, and who is armed, to `Tree`; one function a service, and `render`.

Pure: the same site gives the same bytes. `salt_pxe.publish` makes a disk look like a tree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from salt_pxe.arming.armed import Armed
from salt_pxe.boot.decision import CA_INITRD, Local, host_boots, unknown_boots
from salt_pxe.boot.firmware import served
from salt_pxe.boot.loaders.ca_initrd import ca_initrd
from salt_pxe.installers import paths
from salt_pxe.installers.answer_files import answer_files, unknown_answer_files
from salt_pxe.installers.plug import served_installers
from salt_pxe.services.dhcp.plug import service_of
from salt_pxe.services.family import DEBIAN, Family
from salt_pxe.services.http.nginx_site import nginx_site
from salt_pxe.services.tftp.tftpd_settings import tftpd
from salt_pxe.site.artefact import File
from salt_pxe.site.problem import PillarError
from salt_pxe.site.site import Site
from salt_pxe.tree import Tree

__all__ = [
    "answer_tree",
    "boot_tree",
    "ca_tree",
    "dhcp_tree",
    "disarmed_files",
    "host_boot_tree",
    "http_tree",
    "render",
]


def dhcp_tree(site: Site, family: Family) -> Tree:
    """Return what the DHCP service of the site needs. Raises NotThere where the family does not have that service."""
    return service_of(site).files(site, family)


def boot_tree(site: Site, armed: Armed, family: Family) -> Tree:
    """Return what in.tftpd needs, and the boot configurations of the firmware that is served.

    Every armed host has a file for each of its MAC addresses. A declared host that is not armed has one too where the
    default does anything but boot the disk.
    """
    tree = {path: _file(text) for path, text in tftpd(site, family).items()}
    tree |= ca_tree(site, family)
    for firmware in served(site):
        shared = firmware.shared(site, unknown_boots(site), family.distribution)
        tree |= {f"{family.tftp_root}/{path}": _file(text) for path, text in shared.items()}
        stays = _file(firmware.machine(site, Local(), family.distribution))
        for name in sorted(armed if site.unknown == "local" else site.hosts):
            for mac in site.hosts[name].mac:
                boots = host_boots(site, name, mac, armed)
                own = (
                    stays
                    if isinstance(boots, Local)
                    else _file(firmware.machine(site, boots, family.distribution))
                )
                tree[f"{family.tftp_root}/{firmware.machine_path(mac)}"] = own
    return tree


def ca_tree(site: Site, family: Family) -> Tree:
    """Return the initrd that tells installers of the site's CA, where they have to be told."""
    tls = site.server.tls
    if not (tls and tls.ca_certificate and tls.hands_out_ca):
        return {}
    bundles = tuple(one.ca_bundle for one in served_installers(site) if one.ca_bundle is not None)
    return {f"{family.tftp_root}/{CA_INITRD}": File(ca_initrd(tls.ca_certificate, bundles))}


def host_boot_tree(site: Site, host: str, request: str, family: Family) -> Tree:
    """Return the boot configurations of one armed host alone."""
    tree: dict[str, File] = {}
    for firmware in served(site):
        for mac in site.hosts[host].mac:
            boots = host_boots(site, host, mac, {host: request})
            path = f"{family.tftp_root}/{firmware.machine_path(mac)}"
            tree[path] = _file(firmware.machine(site, boots, family.distribution))
    return tree


def disarmed_files(site: Site, mac: str, family: Family) -> dict[str, File | None]:
    """Return what becomes of the boot files of a declared host's MAC address when it is disarmed; None: deleted.

    The work is the same in a site of any size.
    """
    files: dict[str, File | None] = {}
    for firmware in served(site):
        stays = (
            None if site.unknown == "local" else _file(firmware.machine(site, Local(), family.distribution))
        )
        files[f"{family.tftp_root}/{firmware.machine_path(mac)}"] = stays
    return files


def http_tree(site: Site, family: Family) -> Tree:
    """Return what nginx needs."""
    return {family.nginx_site: _file(nginx_site(site, family))}


def answer_tree(
    site: Site,
    answers: Mapping[str, Mapping[str, str]],
    family: Family,
    profiles: Mapping[str, Mapping[str, str]] | None = None,
) -> Tree:
    """Return the answer files: `answers` by host, for each of its MAC addresses; `profiles` by profile, for strangers.

    Nobody but root and nginx reads them, for they hold password hashes. Beside them stand the markers of these hosts.
    """
    tree: dict[str, File] = {}
    root = family.http_root
    for name in sorted(answers):
        files = {file: _secret(text, family) for file, text in answers[name].items()}
        for mac in site.hosts[name].mac:
            places = paths.answer_paths(site, name, mac, root)
            tree |= {places[file]: secret for file, secret in files.items()}
            tree[paths.marker_file(mac, root)] = paths.MARKER
    for name, texts in sorted((profiles or {}).items()):
        places = paths.profile_answer_paths(site, name, root)
        tree |= {places[file]: _secret(text, family) for file, text in texts.items()}
    return tree


def render(
    site: Site, armed: Armed, family: Family = DEBIAN, read: Callable[[str], str] | None = None
) -> Tree:
    """Return every file of a site.

    `read` returns the text of a file of the master's file roots (`salt://...`). Raises PillarError when an answer file
    is refused.
    """
    answers, problems = answer_files(site, armed, read)
    profiles, more = unknown_answer_files(site, read)
    if problems or more:
        raise PillarError([*problems, *more])
    return {
        **dhcp_tree(site, family),
        **boot_tree(site, armed, family),
        **http_tree(site, family),
        **answer_tree(site, answers, family, profiles),
    }


def _file(text: str) -> File:
    return File(text.encode())


def _secret(text: str, family: Family) -> File:
    return File(text.encode(), mode=0o640, group=family.nginx_group, secret=True)
