"""An installer that reads no kickstart: examples/installer/salt-pxe.sh does with it what Anaconda does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from salt_pxe import proof
from salt_pxe.kickstart_check import kickstarts
from salt_pxe.pillar import parse
from tests.functional.installed_root import SHELLS, InstalledRoot
from tests.functional.reported import MAC, Reported
from tests.integration.masterless import REPOSITORY
from tests.site import changed

EXAMPLE = REPOSITORY / "examples/installer/salt-pxe.sh"
TOKEN = proof.token(b"k" * 32, "fra1", "web01", MAC, "CHG0012345")


def kickstart(url: str) -> str:
    """Return the kickstart of web01 on a site whose kickstart server is at that URL."""
    port = int(url.split(":")[2].partition("/")[0])
    server = {
        "address": "127.0.0.1",
        "http_port": port,
        "api": "http://127.0.0.1:1",
        "master": "salt.example.com",
    }
    site = parse(changed({"site": "fra1", **{f"server:{key}": value for key, value in server.items()}}))
    texts, problems = kickstarts(site, {"web01": "CHG0012345"}, None, {"web01": TOKEN})
    assert problems == []
    return texts["web01"]


@pytest.mark.parametrize("shell", SHELLS)
def test_the_steps_of_the_kickstart_run_elsewhere(tmp_path: Path, shell: str) -> None:
    """Start, failure and end are reported with their proofs, and the system in the given root becomes the minion."""
    root = InstalledRoot(tmp_path, shell)
    root.add_tool("openssl", "/usr/bin/openssl")
    target = root.path / "target"
    target.mkdir()
    # The installed system: the same programs, its own /etc and /tmp.
    for place in ("bin", "lib", "lib64", "sbin"):
        (target / place).symlink_to(f"usr/{place}")
    for place in ("etc", "tmp", "usr", "dev", "root"):
        (target / place).mkdir()
    with Reported() as server:
        server.kickstart = kickstart(server.url)
        url = f"{server.url}/ks/{MAC}"
        (root.path / "var/log").mkdir()
        (root.path / "var/log/syslog").write_text("no space left on device\n")
        for what in ("start", "failure"):
            shutil.copy(EXAMPLE, root.path / "root/salt-pxe.sh")
            done = root.run_file("/root/salt-pxe.sh", what, url)
            assert done.returncode == 0, done.stdout + done.stderr
        done = root.run_file(
            "/root/salt-pxe.sh", "end", url, "/target", before="mount --rbind /usr $root/target/usr"
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert [told["event"] for told in server.reports] == ["installing", "failed", "installed"]
    assert "no space left on device" in server.reports[1]["log"]
    public = (target / "etc/salt/pki/minion/minion.pub").read_text()
    facts = ("fra1", "web01", MAC, "CHG0012345", "web01.example.com")
    for told, finger in zip(server.reports, ("", "", proof.fingerprint(public)), strict=True):
        assert proof.holds(told["proof"], proof.proof(TOKEN, told["event"], *facts, finger))
    assert not (root.path / "etc/salt").exists()
    assert list((target / "tmp").iterdir()) == []


def test_a_machine_that_finds_no_kickstart_is_told_apart(tmp_path: Path) -> None:
    """Without the steps it does not end well, so that nobody reboots it; without words it says how it is used."""
    root = InstalledRoot(tmp_path)
    shutil.copy(EXAMPLE, root.path / "root/salt-pxe.sh")
    done = root.run_file("/root/salt-pxe.sh", "end", f"http://127.0.0.1:9/pxe/ks/{MAC}")
    assert done.returncode == 1
    assert "nothing for the end of an install" in done.stderr
    usage = root.run_file("/root/salt-pxe.sh")
    assert usage.returncode == 2
    assert "salt-pxe.sh end     URL [ROOT]" in usage.stderr
