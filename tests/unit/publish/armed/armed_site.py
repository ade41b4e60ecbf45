"""A site with four hosts whose boot files are published as the states do it, and where their files then are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

from salt_pxe import pillar, render
from salt_pxe.installers import paths
from salt_pxe.publish.armed.boot_change import publish_boot
from salt_pxe.publish.armed.boot_files import BootPlan, boot_plan, referenced
from salt_pxe.publish.armed.records import ArmedFiles
from salt_pxe.publish.files.changes import Kind, carry_out, difference
from salt_pxe.publish.files.disk import Disk
from salt_pxe.services.family import DEBIAN
from salt_pxe.site.artefact import MARK
from salt_pxe.site.site import Site
from tests.site import changed

HOSTS = {f"web{number:02}": f"52:54:00:00:00:{number:02x}" for number in range(4)}


DAEMONS = ("isc-dhcp-server", "tftpd-hpa", "nginx")


def site_of(hosts: Mapping[str, str] = HOSTS, **changes: object) -> Site:
    """Return a site with these hosts, none of which asks for anything by itself."""
    return pillar.parse(
        changed(
            {"hosts": {name: {"mac": mac, "profile": "el9-web"} for name, mac in hosts.items()}, **changes}
        )
    )


SITE = site_of()
RENAMED = site_of({"db01" if name == "web01" else name: mac for name, mac in HOSTS.items()})
"""The site in which web01 is called db01."""
FORMER = {"db01": ("web01",)}


def files_on(disk: Disk) -> ArmedFiles:
    """Return the records on a disk."""
    return ArmedFiles(disk, DEBIAN.state_dir)


def plan_of(
    disk: Disk,
    armed: Mapping[str, str],
    site: Site = SITE,
    ahead: Collection[str] = (),
    former: Mapping[str, Collection[str]] | None = None,
) -> BootPlan:
    """Return the plan of the boot files."""
    tree = render.boot_tree(site, armed, DEBIAN)
    tree = {path: file for path, file in tree.items() if path not in DEBIAN.tftp_confs}
    replaced = partial(render.disarmed_files, site, family=DEBIAN)
    return boot_plan(files_on(disk), site, armed, DEBIAN, tree, replaced, DAEMONS, ahead=ahead, former=former)


def changes(plan: BootPlan) -> list[Any]:
    """Return all that a plan changes, the records included, which no person is shown."""
    return [*plan.disarming, *plan.answers, *plan.records, *plan.arming]


def publish(
    disk: Disk,
    wanted: Mapping[str, str],
    site: Site = SITE,
    former: Mapping[str, Collection[str]] | None = None,
) -> None:
    """Publish kickstarts and boot files of those hosts whose request has no tombstone, as the states do."""
    files = files_on(disk)

    def open_still() -> dict[str, str]:
        names = {host: (host, *(former or {}).get(host, ())) for host in wanted}
        return {
            host: text
            for host, text in wanted.items()
            if not any(files.tombstones.counts(name, text) for name in names[host])
        }

    with files.locked():
        texts = {host: {"": f"# {MARK}\n{host} {request}\n"} for host, request in open_still().items()}
        tree = render.answer_tree(site, texts, DEBIAN)
        kickstarts = difference(disk, tree, paths.folders(DEBIAN.http_root))
        still = referenced(files)
        carry_out(
            disk,
            [change for change in kickstarts if change.kind is not Kind.REMOVE or change.path not in still],
        )
    with files.locked():
        publish_boot(files, plan_of(disk, open_still(), site, former=former), DEBIAN)


def boot_files(disk: Disk, mac: str) -> list[str]:
    """Return the boot files of a MAC address that are there and install."""
    names = [
        f"{DEBIAN.tftp_root}/pxelinux.cfg/01-{mac.replace(':', '-')}",
        f"{DEBIAN.tftp_root}/grub/system/{mac}.cfg",
    ]
    found = {name: disk.read(name) for name in names}
    return [name for name, one in found.items() if one and b"vmlinuz" in (one.content or b"")]


def kickstart_path(mac: str) -> str:
    """Return where the kickstart of this machine without a fixed address is."""
    return f"{DEBIAN.http_root}/ks/pool/{mac}"


def marker(mac: str) -> str:
    """Return what says that the machine with this MAC address is armed."""
    return f"{DEBIAN.armed_markers}/{mac}"
