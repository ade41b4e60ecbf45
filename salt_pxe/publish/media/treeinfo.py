"""What an installation tree's `.treeinfo` says: its release, its kernel and initrd, and their checksums.

The file is productmd's (https://productmd.readthedocs.io, "Treeinfo file format"), which also reads the older forms.
"""

from __future__ import annotations

import configparser
from dataclasses import dataclass

from productmd.treeinfo import TreeInfo

from salt_pxe.site.profiles.release import Release
from salt_pxe.site.repos import Repo

ARCHITECTURE = "x86_64"


class RepoRefused(Exception):
    """An installation tree that cannot be served; the message says what is wrong and what to do."""


@dataclass(frozen=True)
class Media:
    """What a tree's `.treeinfo` says: paths relative to the tree, SHA-256 as hex digits where it lists them."""

    name: str
    release: Release
    kernel: str
    initrd: str
    kernel_sha256: str | None
    initrd_sha256: str | None


def read(text: str, name: str, repo: Repo) -> Media:
    """Return what the `.treeinfo` of a repo says. Raises RepoRefused."""
    where = f"pxe:repos:{name}: the .treeinfo of {repo.source}"
    info = TreeInfo()
    try:
        info.loads(text)
        version, architecture = str(info.release.version), str(info.tree.arch)
        title = f"{info.release.name} {version}"
        family = "fedora" if "fedora" in str(info.release.name).lower() else "el"
        images = info.images.images.get(architecture, {})
        sums = dict(info.checksums.checksums)
    except (ValueError, TypeError, KeyError, AttributeError, configparser.Error) as error:
        raise RepoRefused(f"{where} cannot be read: {error}") from error
    if architecture != ARCHITECTURE:
        raise RepoRefused(
            f"{where} is of a tree for {architecture}; salt-pxe installs {ARCHITECTURE} machines"
        )
    major = version.split(".")[0]
    if not major.isdigit():
        raise RepoRefused(f"{where} has no release number: version = {version}")
    found = {}
    for part, said in (("kernel", repo.kernel), ("initrd", repo.initrd)):
        found[part] = said or images.get(part)
        if not found[part]:
            raise RepoRefused(f"{where} names no {part}: set pxe:repos:{name}:{part}, or use the whole tree")
        _stays_inside(found[part], f"{where}: {part} = {found[part]}")
    kernel, initrd = found["kernel"], found["initrd"]
    return Media(
        title,
        Release(family, str(int(major))),
        kernel,
        initrd,
        _sum(where, sums, kernel, repo),
        _sum(where, sums, initrd, repo),
    )


def belongs(media: Media, name: str, profile: str, release: Release | None) -> None:
    """Raise RepoRefused where a profile means another release than its repo holds."""
    if media.release != release:
        words = release.words if release else "no release"
        raise RepoRefused(
            f"pxe:profiles:{profile}:release means {words}, but its repo {name} holds {media.name}: "
            "kernel, packages and answer file would not belong together. Name the right repo or release"
        )


def _sum(where: str, sums: dict[str, list[str]], path: str, repo: Repo) -> str | None:
    kind, value = (sums.get(path) or ["", ""])[:2]
    if kind == "sha256" and len(value) == 64:
        return value.lower()
    if repo.checksums == "optional":
        return None
    raise RepoRefused(
        f"{where} lists no sha256 of {path}, so nobody can tell whether it belongs to the tree. "
        "Use the whole tree, or set checksums: optional"
    )


def _stays_inside(path: str, where: str) -> None:
    if path.startswith("/") or any(part in ("", ".", "..") for part in path.split("/")):
        raise RepoRefused(f"{where} leads out of the tree")
