"""Who tells the kickstart server what to do? A private Salt master at 10.0.0.1, with the checkout as its file roots."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from typing import Any

import yaml

from tests.e2e.built import CHECKOUT
from tests.e2e.namespace import Namespace, Process
from tests.e2e.network import MASTER
from tests.e2e.wheels import VENV

CONFIG = """\
interface: {address}
user: root
root_dir: {root}
pki_dir: {root}/pki
cachedir: {root}/cache
sock_dir: {root}/sock
pidfile: {root}/master.pid
api_pidfile: {root}/api.pid
api_logfile: {root}/api.log
log_file: {root}/master.log
log_level: warning
log_level_logfile: warning
worker_threads: 3
timeout: {ask_after}
gather_job_timeout: {answer_in}
file_roots:
  base: [{files}]
pillar_roots:
  base: [{pillar}]
"""
EXAMPLE = CHECKOUT / "examples/master.d/pxe.conf"
TICKETING = "ticketing"
"""Who may call the functions of the runner over REST, with SECRET as password."""
SECRET = "a secret of this lab alone"
API = f"http://{MASTER}:8000"
# The checkout serves as file roots, but not what was built in it: the master walks through all files there.
NOT_SERVED = {"build", "dist", "tests", "docs"}


# Seconds after which a minion that did not answer is asked whether it is at work, and those in which it must say so.
ASK_AFTER = 30
ANSWER_IN = 10
SILENT = "Minion did not return."


def for_operators() -> dict[str, Any]:
    """Return the configuration that operators copy, with this checkout's place and a password instead of PAM."""
    found: dict[str, Any] = yaml.safe_load(EXAMPLE.read_text().replace("/srv/salt-pxe", str(CHECKOUT)))
    del found["file_roots"]
    found["external_auth"] = {"sharedsecret": found["external_auth"]["pam"]}
    return {**found, "sharedsecret": SECRET}


class SaltError(AssertionError):
    """A Salt command failed; the message is what it printed."""


class Master:
    """A Salt master; ``with`` stops it at the end."""

    def __init__(self, namespace: Namespace, folder: Path, pillar: Path) -> None:
        self._namespace = namespace
        self.folder = folder / "master"
        self.config = self.folder / "etc"
        self.pki = self.folder / "pki"
        files = self.folder / "files"
        for place in (self.config, self.pki / "minions", files):
            place.mkdir(parents=True)
        for entry in CHECKOUT.iterdir():
            if entry.is_dir() and entry.name not in NOT_SERVED and not entry.name.startswith("."):
                (files / entry.name).symlink_to(entry)
        text = CONFIG.format(
            address=MASTER,
            root=self.folder,
            files=files,
            pillar=pillar.resolve(),
            ask_after=ASK_AFTER,
            answer_in=ANSWER_IN,
        )
        (self.config / "master").write_text(text)
        (self.config / "master.d").mkdir()
        (self.config / "master.d/pxe.conf").write_text(yaml.safe_dump(for_operators()))
        self._processes: list[Process] = []

    def start(self) -> None:
        """Start the master and its salt-api, and trust its new ledger; minions find it when it is ready."""
        for daemon in ("salt-master", "salt-api"):
            with (self.folder / f"{daemon}.console.log").open("a") as log:
                started = self._namespace.start([VENV / "bin" / daemon, "-c", self.config], output=log)
            self._processes.append(started)
        said = self.run("pxe.trust", "note=a new lab")
        assert said == {"trusted": True}, said

    def stop(self) -> None:
        """Stop the daemons; keys, ledger and caches stay."""
        while self._processes:
            self._processes.pop().stop()

    def accept(self, minion: str, public_key: str) -> None:
        """Store exactly this key as accepted for ``minion``."""
        (self.pki / "minions" / minion).write_text(public_key)

    def salt(self, minion: str, function: str, *arguments: str, timeout: int = 600, **keywords: Any) -> Any:
        """Run ``salt minion function ...`` and return what the minion returned, in at most ``timeout`` seconds.

        :class:`SaltError` if it returned nothing: at the latest some forty seconds after it last answered or said that
        it is at work. A state that failed is no error here: its result says so.
        """
        words = [*arguments, *(f"{key}={json.dumps(value)}" for key, value in keywords.items())]
        command: list[str | Path] = [VENV / "bin/salt", "-c", self.config, "--out=json"]
        # After this time salt asks the minion whether it is still at work, and goes on waiting only if it says so.
        command += ["-l", "quiet", f"--timeout={min(timeout, ASK_AFTER)}"]
        said = f"salt {minion} {function}"
        try:
            done = self._namespace.run([*command, minion, function, *words], check=False, timeout=timeout)
        except subprocess.TimeoutExpired:
            raise SaltError(f"{said}: not done after {timeout} s\n{self.log()}") from None
        try:
            returned = json.loads(done.stdout)[minion]
        except (ValueError, KeyError, TypeError):
            raise SaltError(f"{said}: {done.stdout}{done.stderr}\n{self.log()}") from None
        if isinstance(returned, str) and returned.startswith(SILENT):
            raise SaltError(f"{said}: the minion is silent for {ASK_AFTER + ANSWER_IN} s\n{self.log()}")
        return returned

    def run(self, function: str, *arguments: str) -> Any:
        """Run ``salt-run function ...`` and return its result."""
        command: list[str | Path] = [VENV / "bin/salt-run", "-c", self.config, "--out=json", "-l", "quiet"]
        done = self._namespace.run([*command, function, *arguments])
        return json.loads(done.stdout)

    def ticket(self, function: str, **arguments: Any) -> Any:
        """Call a function of the runner as a ticketing system does: POST /run at salt-api, by curl."""
        who = {"client": "runner", "eauth": "sharedsecret", "username": TICKETING, "password": SECRET}
        # Not on the command line, which everybody on the machine reads.
        body = self.folder / "ticket.json"
        body.touch(mode=0o600)
        body.write_text(json.dumps([{**who, "fun": function, **arguments}]))
        curl: list[str | Path] = [
            "curl",
            "--silent",
            "--show-error",
            "--max-time",
            "100",
            "--data",
            f"@{body}",
        ]
        kinds = [word for kind in ("Accept", "Content-Type") for word in ("-H", f"{kind}: application/json")]
        done = self._namespace.run([*curl, *kinds, f"{API}/run"], check=False)
        try:
            return json.loads(done.stdout)["return"][0]
        except (ValueError, KeyError, IndexError):
            raise SaltError(f"{function}: {done.stdout}{done.stderr}\n{self.log()}") from None

    def wait_for(self, minion: str, timeout: float = 90) -> None:
        """Wait until ``minion`` answers; at most ``timeout`` seconds."""
        deadline = time.monotonic() + timeout
        # A minion that listens holds a connection to the publisher; asking it earlier costs a whole time-out.
        listening = ["ss", "-Htn", "state", "established", "sport", "=", ":4505"]
        while time.monotonic() < deadline and not self._namespace.run(listening).stdout.strip():
            time.sleep(0.1)
        while True:
            try:
                if self.salt(minion, "test.ping", timeout=5) is True:
                    return
            except SaltError:
                if time.monotonic() > deadline:
                    raise

    def log(self) -> str:
        """Return the end of the master's log."""
        log = self.folder / "master.log"
        return log.read_text()[-3000:] if log.exists() else ""
