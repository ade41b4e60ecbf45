"""An install repository, whole and of its release. Kernel and initrd go to the TFTP root.

An ISO is unpacked once for each of its states (size and time); a folder is served where it is; of a URL only
`.treeinfo`, kernel and initrd are fetched.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from salt_pxe.installers.plug import installer_of
from salt_pxe.publish.files.copies import Copy, Manifest, stamp
from salt_pxe.publish.files.disk import STAGED, Disk, PublishError
from salt_pxe.publish.media import fetch, iso, treeinfo
from salt_pxe.publish.media.repo_plan import RepoPlan, RepoState
from salt_pxe.publish.media.treeinfo import Media, RepoRefused
from salt_pxe.services.family import Family
from salt_pxe.services.http import repo_folders
from salt_pxe.site.artefact import MARK, File
from salt_pxe.site.site import Site

Text = TypeVar("Text", str, "str | None")

TREEINFO = ".treeinfo"
UNDOTTED = "treeinfo"
"""What some trees call it, for servers that hide names with a dot."""
KERNEL, INITRD = "vmlinuz", "initrd.img"
"""The names of the copies below the TFTP root, whatever the tree calls them."""


class Repos:
    """The install repositories of a site on this server. `only` limits everything to one of them."""

    def __init__(self, disk: Disk, site: Site, family: Family, only: str | None = None) -> None:
        self.disk = disk
        self.site = site
        self.family = family
        self.names = sorted(site.repos) if only is None else [only]
        self.manifest = Manifest(disk, f"{family.state_dir}/kernels.json")
        self.unpacked_path = f"{family.state_dir}/repos.json"
        self.everything = only is None

    def plan(self) -> RepoPlan:
        """Return what would happen. Nothing is changed; a URL is asked for its `.treeinfo`."""
        plan = RepoPlan()
        wanted: list[Copy] = []
        for name in self.names:
            try:
                state = self._state(name)
                wanted += self._copies(state)
                plan.repos.append(state)
            except RepoRefused as refusal:
                plan.refused.append(str(refusal))
        judged = {state.name for state in plan.repos}
        spared = (
            [f"{self.family.kernels}/{name}" for name in self._known() - judged]
            if not self.everything
            else []
        )
        spared += [f"{self.family.kernels}/{name}" for name in self.names if name not in judged]
        plan.copies = self.manifest.plan(wanted, spared)
        if self.everything:
            isos = {
                name for name in self.site.repos if self._folder(name).startswith(f"{self.family.repos}/")
            }
            plan.removed = sorted(self._unpacked().keys() - isos)
        return plan

    def carry_out(self, plan: RepoPlan) -> RepoPlan:
        """Unpack, copy and remove; return the plan as it went, with what could not be done among `refused`."""
        went = RepoPlan(refused=list(plan.refused))
        for state in plan.repos:
            try:
                went.repos.append(self._carry_out_one(state, went))
            except (RepoRefused, PublishError) as failure:
                went.refused.append(str(failure))
        for name in plan.removed:
            shutil.rmtree(self.disk.real(f"{self.family.repos}/{name}"), ignore_errors=True)
            self._remember(name, None)
            went.removed.append(name)
        gone = [change for change in plan.copies if change.copy is None]
        self.manifest.carry_out(gone)
        went.copies = sorted([*went.copies, *gone], key=lambda change: change.path)
        return went

    def _carry_out_one(self, state: RepoState, went: RepoPlan) -> RepoState:
        if state.unpack:
            self._unpack(state)
            self._remember(state.name, stamp(self.disk.real(state.source)))
            media = self._media_of_folder(state.name)
            self._check(state.name, media)
            state = replace(state, media=media)
        changes = [
            change
            for change in self.manifest.plan(self._copies(replace(state, unpack=False)))
            if change.copy is not None
        ]
        if "://" in state.source and changes:
            inside = {
                f"{self.family.kernels}/{state.name}/{target}": path
                for target, path, _ in _parts(state.media)
            }
            with fetch.fetched(
                state.source, {change.path: inside[change.path] for change in changes}
            ) as local:
                self.manifest.carry_out(
                    replace(change, copy=replace(change.copy, source=local[change.path]))
                    for change in changes
                    if change.copy
                )
        else:
            self.manifest.carry_out(changes)
        went.copies += changes
        return state

    def _state(self, name: str) -> RepoState:
        source = self.site.repos[name].source
        if "://" in source:
            fetched = _by_either_name(lambda inside: fetch.text(f"{source.rstrip('/')}/{inside}", name))
            media = treeinfo.read(fetched, name, self.site.repos[name])
            self._check(name, media)
            return RepoState(name, source, media=media)
        if source.lower().endswith(".iso"):
            there = stamp(self.disk.real(source))
            if there is None:
                raise RepoRefused(
                    f"pxe:repos:{name}:source: there is no file {source} on the kickstart server"
                )
            if self._unpacked().get(name) != [source, *there] or not os.path.isdir(
                self.disk.real(self._folder(name))
            ):
                file = self.disk.real(source)
                iso.is_whole(file)
                iso.fits(file, self.disk.real(self.family.repos))
                text = _by_either_name(lambda inside: iso.text(file, inside))
                if text is None:
                    return RepoState(name, source, unpack=True)
                media = treeinfo.read(text, name, self.site.repos[name])
                self._check(name, media)
                return RepoState(name, source, True, media)
        elif not os.path.isdir(self.disk.real(source)):
            raise RepoRefused(f"pxe:repos:{name}:source: there is no folder {source} on the kickstart server")
        media = self._media_of_folder(name)
        self._check(name, media)
        return RepoState(name, source, media=media)

    def _check(self, name: str, media: Media) -> None:
        for profile_name, profile in sorted(self.site.profiles.items()):
            if profile.repo == name:
                release = installer_of(self.site, profile_name).release(profile.release)
                treeinfo.belongs(media, name, profile_name, release)

    def _copies(self, state: RepoState) -> list[Copy]:
        found = []
        for target, inside, expected in _parts(state.media):
            source = None
            if inside and "://" not in state.source and not state.unpack:
                source = self.disk.real(f"{self._folder(state.name)}/{inside}")
                if not os.path.isfile(source):
                    raise RepoRefused(
                        f"pxe:repos:{state.name}: its .treeinfo names {inside}, which is not in the tree"
                    )
            path = f"{self.family.kernels}/{state.name}/{target}"
            found.append(Copy(path, source, f"{target} of the repo {state.name}", expected))
        return found

    def _unpack(self, state: RepoState) -> None:
        target = self.disk.real(self._folder(state.name))
        staged = f"{os.path.dirname(target)}/.{state.name}{STAGED}"
        self.disk.make_folder(self.family.repos)
        shutil.rmtree(staged, ignore_errors=True)
        try:
            iso.unpack(self.disk.real(state.source), staged)
            if os.path.lexists(target):
                old = f"{staged}.old"
                shutil.rmtree(old, ignore_errors=True)
                os.rename(target, old)
                os.rename(staged, target)
                shutil.rmtree(old, ignore_errors=True)
            else:
                os.rename(staged, target)
        finally:
            shutil.rmtree(staged, ignore_errors=True)

    def _media_of_folder(self, name: str) -> Media:
        path = f"{self._folder(name)}/{TREEINFO}"
        found = self.disk.read(path) or self.disk.read(f"{self._folder(name)}/{UNDOTTED}")
        if found is None or found.content is None:
            raise RepoRefused(
                f"pxe:repos:{name}: {path} is not there, so {self.site.repos[name].source} is no installation tree"
            )
        return treeinfo.read(found.content.decode(errors="replace"), name, self.site.repos[name])

    def _folder(self, name: str) -> str:
        return repo_folders.repo_folder(self.site, name, self.family) or ""

    def _known(self) -> set[str]:
        head = f"{self.family.kernels}/"
        return {path.removeprefix(head).split("/")[0] for path in self.manifest.entries}

    def _unpacked(self) -> dict[str, list[Any]]:
        found = self.disk.read(self.unpacked_path)
        try:
            return dict(json.loads(found.content or b"")["repos"]) if found else {}
        except (ValueError, KeyError, TypeError):
            return {}

    def _remember(self, name: str, what: tuple[int, ...] | None) -> None:
        known = self._unpacked()
        known.pop(name, None)
        if what is not None:
            known[name] = [self.site.repos[name].source, *what]
        text = json.dumps({"note": MARK, "repos": known}, sort_keys=True) + "\n"
        self.disk.write(self.unpacked_path, File(text.encode(), 0o600))


def _parts(media: Media | None) -> list[tuple[str, str, str | None]]:
    """Return the name of each copy, the path in the tree and its SHA-256; what nobody can know yet is empty."""
    if media is None:
        return [(KERNEL, "", None), (INITRD, "", None)]
    return [(KERNEL, media.kernel, media.kernel_sha256), (INITRD, media.initrd, media.initrd_sha256)]


def _by_either_name(read: Callable[[str], Text]) -> Text:
    """Return what a tree's `.treeinfo` holds, by either name of it. Raises RepoRefused, which names the usual one."""
    try:
        return read(TREEINFO)
    except RepoRefused as refusal:
        try:
            return read(UNDOTTED)
        except RepoRefused:
            raise refusal from None
