"""What the installer leaves on a machine, in the hands of a real salt-minion and a real master."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from salt_pxe import proof
from salt_pxe.installation import Report
from salt_pxe.profile_minion import Minion
from salt_pxe.render.finish import finish_script
from tests.functional.installed_root import InstalledRoot
from tests.functional.reported import MAC, Reported
from tests.integration.masterless import REPOSITORY

pytestmark = pytest.mark.integration

VENV = REPOSITORY / "build/venv"
TOKEN = proof.token(b"k" * 32, "fra1", "web01", MAC, "CHG1")
SALT_MINION = "from salt.scripts import salt_minion; salt_minion()"


def free_port() -> int:
    """Return a TCP port of loopback that nothing listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Master:
    """A real master on loopback, and what passes on its event bus."""

    def __init__(self, root: Path) -> None:
        import salt.config
        import salt.utils.event

        self.ports = {"publish_port": free_port(), "ret_port": free_port()}
        config = {
            **self.ports,
            "interface": "127.0.0.1",
            "user": "root",
            "root_dir": str(root),
            "pki_dir": str(root / "pki"),
            "sock_dir": str(root / "sock"),
            "log_file": str(root / "log"),
            "worker_threads": 2,
            "auth_events_autosign_grains": ["pend", "denied"],
        }
        (root / "master").write_text(yaml.safe_dump(config))
        self.root = root
        self.process = subprocess.Popen(
            [VENV / "bin/salt-master", "-c", root], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.opts = salt.config.master_config(str(root / "master"))
        deadline = time.monotonic() + 120
        bus = Path(self.opts["sock_dir"]) / "master_event_pub.ipc"
        while not ((root / "pki/master.pub").exists() and bus.exists()):
            if time.monotonic() > deadline or self.process.poll() is not None:
                self.stop()
                raise AssertionError("the master does not start")
            time.sleep(0.2)
        self._bus = salt.utils.event.get_master_event(self.opts, self.opts["sock_dir"], listen=True)

    def finger(self) -> str:
        """Return the fingerprint that a minion compares."""
        from salt.utils.crypt import pem_finger

        return str(pem_finger(path=str(self.root / "pki/master.pub"), sum_type="sha256"))

    def wait_for(self, tag: str, seconds: float = 90) -> dict[str, Any]:
        """Return the data of the first event with this tag."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := self._bus.get_event(wait=1, tag=tag, full=True):
                return dict(found["data"])
        raise AssertionError(f"no {tag} within {seconds} s\n{(self.root / 'log').read_text()[-2000:]}")

    def accept(self, minion_id: str, key: str) -> None:
        """Store this key as accepted."""
        import salt.cache

        keys = salt.cache.Cache(self.opts, driver=self.opts["keys.cache_driver"])
        keys.store("keys", minion_id, {"pub": key, "state": "accepted"})

    def stop(self) -> None:
        """End the master."""
        if hasattr(self, "_bus"):
            self._bus.destroy()
        self.process.terminate()
        self.process.wait(30)


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Master]:
    """The site's master."""
    made = Master(tmp_path_factory.mktemp("m"))
    try:
        yield made
    finally:
        made.stop()


def installed(
    folder: Path, master: Master, minion_id: str, finger: str, without: tuple[str, ...] = ()
) -> InstalledRoot:
    """Return a machine at the end of its install, by the script of its kickstart."""
    root = InstalledRoot(folder, without=without, bound=[REPOSITORY])
    config = {
        "master_port": master.ports["ret_port"],
        "publish_port": master.ports["publish_port"],
        "acceptance_wait_time": 1,
        "random_reauth_delay": 1,
        "enable_fqdns_grains": False,
        "enable_gpu_grains": False,
        "grains": {"role": "web: 'one'"},
    }
    with Reported() as server:
        url = server.url
        report = Report(
            f"{url}/event",
            f"{url}/armed/{MAC}",
            "fra1",
            "web01",
            MAC,
            "CHG1",
            TOKEN,
            minion_id,
            "127.0.0.1",
            finger,
        )
        done = root.run(finish_script(report, Minion(config=config)))
        assert done.returncode == 0, done.stdout + done.stderr
        root.reports = server.reports  # type: ignore[attr-defined]
    return root


def started(root: InstalledRoot) -> subprocess.Popen[bytes]:
    """Start the machine's minion as its service does after the reboot: with nothing but what lies in /etc/salt."""
    return root.start(str(VENV / "bin/python3"), "-c", SALT_MINION)


@pytest.mark.parametrize("without", [(), ("openssl",)], ids=["openssl", "ssh-keygen"])
def test_the_minion_comes_with_the_key_and_the_proof_that_were_reported(
    tmp_path: Path, master: Master, without: tuple[str, ...]
) -> None:
    """Its key is the reported one, byte for byte; the proof is its autosign grain; accepted, it starts."""
    minion_id = f"web{len(without)}.example.com"
    root = installed(tmp_path, master, minion_id, master.finger(), without)
    keys = root.path / "etc/salt/pki/minion"
    before = {name: (keys / name).read_bytes() for name in ("minion.pem", "minion.pub")}
    (report,) = root.reports  # type: ignore[attr-defined]
    minion = started(root)
    try:
        asked = master.wait_for("salt/auth")
        assert (asked["act"], asked["id"]) == ("pend", minion_id)
        assert proof.public_key(asked["pub"]) == proof.public_key(report["public_key"])
        assert asked["autosign_grains"] == {"salt_pxe_proof": report["proof"]}
        finger = proof.fingerprint(asked["pub"])
        assert report["proof"] == proof.proof(
            TOKEN, "installed", "fra1", "web01", MAC, "CHG1", minion_id, finger
        )
        master.accept(minion_id, proof.public_key(report["public_key"]))
        master.wait_for(f"salt/minion/{minion_id}/start")
        grains = [VENV / "bin/salt", "-c", master.root, "--out=json", minion_id, "grains.get", "role"]
        assert "web: 'one'" in subprocess.run(grains, capture_output=True, text=True, timeout=60).stdout
    finally:
        minion.kill()
        minion.wait(10)
    assert {name: (keys / name).read_bytes() for name in before} == before


def test_the_minion_does_not_follow_another_master(tmp_path: Path, master: Master) -> None:
    """A master whose key has another fingerprint than pillar's master gets no minion, though it accepts it."""
    minion_id = "web9.example.com"
    root = installed(tmp_path, master, minion_id, ":".join(["0a"] * 32))
    (report,) = root.reports  # type: ignore[attr-defined]
    master.accept(minion_id, proof.public_key(report["public_key"]))
    minion = started(root)
    try:
        minion.wait(90)
    finally:
        minion.kill()
        minion.wait(10)
    log = (root.path / "var/log/salt/minion").read_text()
    assert "fingerprint" in log and "0a:0a" in log
