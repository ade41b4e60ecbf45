"""The plug for installers: kernel arguments, answer files, and what is expected of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from salt_pxe.installers.disk_layout import DiskLayout
from salt_pxe.installers.installation import Installation
from salt_pxe.installers.installed_system import InstalledSystem
from salt_pxe.installers.kernel_line import ArgumentFault, ArgumentNic, KernelLine
from salt_pxe.installers.sources import Read
from salt_pxe.site.kinds import Registry
from salt_pxe.site.problem import Problem
from salt_pxe.site.profiles.release import Release
from salt_pxe.site.site import Site

THE_FILE = ""
"""The name of the answer file of an installer that has one alone: the machine's own path is this file."""


class Installer(Protocol):
    """One kind of installer. It keeps nothing between two questions."""

    @property
    def name(self) -> str:
        """The word of `pxe:profiles:<p>:installer`."""
        ...

    @property
    def folder(self) -> str:
        """The folder below `/pxe/` that holds its answer files: one word that no other installer has.

        They are served as `/pxe/<folder>/<mac>`, and as `/pxe/<folder>/profile/<profile>` to machines that nobody
        declared; the name of a file follows after a `/`, unless it is THE_FILE.
        """
        ...

    @property
    def files(self) -> tuple[str, ...]:
        """The names of the answer files of each machine: THE_FILE alone, or names of letters, digits, `-`, `_`, `.`."""
        ...

    @property
    def nic_headers(self) -> tuple[str, ...]:
        """The HTTP headers in which it names its NICs' MAC addresses when it fetches a file; none where it does not.

        A machine without a fixed address that names its NICs gets the answer files of one of these alone.
        """
        ...

    @property
    def ca_bundle(self) -> str | None:
        """Where its initrd keeps the CAs that it believes (relative to `/`); None where no file can say so."""
        ...

    @property
    def releases(self) -> str:
        """The releases that it knows, in words, for a person who named another."""
        ...

    def release(self, name: str) -> Release | None:
        """Return the release that a profile's `release` means, or None where this installer does not know it."""
        ...

    def installed_system(self, release: Release) -> InstalledSystem:
        """Return what the installed system of a release has before anything of pillar is in it."""
        ...

    def time_zone(self, release: Release, name: str) -> str | None:
        """Return the name under which it takes a time zone of the tz database; None where it knows none of its names.

        Its answer file says this name.
        """
        ...

    def memory_mb(self, release: Release) -> int:
        """Return the memory that it needs to install a release, in MB."""
        ...

    def kernel_arguments(self, line: KernelLine) -> tuple[str, ...]:
        """Return the kernel arguments that this installer reads, without those of the profile and the host.

        Each is one word without a blank. Where `line.mac` is None the loader adds `BOOTIF=01-<mac>`.
        """
        ...

    @property
    def own_arguments(self) -> Mapping[str, str]:
        """The names of kernel arguments that nobody else may say, and for each what to do instead.

        They are what `kernel_arguments` returns and what would contradict it, in older spellings too.
        """
        ...

    @property
    def replaceable_arguments(self) -> tuple[str, ...]:
        """The names of those of `kernel_arguments` whose place an operator's own value takes."""
        ...

    def argument_faults(self, arguments: Sequence[str]) -> Iterable[ArgumentFault]:
        """Return what keeps the install from its end in what profile and host add to the kernel line, in this order.

        What is wrong with several of them is told at the last.
        """
        ...

    def argument_nics(self, arguments: Sequence[str]) -> Iterable[ArgumentNic]:
        """Return what these arguments say of NICs; those that `argument_faults` tells of are left out."""
        ...

    def refusals(self, site: Site, profile: str) -> Iterable[Problem]:
        """Return what a profile says that this installer cannot do, each with its pillar path and no hint.

        The door adds which installers can.
        """
        ...

    def default_type(self, release: str) -> str | None:
        """Return the type of a file system where pillar says none; None where more than the release decides it."""
        ...

    def layout_faults(self, layout: DiskLayout) -> Iterable[Problem]:
        """Return what of a layout of disks its release refuses or misreads, each at the path of the value."""
        ...

    def layout_cautions(self, layout: DiskLayout) -> Iterable[Problem]:
        """Return what of a layout of disks its release drops, each at the value's path; it installs yet."""
        ...

    def answer_files(self, installation: Installation, read: Read) -> Mapping[str, str]:
        """Return the answer files of a machine by their names, which are those of `files`.

        They hold `report.scripts.installing_script`, `failed_script` and, as the last that runs in the installed
        system, `finish_script`, where the installation has a report. `read` gets the text of a `salt://` file and
        raises OSError where there is none. Raises InstallationRefused where this machine cannot be installed as pillar
        says.
        """
        ...

    def problems(self, installation: Installation, files: Mapping[str, str], read: Read) -> list[Problem]:
        """Return what the installer's own parser has against these files; an empty list says that they may be served.

        No problem shows a secret.
        """
        ...


INSTALLERS: Registry[Installer] = Registry("installer", "salt_pxe.installers", default=("kickstart",))


def installer_of(site: Site, profile: str) -> Installer:
    """Return the installer of a profile. Raises LookupError where there is no such profile or installer."""
    return INSTALLERS.get(site.profiles[profile].installer)


def served_installers(site: Site) -> tuple[Installer, ...]:
    """Return the installers whose answer files a site may serve: its profiles' own, and the default."""
    names = {profile.installer for profile in site.profiles.values()} | set(INSTALLERS.default)
    return tuple(INSTALLERS.get(name) for name in sorted(names))
