"""What will be installed on one machine: its profile, with what the host changes and what the site knows filled in.

Answer files are laid out from this value, and checked against it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from salt_pxe.installers.package_list import packages as joined_packages
from salt_pxe.installers.report.machine_report import AskedAs, MachineReport
from salt_pxe.installers.target_disks import boot_drive, chosen_disks
from salt_pxe.installers.target_network import network as target_network
from salt_pxe.site import urls
from salt_pxe.site.host import Host
from salt_pxe.site.profiles.nics import Nic
from salt_pxe.site.profiles.profile import Profile
from salt_pxe.site.profiles.storage import Storage
from salt_pxe.site.site import Site

_SECRET = re.compile(
    r"\$[0-9a-z]{1,3}\$[^\s'\"]+|grub\.pbkdf2\.[^\s'\"]+|(?<![0-9A-Za-z])[0-9a-f]{64}(?![0-9A-Za-z])"
)


@dataclass(frozen=True)
class Installation:
    """One installation. `host` is None for machines that nobody declared; they keep the name that DHCP gives."""

    path: str
    profile: str
    host: str | None
    declared: Profile
    url: str
    hostname: str | None
    minion_id: str | None
    master: str | None
    disks: tuple[str, ...]
    boot_drive: str
    storage: Storage
    network: tuple[Nic, ...]
    packages: tuple[str, ...]
    packages_of_host: tuple[str, ...]
    rootpw: str
    variables: dict[str, str | int | bool]
    report: MachineReport | None

    def without_secrets(self, message: str) -> str:
        """Return a message without the hashes and the token of this installation, and without what looks like one."""
        known = [
            self.rootpw,
            self.declared.bootloader.password,
            self.report.token if self.report else None,
            *(user.password for user in self.declared.users.values()),
        ]
        for secret in known:
            if secret and secret != "locked":
                message = message.replace(secret, "...")
        return _SECRET.sub("...", message)


def installation(
    site: Site,
    profile_name: str,
    host_name: str | None = None,
    token: str | None = None,
    master_finger: str | None = None,
    asked_as: AskedAs | None = None,
) -> Installation:
    """Return the installation of a profile on a host, or on a machine that nobody declared.

    `token` is that of the host's request, and `master_finger` the fingerprint of the master's key, where there is one;
    `asked_as` is what the machine is in its reports (default: what the site says now).
    Raises InstallationRefused when no disk is named, when a disk is meant that is not among those named, or when a
    static address is wanted and there is none.
    """
    profile = site.profiles[profile_name]
    host = site.hosts[host_name] if host_name is not None else None
    path = f"pxe:profiles:{profile_name}" if host_name is None else f"pxe:hosts:{host_name}"
    storage = (host.storage if host else None) or profile.storage
    disks = chosen_disks(path, profile, host, storage)
    named = asked_as
    if named is None and host_name is not None and host is not None:
        named = AskedAs(host_name, host.mac[0], site.minion_id(host_name))
    nics = host.network if host and host.network is not None else profile.network
    return Installation(
        path=path,
        profile=profile_name,
        host=host_name,
        declared=profile,
        url=urls.repo_url(site, profile.repo),
        hostname=site.hostname(host_name) if host_name is not None else None,
        minion_id=named.minion_id if named else None,
        master=site.server.master,
        disks=disks,
        boot_drive=boot_drive(path, profile, host, disks),
        storage=storage,
        network=target_network(site, path, nics or (Nic(),), host),
        packages=joined_packages(profile.packages, host.packages if host else ()),
        packages_of_host=host.packages if host else (),
        rootpw=(host.rootpw if host else None) or profile.rootpw,
        variables={**profile.variables, **(host.variables if host else {})},
        report=_report(site, named, host, token, master_finger),
    )


def _report(
    site: Site, named: AskedAs | None, host: Host | None, token: str | None, master_finger: str | None
) -> MachineReport | None:
    """A machine that somebody asked to install reports, where the site says to whom."""
    if site.server.api is None or named is None or host is None or host.install is None:
        return None
    tls = site.server.tls
    return MachineReport(
        urls.event_url(site),
        urls.armed_url(site, named.mac),
        site.site or "",
        named.host,
        named.mac,
        host.install,
        token,
        named.minion_id,
        site.server.master,
        master_finger,
        tls.ca_certificate if tls and tls.hands_out_ca else None,
        tls.verify if tls else True,
    )
