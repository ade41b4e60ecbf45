"""What the kickstart installer answers to the plug."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from salt_pxe.installers.disk_layout import DiskLayout
from salt_pxe.installers.installation import Installation
from salt_pxe.installers.installed_system import InstalledSystem
from salt_pxe.installers.kernel_line import ArgumentFault, ArgumentNic, KernelLine, bootif
from salt_pxe.installers.kickstart import (
    boot_options,
    limits,
    network_options,
    release_system,
    syntax,
    zone_names,
)
from salt_pxe.installers.kickstart.document import rendered
from salt_pxe.installers.plug import THE_FILE
from salt_pxe.installers.sources import Read
from salt_pxe.site.problem import Problem
from salt_pxe.site.profiles.release import Release
from salt_pxe.site.site import Site

_ANSWERS = "leave it out: a kickstart of your own is the template of the profile"
_SENT = "leave it out: it is sent with every request"
_REPO = "name the tree in pxe:repos, and the repo in the profile"
OWN_ARGUMENTS = {
    **dict.fromkeys(("inst.ks", "ks"), _ANSWERS),
    **dict.fromkeys(("inst.ks.sendmac", "kssendmac", "ks.sendmac"), _SENT),
    **dict.fromkeys(("inst.repo", "repo", "method"), _REPO),
    **dict.fromkeys(("ksdevice", "inst.ks.device"), "leave it out: BOOTIF names the NIC that boots"),
}
"""What Anaconda and dracut read twice, or instead of ours; the old names without `inst.` up to RHEL 7."""

MODES = {"text": ("inst.text",), "cmdline": ("inst.cmdline",)}

NOT_VERIFYING = ("inst.noverifyssl", "rd.noverifyssl")
"""Make Anaconda, and dracut that fetches the kickstart before it, take any certificate (dracut.cmdline(7))."""

NICS = 16
"""So many NICs of a machine are known by the headers that `inst.ks.sendmac` makes Anaconda send."""

MEMORY_MB = {("el", "7"): 2048, ("el", "8"): 2048}
DEFAULT_MEMORY_MB = 3072


@dataclass(frozen=True)
class Kickstart:
    """Anaconda, by a kickstart."""

    name: str = "kickstart"
    folder: str = "ks"
    files: tuple[str, ...] = (THE_FILE,)
    nic_headers: tuple[str, ...] = tuple(f"X-RHN-Provisioning-MAC-{nic}" for nic in range(NICS))
    ca_bundle: str | None = "etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"
    """What /etc/pki/tls/certs/ca-bundle.crt of RHEL 7 and later, and of Fedora, leads to: curl in Anaconda's initrd
    believes it, and `%certificate` adds to it. It holds until the second stage begins, which has a store of its own."""
    releases: str = syntax.KNOWN
    replaceable_arguments: tuple[str, ...] = ("ip",)
    """A machine may need another way to its address than DHCP (dracut.cmdline(7))."""

    @property
    def own_arguments(self) -> Mapping[str, str]:
        """What Anaconda is told about its kickstart, its tree and its NIC."""
        return OWN_ARGUMENTS

    def release(self, name: str) -> Release | None:
        """Return the release of a name; a rebuild is the RHEL that it rebuilds."""
        found = syntax.parse(name)
        if found is None:
            return None
        words = "RHEL or a rebuild, release" if found.family == "el" else "Fedora"
        return Release(found.family, str(found.version), f"{words} {found.version}")

    def installed_system(self, release: Release) -> InstalledSystem:
        """Return what Fedora or RHEL has, as it is installed."""
        return release_system.installed_system(_syntax(release))

    def time_zone(self, release: Release, name: str) -> str | None:
        """Return the name of a time zone that Anaconda takes."""
        return zone_names.zone_name(_syntax(release), name)

    def memory_mb(self, release: Release) -> int:
        """Return what Anaconda needs for a release, in MB."""
        return MEMORY_MB.get((release.family, release.version), DEFAULT_MEMORY_MB)

    def kernel_arguments(self, line: KernelLine) -> tuple[str, ...]:
        """Return what Anaconda and dracut read (Anaconda's documentation, "Boot options"; dracut.cmdline(7))."""
        network = ("inst.ks.sendmac", "ip=dhcp", *([f"BOOTIF={bootif(line.mac)}"] if line.mac else []))
        return (
            f"inst.repo={line.repo_url}",
            f"inst.ks={line.answers_url}",
            *network,
            *MODES.get(line.mode, ()),
            *(() if line.verify else NOT_VERIFYING),
        )

    def argument_faults(self, arguments: Sequence[str]) -> Iterable[ArgumentFault]:
        """Return what Anaconda, or dracut that runs before it, cannot install with."""
        return (*network_options.faults(arguments), *boot_options.faults(arguments))

    def argument_nics(self, arguments: Sequence[str]) -> Iterable[ArgumentNic]:
        """Return what dracut reads of `ip` and `ifname`."""
        return network_options.nics(arguments)

    def refusals(self, site: Site, profile: str) -> Iterable[Problem]:
        """Return a boot loader in a partition: what else a profile can say was named after the kickstart commands."""
        return limits.boot_loader(site, profile)

    def default_type(self, release: str) -> str | None:
        """Return xfs for RHEL since 7; of Fedora the edition decides (`file_system_type` of its anaconda.conf)."""
        found = syntax.parse(release)
        return "xfs" if found is not None and found.family == "el" else None

    def layout_faults(self, layout: DiskLayout) -> Iterable[Problem]:
        """Return what Anaconda of the release refuses or misreads."""
        return limits.faults(layout)

    def layout_cautions(self, layout: DiskLayout) -> Iterable[Problem]:
        """Return what Anaconda drops in silence."""
        return limits.cautions(layout)

    def answer_files(self, installation: Installation, read: Read) -> Mapping[str, str]:
        """Return the kickstart; the finish script is its last `%post`."""
        return {THE_FILE: rendered(installation, read)}

    def problems(self, installation: Installation, files: Mapping[str, str], read: Read) -> list[Problem]:
        """Return what pykickstart reads otherwise than it was meant."""
        from salt_pxe.installers.kickstart.check.verdict import check  # pykickstart takes long to import

        return check(installation, files[THE_FILE], read)


def _syntax(release: Release) -> syntax.Syntax:
    return syntax.Syntax(release.family, int(release.version))


KIND = Kickstart()
