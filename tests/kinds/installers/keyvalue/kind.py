"""What an installer answers to the plug that reads two files with lines of key=value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from salt_pxe.installers.disk_layout import DiskLayout
from salt_pxe.installers.installation import Installation
from salt_pxe.installers.installed_system import InstalledSystem
from salt_pxe.installers.kernel_line import ArgumentFault, ArgumentNic, KernelLine
from salt_pxe.installers.report.report_scripts import finish_script
from salt_pxe.installers.sources import Read
from salt_pxe.site.artefact import MARK
from salt_pxe.site.problem import Problem
from salt_pxe.site.profiles.release import Release
from salt_pxe.site.site import Site

KEYS = ("disk", "hostname", "rootpw", "url")
SETTINGS, FINISH = "settings", "finish.sh"


@dataclass(frozen=True)
class KeyValue:
    """An installer with two answer files a machine, which knows Tiny1 alone and no volume groups."""

    name: str = "key-value"
    folder: str = "kv"
    files: tuple[str, ...] = (SETTINGS, FINISH)
    nic_headers: tuple[str, ...] = ()
    ca_bundle: str | None = "etc/tiny/ca.pem"
    releases: str = "Tiny1"

    def release(self, name: str) -> Release | None:
        """Return the one release that there is."""
        return Release("tiny", "1", "Tiny 1") if name == "Tiny1" else None

    def installed_system(self, release: Release) -> InstalledSystem:
        """Return a system that knows two methods of hashes and has one account and two groups."""
        return InstalledSystem(frozenset({"5", "6"}), {"root": 0}, {"root": 0, "staff": 50})

    def time_zone(self, release: Release, name: str) -> str | None:
        """Take every name."""
        return name

    def memory_mb(self, release: Release) -> int:
        """Return what it needs."""
        return 64

    def kernel_arguments(self, line: KernelLine) -> tuple[str, ...]:
        """Return where its two files are."""
        return (f"kv={line.answers_url}/", f"from={line.repo_url}")

    @property
    def own_arguments(self) -> Mapping[str, str]:
        """Nobody else may say where the files are."""
        return {"kv": "leave it out"}

    @property
    def replaceable_arguments(self) -> tuple[str, ...]:
        """Another tree may be named."""
        return ("from",)

    def argument_faults(self, arguments: Sequence[str]) -> Iterable[ArgumentFault]:
        """Refuse to install nothing."""
        return [
            ArgumentFault(index, "dry installs nothing", "leave it out")
            for index, argument in enumerate(arguments)
            if argument == "dry"
        ]

    def argument_nics(self, arguments: Sequence[str]) -> Iterable[ArgumentNic]:
        """Read no argument about NICs."""
        return ()

    def refusals(self, site: Site, profile: str) -> Iterable[Problem]:
        """Refuse volume groups."""
        if site.profiles[profile].storage.volume_groups:
            yield Problem(f"pxe:profiles:{profile}:storage:volume_groups", "key-value makes no volume groups")

    def default_type(self, release: str) -> str | None:
        """Return ext2, which is all that it makes."""
        return "ext2"

    def layout_faults(self, layout: DiskLayout) -> Iterable[Problem]:
        """Refuse btrfs, by its own pillar path."""
        if layout.storage.autopart == "btrfs":
            yield Problem(f"{layout.path}:autopart", "Tiny 1 has no btrfs", "say plain")

    def layout_cautions(self, layout: DiskLayout) -> Iterable[Problem]:
        """Say that no swap is ever made."""
        if not layout.storage.no_swap:
            yield Problem(f"{layout.path}:no_swap", "Tiny 1 makes no swap", "say no_swap: true")

    def answer_files(self, installation: Installation, read: Read) -> Mapping[str, str]:
        """Return the settings, and the script that runs last."""
        values = {
            "url": installation.url,
            "hostname": installation.hostname or "",
            "disk": installation.boot_drive,
            "rootpw": installation.rootpw,
        }
        report = finish_script(installation.report) if installation.report else "exit 0\n"
        return {
            SETTINGS: "".join([f"# {MARK}\n", *(f"{key}={value}\n" for key, value in values.items())]),
            FINISH: f"#!/bin/sh\n# {MARK}\n{report}",
        }

    def problems(self, installation: Installation, files: Mapping[str, str], read: Read) -> list[Problem]:
        """Return which keys are missing, and that it installs no machine that is called `bad`."""
        lines = [line for line in files[SETTINGS].splitlines() if not line.startswith("#")]
        found = dict(line.split("=", 1) for line in lines)
        wrong = [f"has no {key}" for key in KEYS if key not in found]
        wrong += ["the name bad is taken"] if found.get("hostname") == "bad" else []
        return [Problem(installation.path, message) for message in wrong]


KIND = KeyValue()
