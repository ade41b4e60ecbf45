"""A program for a network namespace: bring dhcpd.conf in force with the real dhcpd, as the states do, and report.

It reads a list of configurations, one after the other, from the JSON of its first argument; the second is the root of
the disk. It prints, for each, what happened.
"""

from __future__ import annotations

import json
import subprocess
import sys
from functools import partial
from pathlib import Path

from salt_pxe.publish.daemons import candidates, probe
from salt_pxe.publish.daemons.daemon import Configured, Policy, enforce
from salt_pxe.publish.files.changes import difference
from salt_pxe.publish.files.disk import Disk, PublishError
from salt_pxe.publish.host import dhcp_wire
from salt_pxe.services.dhcp.isc import check
from salt_pxe.services.refusals import DaemonFailed
from salt_pxe.site.artefact import File

CONF = "/etc/dhcp/dhcpd.conf"


class Dhcpd:
    """The real dhcpd, in the foreground, driven without systemd."""

    name = "dhcpd"
    reloads = False

    def __init__(self, root: str) -> None:
        self.root = Path(root)
        self.process: subprocess.Popen[bytes] | None = None

    def running(self) -> bool:
        """Tell whether it runs."""
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Start it, and wait until it serves or gives up."""
        (self.root / "leases").touch()
        flags = ["-4", "-f", "-d", "--no-pid", "-cf", f"{self.root}{CONF}", "-lf", f"{self.root}/leases"]
        self.process = subprocess.Popen(["dhcpd", *flags, "eth1"], stderr=subprocess.PIPE)
        assert self.process.stderr
        said = []
        for line in self.process.stderr:
            said.append(line.decode())
            if "Server starting service" in said[-1]:
                return
        self.process.wait()
        raise DaemonFailed(check.own_words("".join(said)))

    def stop(self) -> None:
        """Stop it."""
        if self.process:
            self.process.terminate()
            self.process.wait()

    def restart(self) -> None:
        """Stop and start it."""
        self.stop()
        self.start()


def main() -> None:
    """Go through the configurations."""
    texts, root = json.loads(sys.argv[1]), sys.argv[2]
    probe.SECONDS = 0.5  # it answers within milliseconds, or never
    disk, daemon = Disk(root), Dhcpd(root)
    conf, reports = Path(root + CONF), []
    for text in texts:
        plan = difference(disk, {CONF: File(text.encode())})
        configured = Configured(
            daemon,
            plan,
            Policy.RUN,
            candidate=partial(candidates.beside, configuration=CONF, daemon="dhcpd", check=check.check),
            probe=partial(probe.dhcp, "eth1", "10.0.0.7"),
        )
        failure = ""
        try:
            enforce(disk, configured)
        except PublishError as error:
            failure = str(error)
        reports.append(
            {
                "failure": failure,
                "conf": conf.read_text() if conf.exists() else "",
                "running": daemon.running(),
                "answers": dhcp_wire.informs("eth1", "10.0.0.7", 1, 1.0),
                "leases": (Path(root) / "leases").read_text().count("\nlease "),
                "left": sorted(path.name for path in conf.parent.iterdir()),
            }
        )
    daemon.stop()
    print(json.dumps(reports))


if __name__ == "__main__":
    main()
