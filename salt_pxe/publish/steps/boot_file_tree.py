"""Arm machines: loaders, boot files and records below the TFTP root, and in.tftpd that serves them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from salt_pxe import render
from salt_pxe.boot.firmware import served
from salt_pxe.plan import summary
from salt_pxe.publish.armed.boot_change import publish_boot
from salt_pxe.publish.armed.boot_files import BootPlan, boot_plan, missing
from salt_pxe.publish.daemons import probe
from salt_pxe.publish.daemons.daemon import Configured
from salt_pxe.publish.files.changes import difference
from salt_pxe.publish.files.copies import CopyChange, Manifest, shown
from salt_pxe.publish.files.disk import PublishError
from salt_pxe.publish.files.display import changes
from salt_pxe.publish.kickstart_server import KickstartServer
from salt_pxe.publish.media import loader_files
from salt_pxe.publish.steps import Step
from salt_pxe.publish.steps.configured import bring_in_force
from salt_pxe.services.tftp.tftpd_settings import tftpd
from salt_pxe.site.artefact import File
from salt_pxe.site.unknown import unknown_profiles

NAMED = 50
"""So many machines are named in words; of the others only the number is said."""


@dataclass
class TftpStep(Step):
    """Everything that in.tftpd serves, but for kernels; and in.tftpd."""

    server: KickstartServer
    armed: dict[str, str] = field(init=False)
    manifest: Manifest = field(init=False)
    copies: list[CopyChange] = field(init=False)
    boot: BootPlan = field(init=False)
    configured: Configured = field(init=False)
    action: dict[str, str] = field(init=False)
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._look()

    def changes(self) -> dict[str, Any]:
        """Return the loaders that are copied, the differences of boot files, and what happens to in.tftpd."""
        said: dict[str, Any] = shown(self.copies)
        said |= changes(self.boot.shown, self.server.redact)
        said |= self.server.armed_files.shown(self.boot.records)
        said |= self._tombstones()
        said |= changes(self.configured.plan, self.server.redact)
        return {**said, **self.action}

    def _tombstones(self) -> dict[str, str]:
        """Return how many tombstones are made for machines whose record stays, as an older version armed them."""
        files, changed = self.server.armed_files, {change.path for change in self.boot.records}
        stay = {host: one for host, one in self.armed.items() if files.record_path(host) not in changed}
        missing = files.tombstones.missing(stay.items())
        return {f"{files.tombstones.folder}/": f"{len(missing)} more tombstones"} if missing else {}

    def words(self) -> list[str]:
        """Return which machines are armed and disarmed, and which disks may be erased."""
        site, files = self.server.site, self.server.armed_files
        published = set(files.names())
        said = summary.arming_in_words(site, self.armed)
        still = self.armed.keys() | self.server.ahead().keys()
        renamed = {
            name: host
            for host in self.armed
            for name in self.server.former_names().get(host, ())
            if name in published
        }
        gone = [f"{name} is called {host} now" for name, host in sorted(renamed.items())]
        gone += [f"{host} is armed no more" for host in sorted(published - still - renamed.keys())]
        strangers = [
            f"any machine that nobody declared may install profile {name} and erase "
            f"{', '.join(site.profiles[name].disks)}"
            for name in unknown_profiles(site)
        ]
        said = said[:NAMED] + (
            [f"and {len(said) - NAMED} more machines are armed"] if len(said) > NAMED else []
        )
        return [*said, *gone[:NAMED], *strangers] or ["no machine is armed"]

    def warnings(self) -> list[str]:
        """Return which hosts were refused and why."""
        return [f"refused: {problem}" for problem in self.server.served.refused]

    def refused(self) -> list[str]:
        """Return who could not be armed, which loaders are missing, why in.tftpd does not follow."""
        return self.problems

    def carry_out(self) -> None:
        """Copy, write, remove, and make in.tftpd follow, for those armed at this very moment."""
        files = self.server.armed_files
        self._look(whole=True)
        publish_boot(files, self.boot, self.server.family, files.locked)
        try:
            self.manifest.carry_out(self.copies)
        except PublishError as failure:
            self.problems.append(str(failure))
            self.copies = []
        try:
            bring_in_force(self.server, partial(configured, self.server))
        except PublishError as failure:
            self.problems.append(str(failure))
            self.configured = replace(self.configured, plan=[])
            self.action = {}

    def _look(self, whole: bool = False) -> None:
        """Find out what changes; `whole`: only machines whose answer files, kernel and initrd are there are armed."""
        server, site, family = self.server, self.server.site, self.server.family
        ahead = server.ahead()
        self.armed = {host: request for host, request in server.armed().items() if host not in ahead}
        for host in list(self.armed) if whole else ():
            path = missing(server.disk, site, host, family)
            if path and (host, self.armed.pop(host)) not in server.over():
                self.problems.append(f"{host} is not armed: {path}, which its install needs, is not there")
        self.manifest = loader_files.manifest(server.disk, family)
        self.copies = self.manifest.plan(loader_files.wanted(server.disk, site, family))
        tree = render.boot_tree(site, self.armed, family)
        boots = {path: file for path, file in tree.items() if path not in family.tftp_confs}
        replaced = partial(render.disarmed_files, site, family=family)
        self.boot = boot_plan(
            server.armed_files,
            site,
            self.armed,
            family,
            boots,
            replaced,
            server.resting(),
            server.lingering(),
            ahead,
            server.former_names(),
        )
        self.configured = configured(server)
        action = self.configured.action(server.disk)
        self.action = {self.configured.daemon.name: action.value} if action.value else {}


def configured(server: KickstartServer) -> Configured:
    """Return in.tftpd with its configuration as it is to be at this moment."""
    daemon, site, family = server.tftpd(), server.site, server.family
    asked = served(site)[0].boot_file(site)
    return Configured(
        daemon,
        difference(server.disk, {path: File(text.encode()) for path, text in tftpd(site, family).items()}),
        server.policy(daemon),
        probe=partial(probe.tftp, str(site.server.address), asked),
        pending=server.pending(daemon),
    )


step = TftpStep
