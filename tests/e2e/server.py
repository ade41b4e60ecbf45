"""What is the kickstart server of a lab? A container with a real systemd and a Salt minion, at 10.0.0.7 on eth1.

Its root file system is an overlay on the pristine one: it starts in seconds, and what it wrote lasts over a stop and a
new start within one lab.
"""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from tests.e2e.apt_source import apt_source
from tests.e2e.inside import Command, Inside
from tests.e2e.installer.media import media
from tests.e2e.namespace import Process, children
from tests.e2e.network import MASTER, SERVER, Network
from tests.e2e.rootfs import rootfs

MINION_ID = "kickstart01"
INTERFACE = "eth1"

MINION_CONFIG = f"""\
id: {MINION_ID}
master: {MASTER}
acceptance_wait_time: 1
recon_default: 500
recon_max: 1000
"""


class Server(Inside):
    """The container; ``prepare`` once, then ``start`` and ``stop`` as often as one likes."""

    environment: Mapping[str, str] | None = {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "LANG": "C.UTF-8",
    }

    def __init__(self, network: Network, folder: Path, iso: Path | None = None) -> None:
        """``iso`` is the install medium that it has as /srv/media/el9.iso, if not the tests' own."""
        self._network, self._namespace = network, network.namespace
        self.folder = folder / "server"
        self.root = self.folder / "root"
        self._upper = self.folder / "upper"
        for place in (self.root, self._upper, self.folder / "work"):
            place.mkdir(parents=True)
        self.console = self.folder / "console.log"
        # Asked for once: a container that starts anew has the same media, whatever becomes of the checkout.
        own = media()
        self._media = {"el9": own / "el9", "el9.iso": iso or own / "el9.iso"}
        self._process: Process | None = None
        self._leader = 0
        layers = f"lowerdir={rootfs()},upperdir={self._upper},workdir={self.folder}/work"
        self._wire = network.host("kickstart", INTERFACE, SERVER)
        self._namespace.run(["mount", "-t", "overlay", "overlay", "-o", layers, self.root])

    def write(self, path: str, text: str, mode: int = 0o644) -> None:
        """Write a file of the server, for instance ``/etc/salt/minion.d/lab.conf``; it may be running or not."""
        local = self.folder / "written"
        local.write_text(text)
        target = f"{self.root}{path}"
        self._namespace.run(["install", "-D", "-m", f"{mode:o}", local, target])

    def prepare(self, wheel: Path | None) -> None:
        """Give the stopped server its minion's configuration and the project's own wheel."""
        self.write("/etc/salt/minion.d/lab.conf", MINION_CONFIG)
        if wheel:
            inside = f"{self.root}/mnt/{wheel.name}"
            self._namespace.run(["cp", wheel, inside])
            pip = [
                "/opt/salt/bin/python",
                "-m",
                "pip",
                "--isolated",
                "install",
                "-q",
                "--no-index",
                "--no-deps",
            ]
            self._namespace.run(["chroot", self.root, *pip, f"/mnt/{wheel.name}"])

    def make_minion_key(self) -> str:
        """Make the key pair of the stopped server's minion, on the server, and return the public key."""
        openssl = ["openssl", "genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]
        folder = f"{self.root}/etc/salt/pki/minion"
        self._namespace.run(["install", "-d", "-m", "700", folder])
        self._namespace.run(["chroot", self.root, *openssl, "-out", "/etc/salt/pki/minion/minion.pem"])
        self._namespace.run(["chmod", "400", f"{folder}/minion.pem"])
        public = ["openssl", "pkey", "-in", "/etc/salt/pki/minion/minion.pem", "-pubout"]
        key = self._namespace.run(["chroot", self.root, *public]).stdout
        self.write("/etc/salt/pki/minion/minion.pub", key)
        return key

    def start(self, timeout: float = 90) -> None:
        """Boot the container and wait until systemd has started what it starts; at most ``timeout`` seconds."""
        options: list[str | Path] = ["-q", "-D", self.root, "--register=no", "--keep-unit"]
        options += [f"--network-namespace-path={self._wire}"]
        binds = [f"--bind-ro={apt_source()}:/srv/apt"]
        binds += [f"--bind-ro={source}:/srv/media/{name}" for name, source in self._media.items()]
        with self.console.open("a") as log:
            self._process = self._namespace.start(["systemd-nspawn", *options, *binds, "-b"], output=log)
        deadline = time.monotonic() + timeout
        while self._state() not in ("running", "degraded"):
            if self._process.ended() or time.monotonic() > deadline:
                raise RuntimeError(f"the container did not start:\n{self.console.read_text()[-3000:]}")
            time.sleep(0.2)

    def stop(self) -> None:
        """Shut the container down in order; its files stay."""
        if self._process:
            # systemd takes this signal as a request to power off (systemd(1), SIGRTMIN+4).
            if self._leader:
                subprocess.run(["kill", "-s", "RTMIN+4", str(self._leader)], check=False)
            try:
                self._process.wait(60)
            except subprocess.TimeoutExpired:
                self._process.stop()
            self._process, self._leader = None, 0

    @property
    def leader(self) -> int:
        """The process id of its systemd, as this machine counts."""
        return self._leader

    def enter(self, command: Command) -> list[str]:
        """Return ``command`` wrapped so that it runs in the container."""
        return ["nsenter", "-t", str(self._leader), "-a", "--", *map(str, command)]

    def read(self, path: str) -> str:
        """Return the text of a file in the container."""
        return self.run(["cat", path]).stdout

    def is_active(self, unit: str) -> bool:
        """Tell whether systemd has this unit running."""
        return self.run(["systemctl", "is-active", "-q", unit], check=False).returncode == 0

    def is_enabled(self, unit: str) -> bool:
        """Tell whether systemd would start this unit at boot."""
        return self.run(["systemctl", "is-enabled", unit], check=False).stdout.strip() == "enabled"

    def journal(self, *identifiers: str) -> list[str]:
        """Return the messages of the journal, of these programs (``dhcpd``, ``in.tftpd``) or of all."""
        filters = [f"--identifier={name}" for name in identifiers]
        lines = self.run(["journalctl", "--no-pager", "-o", "json", *filters]).stdout.splitlines()
        return [str(json.loads(line).get("MESSAGE", "")) for line in lines]

    def follow(self) -> subprocess.Popen[str]:
        """Return a process whose output is the journal from now on, one JSON object a line (journalctl(1))."""
        return self.stream(["journalctl", "--no-pager", "-f", "-n", "0", "-o", "json"])

    def _state(self) -> str:
        if not self._process or not self._process.pid:
            return "absent"
        inner = children(self._process.pid)
        if not inner:
            return "starting"
        self._leader = inner[0]
        return self.run(["systemctl", "is-system-running"], check=False).stdout.strip()
