"""Who plays in the onboarding tests? A real master with reactor and salt-api, a kickstart server with nginx, machines.

All live in namespaces of their own. The master's configuration is `examples/master.d/pxe.conf`. What the machines send
is made as their installer makes it; their minions are real.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from signal import SIGKILL
from typing import Any
from urllib.parse import urlencode

import salt.config
import salt.utils.event
import yaml

from salt_pxe.arming import proof
from salt_pxe.arming.request import Request
from salt_pxe.installers.paths import marker_file
from salt_pxe.ledger.database import ledger
from salt_pxe.ledger.requests import Ledger
from salt_pxe.master.keyring import key_ring
from salt_pxe.master.settings import Settings, settings
from salt_pxe.onboarding.reports import Spool
from salt_pxe.pillar import parse
from salt_pxe.publish.armed.armed_record import ArmedRecord
from salt_pxe.publish.armed.records import ArmedFiles
from salt_pxe.publish.files.disk import Disk
from salt_pxe.render import http_tree
from salt_pxe.services.family import DEBIAN
from salt_pxe.site.artefact import MARK, File
from tests.e2e.namespace import Namespace, Process
from tests.e2e.wheels import VENV
from tests.integration.masterless import REPOSITORY
from tests.site import changed

MASTER, SERVER, CLIENT = "10.0.0.1", "10.0.0.7", "10.0.0.50"
KICKSTART = "kickstart01"
API = f"http://{MASTER}:8000"

MASTER_CONFIG = {
    "interface": MASTER,
    "user": "root",
    "worker_threads": 3,
    "timeout": 15,
    "log_level": "warning",
    # More than a master logs by itself: the canaries look into it.
    "log_level_logfile": "info",
}
MINION_CONFIG = {
    "master": MASTER,
    "user": "root",
    "acceptance_wait_time": 1,
    "random_reauth_delay": 1,
    "recon_default": 100,
    "recon_max": 500,
    "enable_fqdns_grains": False,
    "enable_gpu_grains": False,
    "log_level": "warning",
    "log_level_logfile": "info",
}
SERVED = ("_modules", "_states", "_pillar", "_runners", "pxe", "reactor")


def wait_for(what: str, look: Callable[[], Any], seconds: float = 60, every: float = 0.05) -> Any:
    """Return the first true answer of `look`."""
    deadline = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < deadline, f"{what} did not come within {seconds} s"
        time.sleep(every)
    return seen


def folders_of(root: Path) -> dict[str, str]:
    """Return where a master or minion below this folder keeps everything."""
    places = {name: str(root / name) for name in ("pki_dir", "cachedir", "sock_dir", "log_file")}
    return {"root_dir": str(root), "pidfile": str(root / "pid"), **places}


class Lab:
    """The master and the kickstart server; use as a context manager. `folder` has a short path, for its sockets."""

    site = KICKSTART
    """The site of its machines: a kickstart server that is named alone is one of its own."""

    def __init__(self, folder: Path) -> None:
        folder.chmod(0o755)
        self.folder = folder
        self.namespace = Namespace()
        self.master = folder / "m"
        self.config = folder / "etc"
        self.server = folder / "server"
        self.bus = folder / "bus.jsonl"
        self.secrets: set[str] = set()
        """Every token that was used, and every proof."""
        self._processes: dict[str, Process] = {}

    def __enter__(self) -> Lab:
        self.namespace.__enter__()
        try:
            self._start()
        except BaseException:
            self.namespace.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.namespace.__exit__()

    def _start(self) -> None:
        for address in (MASTER, SERVER, CLIENT):
            self.namespace.run(["ip", "address", "add", f"{address}/32", "dev", "lo"])
        for place in ("var/lib/salt-pxe", "srv"):
            (self.server / place).mkdir(parents=True)
        # The server's state folder and /srv are private; its root as the tests see it is `self.server`.
        self.namespace.run(["mount", "-t", "tmpfs", "tmpfs", "/var/lib"])
        self.namespace.run(["mkdir", "-p", "/var/lib/salt-pxe", "/var/lib/nginx"])
        self.namespace.run(["mount", "--bind", self.server / "var/lib/salt-pxe", "/var/lib/salt-pxe"])
        self.namespace.run(["mount", "--bind", self.server / "srv", "/srv"])
        self._configure_master()
        self.kickstart = kickstart = Minion(self, KICKSTART)
        kickstart.make_key()
        self.accepted_folder.mkdir(parents=True)
        (self.accepted_folder / KICKSTART).write_text(kickstart.public_key)
        self.start("master", "salt-master", "-c", self.config)
        self.start("api", "salt-api", "-c", self.config)
        self.start("nginx", "nginx", "-e", self.folder / "nginx-error.log", "-c", self._nginx())
        self._processes["bus"] = self.namespace.start(
            [VENV / "bin/python", "-m", "tests.integration.bus_log", self.config / "master", self.bus]
        )
        wait_for("the bus", lambda: self.events("listening"), 40)
        kickstart.boot()
        wait_for("the kickstart server", lambda: self.events(f"salt/minion/{KICKSTART}/start"), 60)
        wait_for("salt-api", lambda: self.curl("--head", API).returncode == 0, 40)

    def _configure_master(self) -> None:
        files = self.folder / "files"
        files.mkdir()
        for name in SERVED:
            (files / name).symlink_to(REPOSITORY / name)
        example = (REPOSITORY / "examples/master.d/pxe.conf").read_text()
        (self.config / "master.d").mkdir(parents=True)
        (self.config / "master.d/pxe.conf").write_text(example.replace("/srv/salt-pxe", str(files)))
        pillar = self.folder / "pillar"
        pillar.mkdir()
        # What the server serves is none of its pillar here, but the secret that seals its answers comes with it.
        site = changed({"server:api": API, "hosts": {}})
        (pillar / "top.sls").write_text(yaml.safe_dump({"base": {KICKSTART: ["site"]}}))
        (pillar / "site.sls").write_text(yaml.safe_dump(site))
        config = {**MASTER_CONFIG, **folders_of(self.master), "pillar_roots": {"base": [str(pillar)]}}
        self.master.mkdir()
        (self.config / "master").write_text(yaml.safe_dump(config))

    def _nginx(self) -> Path:
        site = parse(changed({"server:api": API, "hosts": {}}))
        text = http_tree(site, DEBIAN)[DEBIAN.nginx_site].content.decode()
        (self.folder / "site.conf").write_text(text.replace("/var/log/nginx", str(self.folder)))
        main = self.folder / "nginx.conf"
        main.write_text(
            f"user {DEBIAN.nginx_group};\ndaemon off;\npid {self.folder}/nginx.pid;\nevents {{ }}\n"
            f"http {{ access_log off; include {self.folder}/site.conf; }}\n"
        )
        return main

    def start(self, name: str, program: str, *arguments: str | Path) -> None:
        """Start a daemon, under a name by which `kill` knows it."""
        path = VENV / "bin" / program
        with (self.folder / f"{name}.console").open("a") as console:
            self._processes[name] = self.namespace.start(
                [path if path.exists() else program, *arguments], output=console
            )

    def kill(self, name: str) -> None:
        """End a daemon and all its processes at once, as a power failure does."""
        os.killpg(self.group(name), SIGKILL)
        self._processes.pop(name).wait(10)

    def group(self, name: str) -> int:
        """Return the process group of a daemon."""
        pid = self._processes[name].pid
        assert pid is not None
        return os.getpgid(pid)

    def events(self, tag: str) -> list[dict[str, Any]]:
        """Return the events so far whose tag is matched by this regular expression."""
        if not self.bus.exists():
            return []
        lines = [json.loads(line) for line in self.bus.read_text().splitlines() if line.endswith("}")]
        return [line for line in lines if re.fullmatch(tag, line["tag"])]

    def fire(self, tag: str, data: dict[str, Any]) -> None:
        """Put an event on the master's bus, as it comes there from a minion."""
        sockets = folders_of(self.master)["sock_dir"]
        opts = salt.config.master_config(str(self.config / "master"))
        with salt.utils.event.get_master_event(opts, sockets, listen=False) as bus:
            assert bus.fire_event(data, tag)

    @property
    def settings(self) -> Settings:
        """What the master's configuration says of salt-pxe."""
        return settings(folders_of(self.master))

    @property
    def ledger(self) -> Ledger:
        """The master's own ledger."""
        return ledger(self.settings.ledger)

    @property
    def spool(self) -> Spool:
        """The master's own spool."""
        return Spool(self.settings.spool)

    def salt(self, function: str, *arguments: str, minion: str = KICKSTART) -> Any:
        """Run `salt minion function ...`; None where the minion does not answer."""
        command = [VENV / "bin/salt", "-c", self.config, "--out=json", "-l", "quiet", "-t", "8"]
        done = self.namespace.run([*command, minion, function, *arguments], check=False)
        try:
            return json.loads(done.stdout)[minion]
        except (ValueError, KeyError, TypeError):
            return None

    def run(self, function: str, *arguments: str) -> Any:
        """Run `salt-run function ...`."""
        command = [VENV / "bin/salt-run", "-c", self.config, "--out=json", "-l", "quiet"]
        return json.loads(self.namespace.run([*command, function, *arguments]).stdout)

    def curl(self, *arguments: str) -> Any:
        """Run curl at the machines' address."""
        return self.namespace.run(
            ["curl", "--silent", "--max-time", "10", "--interface", CLIENT, *arguments], check=False
        )

    def post(self, fields: Mapping[str, str], url: str = f"http://{SERVER}/pxe/event") -> int:
        """Report as an installer does; return the HTTP status."""
        # Not on the command line, which everybody sees.
        body = self.folder / f"body{time.time_ns()}"
        body.write_text(urlencode(fields))
        asked = ["--output", "/dev/null", "--write-out", "%{http_code}", "--data", f"@{body}", url]
        try:
            return int(self.curl(*asked).stdout or 0)
        finally:
            body.unlink()

    def ask_for_keys(self, *wanted: Mapping[str, str]) -> None:
        """Ask the master to accept keys, as strangers may: each has `id`, `pub` and `proof`."""
        config, asked = self.folder / "stranger", self.folder / "asked"
        config.write_text(
            yaml.safe_dump({**MINION_CONFIG, **folders_of(self.folder / "s"), "id": "stranger"})
        )
        asked.write_text(json.dumps(wanted))
        self.namespace.run([VENV / "bin/python", "-m", "tests.integration.ask_for_key", config, asked])
        asked.unlink()

    def is_armed(self, machine: Machine) -> bool:
        """Tell what the machine is told when it asks."""
        said: str = self.curl(f"http://{SERVER}/pxe/armed/{machine.mac}").stdout
        assert said in ("yes\n", "no\n"), said
        return said == "yes\n"

    def arm(self, machine: Machine, lifetime: int = 3600) -> None:
        """Ask for a machine's install and arm it, in the ledger and on the kickstart server."""
        self._ask_for(machine, lifetime)
        now = int(time.time())
        self.ledger.served(self.row(machine), KICKSTART, now=now, by="test")
        files = ArmedFiles(Disk(str(self.server)), DEBIAN.state_dir)
        marker = marker_file(machine.mac, DEBIAN.http_root)
        record = ArmedRecord(machine.host, machine.request, (machine.mac,), {marker: None})
        files.disk.write(files.record_path(machine.host), record.to_file())
        files.disk.write(marker, File(f"{MARK}\n".encode()))

    def _ask_for(self, machine: Machine, lifetime: int = 3600) -> None:
        self.ledger.request(
            machine.host,
            machine.request,
            site=machine.site,
            mac=machine.mac,
            minion_id=machine.minion_id,
            key_generation=self.ring.current,
            now=int(time.time()),
            by="test",
            lifetime=lifetime,
            supersede=True,
        )

    @property
    def ring(self) -> Any:
        """The master's own keys for tokens."""
        return key_ring(self.settings.key_file)

    def state(self, machine: Machine) -> str:
        """Return the state of a machine's request."""
        return self.row(machine).state

    def row(self, machine: Machine) -> Request:
        """Return a machine's request as it is now."""
        found = self.ledger.find(machine.site, machine.host, machine.request)
        assert found
        return found

    @property
    def accepted_folder(self) -> Path:
        """Where Salt keeps the accepted keys."""
        return Path(folders_of(self.master)["pki_dir"]) / "minions"

    def accepted(self) -> dict[str, str]:
        """Return every accepted key, by minion id."""
        return self._keys("minions")

    def pending(self) -> dict[str, str]:
        """Return every pending key, by minion id."""
        return self._keys("minions_pre")

    def denied(self) -> dict[str, str]:
        """Return the denied keys, by minion id."""
        return self._keys("minions_denied")

    def _keys(self, folder: str) -> dict[str, str]:
        place = Path(folders_of(self.master)["pki_dir"]) / folder
        # Salt removes a key before it stores the next.
        return {
            path.name: path.read_text() for path in sorted(place.iterdir()) if not path.name.startswith(".")
        }

    def settle(self) -> None:
        """Wait until every signal that was sent is decided: a report sent last has come through, the spool is empty."""
        sentinel = Machine(self, f"sentinel{time.time_ns()}")
        self._ask_for(sentinel)
        assert self.post(sentinel.fields("installing"), f"{API}/hook/pxe/event") == 200
        wait_for("the sentinel", lambda: self.state(sentinel) == "installing")
        wait_for("an empty spool", lambda: not self.spool.names())
        self.ledger.move(self.row(sentinel), "cancelled", now=int(time.time()), by="test")


class Minion:
    """A real minion below a folder of its own."""

    def __init__(self, lab: Lab, minion_id: str, **options: Any) -> None:
        self.lab, self.minion_id = lab, minion_id
        self.root = lab.folder / f"i{len(list(lab.folder.iterdir()))}"
        self.places = folders_of(self.root)
        self.options = options
        self.public_key = ""

    def make_key(self) -> None:
        """Make a key pair on the machine, as its installer does. Whatever was on it is gone."""
        shutil.rmtree(self.root, ignore_errors=True)
        pki = Path(self.places["pki_dir"])
        pki.mkdir(parents=True)
        command = ["openssl", "genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]
        self.lab.namespace.run([*command, "-out", pki / "minion.pem"])
        (pki / "minion.pem").chmod(0o400)
        self.lab.namespace.run(
            ["openssl", "pkey", "-in", pki / "minion.pem", "-pubout", "-out", pki / "minion.pub"]
        )
        self.public_key = (pki / "minion.pub").read_text().strip()

    def configure(self) -> None:
        """Write the minion's configuration."""
        config = {**MINION_CONFIG, **self.places, "id": self.minion_id, **self.options}
        (self.root / "minion").write_text(yaml.safe_dump(config))

    def boot(self) -> None:
        """Start the minion."""
        self.configure()
        self.lab.start(self.minion_id, "salt-minion", "-c", self.root)

    def halt(self) -> None:
        """Switch the machine off."""
        self.lab.kill(self.minion_id)


class Machine(Minion):
    """A machine that is being installed by a request, with its token and the key pair it made."""

    count = 0

    def __init__(
        self, lab: Lab, host: str, request: str = "CHG1", minion_id: str = "", **options: Any
    ) -> None:
        super().__init__(lab, minion_id or f"{host}.example", rejected_retry=True, **options)
        Machine.count += 1
        self.site, self.host, self.request = lab.site, host, request
        self.mac = f"52:54:00:00:{Machine.count // 256:02x}:{Machine.count % 256:02x}"

    @property
    def token(self) -> str:
        """What the kickstart of this install holds."""
        ring = self.lab.ring
        return str(ring.token(ring.current, self.site, self.host, self.mac, self.request))

    def proof(self, event: str = "installed", minion_id: str = "") -> str:
        """Return the proof of an event, as the installer makes it with its token."""
        finger = proof.fingerprint(self.public_key) if event == "installed" else ""
        values = (event, self.site, self.host, self.mac, self.request, minion_id or self.minion_id, finger)
        made = proof.proof(self.token, *values)
        self.lab.secrets |= {self.token, made}
        return made

    def fields(self, event: str = "installed", **changes: str) -> dict[str, str]:
        """Return the fields of a report, of which some may be changed or (with an empty text) left out."""
        given = {
            "event": event,
            "site": self.site,
            "host": self.host,
            "mac": self.mac,
            "request": self.request,
            "minion_id": self.minion_id,
            "proof": self.proof(event),
            **({"public_key": self.public_key} if event == "installed" else {}),
            **changes,
        }
        return {name: text for name, text in given.items() if text}

    def carry_proof(self) -> None:
        """Write the proof into the minion's configuration, as its autosign grain."""
        self.options |= {"autosign_grains": ["salt_pxe_proof"], "grains": {"salt_pxe_proof": self.proof()}}
