"""How long does each step of one site take, and how much memory at most? Run in a process of its own.

python -m tests.bench.measure HOSTS ARMED KICKSTARTS   prints one JSON object
"""

from __future__ import annotations

import grp
import json
import os
import pwd
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from salt_pxe import pillar, render
from salt_pxe.arming.armed import arm, requested
from salt_pxe.installers import paths
from salt_pxe.installers.installation import installation
from salt_pxe.installers.kickstart.check.verdict import check
from salt_pxe.installers.kickstart.document import rendered
from salt_pxe.master import serve as serve_room
from salt_pxe.publish.armed.boot_change import publish_boot
from salt_pxe.publish.armed.boot_files import boot_plan
from salt_pxe.publish.armed.records import ArmedFiles
from salt_pxe.publish.files.changes import carry_out, difference
from salt_pxe.publish.files.disk import Disk
from salt_pxe.publish.kickstart_server import KickstartServer
from salt_pxe.publish.media.repo import INITRD, KERNEL
from salt_pxe.publish.steps import one_host
from salt_pxe.served import Served
from salt_pxe.services.family import DEBIAN, Family
from salt_pxe.site.artefact import MARK
from salt_pxe.site.site import Site
from salt_pxe.tree import Tree
from tests.bench import sites

T = TypeVar("T")


class Clock:
    """Collects the seconds of each named step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def __call__(self, name: str, work: Callable[[], T]) -> T:
        """Do the work and note how long it took."""
        start = time.perf_counter()
        result = work()
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start
        return result


def trees(site: Site, family: Family) -> dict[str, Tree]:
    """Return everything that a server serves, by area; each armed host with a kickstart of usual size."""
    armed = arm(site)
    text = f"# {sites.HASH}\n" + "# a line of a kickstart of usual size, 4 kB of them\n" * 80
    return {
        "dhcp": render.dhcp_tree(site, family),
        "boot": render.boot_tree(site, armed, family),
        "http": render.http_tree(site, family),
        "kickstarts": render.answer_tree(site, {host: {"": text} for host in armed}, family),
    }


def publish(site: Site, family: Family, made: dict[str, Tree], root: str) -> int:
    """Publish all areas below `root`, as the states do apart from daemons; return how many files changed."""
    disk = Disk(root)
    files = ArmedFiles(disk, family.state_dir)
    armed = arm(site)
    changed = 0
    for area in ("dhcp", "http", "kickstarts"):
        folders = paths.folders(family.http_root) if area == "kickstarts" else ()
        plan = difference(disk, made[area], folders)
        carry_out(disk, plan)
        changed += len(plan)
    boot = boot_plan(
        files, site, armed, family, made["boot"], lambda mac: render.disarmed_files(site, mac, family)
    )
    publish_boot(files, boot, family)
    return changed + len(boot.shown)


def plain_writes(made: dict[str, Tree], root: str) -> None:
    """The baseline of publishing: write every file and rename it, and nothing else."""
    for tree in made.values():
        for path, file in tree.items():
            target = Path(root + path)
            target.parent.mkdir(parents=True, exist_ok=True)
            staged = target.with_name(f"{target.name}.new")
            staged.write_bytes(file.content)
            staged.rename(target)


def arming_server(given: Mapping[str, Any], family: Family, root: str) -> KickstartServer:
    """Return the server below `root`, which has published the site and knows of no request that is over."""
    disk = Disk(root)
    shutil.rmtree(disk.real(ArmedFiles(disk, family.state_dir).tombstones.folder))
    site = pillar.parse({"pxe": given})
    for repo in site.repos:
        for name in (KERNEL, INITRD):
            at = Path(disk.real(f"{family.kernels}/{repo}/{name}"))
            at.parent.mkdir(parents=True, exist_ok=True)
            at.touch()
    asked = requested(site)
    served = Served(given, asked, {host: {"": f"# {MARK}\n" * 80} for host in asked}, {})
    return KickstartServer(served, family, disk, {})


def kickstarts(site: Site, clock: Clock, many: int) -> None:
    """Render and check the kickstarts of the first hosts, twice, timed the second time."""
    whats = [installation(site, "el9-web", name) for name in list(site.hosts)[:many]]
    no_files: Callable[[str], str] = lambda url: ""  # noqa: E731
    for name in ("warm-up", "timed"):
        texts = clock(f"kickstarts rendered ({name})", lambda: [rendered(what, no_files) for what in whats])
        clock(
            f"kickstarts validated ({name})",
            lambda texts=texts: [
                check(what, text, no_files) for what, text in zip(whats, texts, strict=True)
            ],
        )


def measure(hosts: int, armed: int, many: int) -> dict[str, Any]:
    """Measure one site."""
    clock = Clock()
    given = sites.pillar(hosts, armed)
    own = {"user": pwd.getpwuid(os.getuid()).pw_name, "group": grp.getgrgid(os.getgid()).gr_name}
    family = replace(DEBIAN, nginx_group=own["group"])
    clock("baseline: json dump and load of the pillar", lambda: json.loads(json.dumps(given)))
    site = clock("parse", lambda: pillar.parse(given))
    made = clock("render", lambda: trees(site, family))
    with tempfile.TemporaryDirectory() as plain:
        clock("baseline: plain write and rename of the same files", lambda: plain_writes(made, plain))
    with tempfile.TemporaryDirectory() as root:
        files = clock("publish, first", lambda: publish(site, family, made, root))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        assert clock("publish, unchanged", lambda: publish(site, family, made, root)) == 0
        changed_pillar = sites.pillar(hosts, armed)
        changed_pillar["pxe"]["hosts"]["host000000"]["install"] = "another request"
        changed_pillar["pxe"]["hosts"]["host000000"]["kernel_args"] = ["quiet"]
        changed_site = pillar.parse(changed_pillar)
        changed_made = trees(changed_site, family)
        touched = clock(
            "publish, one host changed", lambda: publish(changed_site, family, changed_made, root)
        )
        files_of_server = ArmedFiles(Disk(root), family.state_dir)
        clock("disarm one", lambda: files_of_server.disarm("host000000"))
        server = arming_server(changed_pillar["pxe"], family, root)
        paths = clock("arm one", lambda: one_host.publish_host(server, "host000000", "another request"))
        assert len(paths) == 4
    if armed <= many:
        clock("ext_pillar, server, first", lambda: serve_room.serve(given, lambda url: ""))
        clock("ext_pillar, server, again", lambda: serve_room.serve(given, lambda url: ""))
    clock("ext_pillar, stranger", lambda: serve_room.serve({"other": 1}, lambda url: ""))
    if many:
        kickstarts(site, clock, many)
    return {
        "hosts": hosts,
        "armed": armed,
        "kickstarts": min(many, hosts),
        "files": files,
        "touched": touched,
        "memory": memory,
        "seconds": clock.seconds,
    }


if __name__ == "__main__":
    print(json.dumps(measure(*(int(word) for word in sys.argv[1:4]))))
