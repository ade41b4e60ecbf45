"""Checks of the files: loaders, kernels, stale or foreign boot files, readable secrets, labels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from salt_pxe.boot.plug import FIRMWARE
from salt_pxe.doctor.finding import Finding, error, ok, warning
from salt_pxe.installers import paths
from salt_pxe.publish.host import observations
from salt_pxe.publish.kickstart_server import KickstartServer
from salt_pxe.publish.media import loader_files
from salt_pxe.publish.media.repo import Repos
from salt_pxe.publish.steps import answer_file_tree, boot_file_tree
from salt_pxe.site.artefact import is_ours

_NEARLY_A_MAC = re.compile(r"^(?:01[-:])?((?:[0-9A-Fa-f]{2}[-:]){5}[0-9A-Fa-f]{2})(?:\.cfg)?$")
_ANY = "02:00:00:00:00:00"
_TYPES = {
    "tftp": {"tftpdir_t", "tftpdir_rw_t", "public_content_t"},
    "http": {"httpd_sys_content_t", "public_content_t"},
}


def boot_loaders(server: KickstartServer) -> Iterator[Finding]:
    """Whether the loaders are there and those of the packages."""
    changes = loader_files.manifest(server.disk, server.family).plan(
        loader_files.wanted(server.disk, server.site, server.family)
    )
    for change in changes:
        if change.copy and change.copy.source is None:
            yield error(
                "loader", f"{change.path} comes from a package that is not installed", "apply the state pxe"
            )
        elif change.copy:
            how = "is missing" if change.word.startswith("new") else "differs from that of the package"
            yield error("loader", f"{change.path} {how}", "apply the state pxe")
    if not changes:
        yield ok("loader", "the boot loaders are those of the distribution's packages")


def repos(server: KickstartServer) -> Iterator[Finding]:
    """Whether the repos are there and their kernels are what `.treeinfo` says."""
    plan = Repos(server.disk, server.site, server.family).plan()
    for line in plan.refused:
        yield error("repo", line, "mend the repo, or its source in pillar")
    for state in plan.repos:
        if state.unpack:
            yield error("repo", f"{state.name} is not unpacked from {state.source}", "apply the state pxe")
    for change in plan.copies:
        yield error("kernel", f"{change.path}: {change.word}", "apply the state pxe")
    if not (plan.refused or plan.copies or any(state.unpack for state in plan.repos)):
        yield ok("repo", f"{len(plan.repos)} repos are served, their kernels are those of .treeinfo")


def up_to_date(server: KickstartServer) -> Iterator[Finding]:
    """Whether boot files and answer files are what pillar says now."""
    waiting = len(answer_file_tree.step(server).plan) + len(boot_file_tree.step(server).boot.shown)
    if waiting:
        yield warning(
            "published",
            f"{waiting} boot files and answer files are not as pillar says",
            "apply the state pxe",
        )
    else:
        yield ok("published", f"boot files and answer files are as pillar says; armed: {len(server.armed())}")


def foreign(server: KickstartServer) -> Iterator[Finding]:
    """Boot configurations of somebody else, above all those whose name no loader ever asks for."""
    for firmware in FIRMWARE.all():
        folder = f"{server.family.tftp_root}/{firmware.machine_path(_ANY).rpartition('/')[0]}"
        for name in sorted(server.disk.names(folder)):
            found = server.disk.read(f"{folder}/{name}")
            mac = _NEARLY_A_MAC.match(name)
            if found is None or found.content is None or is_ours(found.content) or not mac:
                continue
            asked = firmware.machine_path(mac[1].replace("-", ":").lower()).rpartition("/")[2]
            if name != asked:
                message = f"{folder}/{name} is never asked for: the loader asks for {asked}"
                yield warning("foreign-file", message, "rename it, or remove it")
            else:
                message = f"{folder}/{name} is not ours, and its machine boots what it says"
                yield warning("foreign-file", message, "declare the machine in pxe:hosts and remove the file")


def secrets(server: KickstartServer) -> Iterator[Finding]:
    """Whether somebody else on this machine can read the answer files and their password hashes."""
    places = paths.answer_folders(server.family.http_root)
    opened = [
        f"{folder}/{name}"
        for folder in places
        for name in server.disk.names(folder)
        if (observations.mode(server.disk.real(f"{folder}/{name}")) or 0) & 0o004
    ]
    for path in sorted(opened):
        yield error("secret", f"{path} can be read by everybody here", f"chmod o= {path}")
    if not opened:
        yield ok("secret", "no answer file can be read by everybody here")


def labels(server: KickstartServer) -> Iterator[Finding]:
    """Whether SELinux lets the daemons read what they serve."""
    if not observations.selinux_enforces():
        return
    for kind, folder in (("tftp", server.family.tftp_root), ("http", server.family.http_root)):
        found = observations.selinux_type(server.disk.real(folder))
        if found is not None and found not in _TYPES[kind]:
            remedy = (
                f"semanage fcontext -a -t {sorted(_TYPES[kind])[-1]} '{folder}(/.*)?'; restorecon -R {folder}"
            )
            yield error("selinux", f"{folder} has the type {found}, which the daemon may not read", remedy)


CHECKS = (boot_loaders, repos, up_to_date, foreign, secrets, labels)
