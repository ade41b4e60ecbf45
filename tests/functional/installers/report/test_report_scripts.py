"""The end of an install, for real: the machine becomes a minion, proves its report, and never reboots armed.

The scripts of the kickstart run in a small root, in each shell that an installer may have; the server is on loopback.
"""

from __future__ import annotations

import shlex
import stat
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from salt_pxe.arming import proof
from salt_pxe.installers.kickstart.sections import LOGS
from salt_pxe.installers.report.machine_report import MachineReport
from salt_pxe.installers.report.report_scripts import failed_script, finish_script, installing_script, values
from salt_pxe.site.environment import template
from salt_pxe.site.profiles.minion import Minion
from tests.functional.installed_root import SHELLS, InstalledRoot
from tests.functional.reported import MAC, Reported
from tests.integration.masterless import REPOSITORY

REQUEST = 'it\'s $(touch forged) `touch forged` 5% & "more" \\n näht 💣'
TOKEN = proof.token(b"k" * 32, "fra1", "web01", MAC, REQUEST)
FINGER = ":".join(["0a"] * 32)
VENV = REPOSITORY / "build/venv"
UNIT = "[Service]\nExecStart=/usr/bin/salt-minion\n[Install]\nWantedBy=multi-user.target\n"


def report(url: str, **changes: str | None) -> MachineReport:
    """Return a report whose request is full of what a shell would act on."""
    said = MachineReport(f"{url}/event", f"{url}/armed/{MAC}", "fra1", "web01", MAC, REQUEST, TOKEN,
                  "web01.example.com", "salt.example.com", FINGER)  # fmt: skip
    return replace(said, **changes)  # type: ignore[arg-type]


def proved(told: dict[str, str], fingerprint: str = "") -> bool:
    """Tell whether a report's proof is the one that the master expects."""
    wanted = proof.proof(
        TOKEN, told["event"], "fra1", "web01", MAC, REQUEST, "web01.example.com", fingerprint
    )
    return proof.holds(told["proof"], wanted)


def configuration(root: InstalledRoot) -> dict[str, object]:
    """Return what the minion's configuration says; nobody but root may read it."""
    file = root.path / "etc/salt/minion.d/salt-pxe.conf"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    return dict(yaml.safe_load(file.read_text()))


@pytest.mark.parametrize("shell", SHELLS)
def test_a_machine_becomes_a_minion_and_waits_until_it_is_disarmed(tmp_path: Path, shell: str) -> None:
    """Its report proves site, host, MAC, request, minion id and the key on its disk; it is sent until `no`."""
    root = InstalledRoot(tmp_path, shell)
    root.add_tool("openssl", "/usr/bin/openssl")
    (root.path / "etc/systemd/system/salt-minion.service").write_text(UNIT)
    with Reported(disarmed_after=2) as server:
        done = root.run(finish_script(report(server.url), Minion(config={"log_level": "info"})), "-u")
    assert done.returncode == 0, done.stdout + done.stderr
    keys = root.path / "etc/salt/pki/minion"
    public = (keys / "minion.pub").read_text()
    fingerprint = proof.fingerprint(public)
    first, second = server.reports
    assert first == second
    assert proof.public_key(first["public_key"]) == proof.public_key(public)
    assert proved(first, fingerprint)
    expected = {
        "event": "installed",
        "host": "web01",
        "mac": MAC,
        "request": REQUEST,
        "minion_id": "web01.example.com",
    }
    assert {**first, **expected} == first
    assert configuration(root) == {
        "id": "web01.example.com",
        "master": "salt.example.com",
        "master_finger": FINGER,
        "rejected_retry": True,
        "autosign_grains": ["salt_pxe_proof"],
        "log_level": "info",
        "grains": {"salt_pxe_proof": first["proof"]},
    }
    assert stat.S_IMODE((keys / "minion.pem").stat().st_mode) == 0o400
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    if shell != "busybox":
        assert (root.path / "etc/systemd/system/multi-user.target.wants/salt-minion.service").is_symlink()
    assert not root.switched_off()
    assert root.leftovers() == []
    assert not list(root.path.rglob("forged"))


@pytest.mark.parametrize("shell", SHELLS)
def test_no_program_is_given_a_secret(tmp_path: Path, shell: str) -> None:
    """Neither token nor proof nor private key stands in the arguments or the environment of any process."""
    root = InstalledRoot(tmp_path, shell)
    root.add_tool("openssl", "/usr/bin/openssl")
    with Reported() as server:
        said = report(server.url)
        assert root.run(installing_script(said, LOGS)).returncode == 0
        assert root.run(failed_script()).returncode == 0
        assert root.run(finish_script(said)).returncode == 0
    calls = root.calls()
    # busybox runs most of its programs without starting any.
    assert (
        {"wget", "od"} <= set(calls.split())
        if shell == "busybox"
        else {"curl", "sha256sum"} <= set(calls.split())
    )
    private = (root.path / "etc/salt/pki/minion/minion.pem").read_text()
    secrets = [TOKEN, *(told["proof"] for told in server.reports), *private.splitlines()[1:-1]]
    assert len(server.reports) == 3
    assert not [secret for secret in secrets if secret in calls]


def salts_python(root: InstalledRoot) -> None:
    """Install Salt's own start script, whose first line names the Python that it comes with."""
    root.add_tool("salt-minion", f"{VENV}/bin/salt-minion")
    (root.path / "tools/salt-minion").write_text((VENV / "bin/salt-minion").read_text())


@pytest.mark.parametrize(
    "without", [(), ("openssl",), ("openssl", "ssh-keygen")], ids=["openssl", "ssh-keygen", "salt"]
)
def test_salt_reads_the_key_pair_whatever_made_it(tmp_path: Path, without: tuple[str, ...]) -> None:
    """What openssl, ssh-keygen and Salt's own Python make is one pair, and Salt signs and verifies with it."""
    crypt = pytest.importorskip("salt.crypt")
    root = InstalledRoot(tmp_path, without=without, bound=[REPOSITORY])
    salts_python(root)
    with Reported() as server:
        done = root.run(finish_script(report(server.url)))
    assert done.returncode == 0, done.stdout + done.stderr
    keys = root.path / "etc/salt/pki/minion"
    private, public = (
        crypt.PrivateKey.from_file(keys / "minion.pem"),
        crypt.PublicKey.from_file(keys / "minion.pub"),
    )
    assert public.verify(b"a word", private.sign(b"a word"))
    assert private.key.key_size == 2048
    assert proved(server.reports[0], proof.fingerprint((keys / "minion.pub").read_text()))
    assert sorted(file.name for file in keys.iterdir()) == ["minion.pem", "minion.pub"]


@pytest.mark.parametrize("without", [(), ("openssl",)], ids=["openssl", "ssh-keygen"])
def test_a_key_that_was_in_the_image_is_replaced(tmp_path: Path, without: tuple[str, ...]) -> None:
    """Machines that come from one image do not share a key, and do not know the master of the image."""
    root = InstalledRoot(tmp_path, without=without)
    keys = root.path / "etc/salt/pki/minion"
    keys.mkdir(parents=True)
    for name in ("minion.pem", "minion.pub", "minion_master.pub"):
        (keys / name).write_text("of the image\n")
    with Reported() as server:
        assert root.run(finish_script(report(server.url))).returncode == 0
    assert "of the image" not in (keys / "minion.pem").read_text()
    assert not (keys / "minion_master.pub").exists()
    assert proved(server.reports[0], proof.fingerprint((keys / "minion.pub").read_text()))


def test_a_machine_without_any_way_to_make_a_key_says_that_it_failed(tmp_path: Path) -> None:
    """The report proves the failure and names the reason; the machine still waits until it is disarmed."""
    root = InstalledRoot(tmp_path, without=("openssl", "ssh-keygen"))
    with Reported(disarmed_after=2) as server:
        done = root.run(finish_script(report(server.url)))
    assert done.returncode == 1
    assert [told["event"] for told in server.reports] == ["failed", "failed"]
    assert "no ssh-keygen" in server.reports[0]["log"]
    assert proved(server.reports[0])
    assert "public_key" not in server.reports[0]


def test_the_command_brings_the_minion(tmp_path: Path) -> None:
    """It is a script of its own, whatever signs it holds, and runs before anything of the minion is written."""
    root = InstalledRoot(tmp_path)
    command = (
        "[ ! -e /etc/salt ]\nmkdir /etc/salt\nprintf 'it'\\''s %s' '$HOME' > /etc/salt/brought\nexit 0\n)\n"
    )
    with Reported() as server:
        done = root.run(finish_script(report(server.url), Minion(command=command)))
    assert done.returncode == 0, done.stdout + done.stderr
    assert (root.path / "etc/salt/brought").read_text() == "it's $HOME"
    assert server.reports[0]["event"] == "installed"


def test_a_command_that_fails_fails_the_install(tmp_path: Path) -> None:
    """Its last words are reported, without hashes, tokens and passwords, on at most 4000 characters of ASCII."""
    root = InstalledRoot(tmp_path)
    told = f"token {TOKEN} hash $6$salt$abcdefgh password=geheim http://me:geheim@10.0.0.9/ näht"
    many = "i=0\nwhile [ $i -lt 400 ]; do echo a line of many; i=$((i + 1)); done\n"
    command = f"touch /brought\n{many}echo {shlex.quote(told)}\nprintf '\\007\\n'\nfalse\n"
    with Reported() as server:
        done = root.run(finish_script(report(server.url), Minion(command=command + "touch /never\n")))
    assert done.returncode == 1
    log = server.reports[0]["log"]
    assert (root.path / "brought").exists() and not (root.path / "never").exists()
    assert "token ... hash ... password=... http://...@10.0.0.9/ n??ht\n?\n" in log
    assert "The command that brings salt-minion failed." in log
    assert 3000 < len(log) <= 4000 and log.isascii()
    assert proved(server.reports[0])


@pytest.mark.parametrize("shell", SHELLS)
def test_a_machine_that_nobody_answers_is_switched_off(tmp_path: Path, shell: str) -> None:
    """No answer is not the answer no; nothing secret stays in its /tmp."""
    root = InstalledRoot(tmp_path, shell)
    root.add_tool("openssl", "/usr/bin/openssl")
    done = root.run(finish_script(report("http://127.0.0.1:9/pxe")), timeout=300)
    assert "still armed" in done.stdout
    assert root.switched_off()
    assert root.leftovers() == []


def test_a_machine_that_stays_armed_is_switched_off(tmp_path: Path) -> None:
    """The answer `yes`, for ever, ends the same way."""
    root = InstalledRoot(tmp_path)
    with Reported(disarmed_after=1000) as server:
        root.run(finish_script(report(server.url, master=None)), timeout=300)
    assert root.switched_off()
    # It asks 120 times, and reports each third time.
    assert len(server.reports) == 40


def test_a_full_disk_does_not_let_it_reboot(tmp_path: Path) -> None:
    """Where not even a temporary folder can be made, nothing can be reported, and the machine is switched off."""
    root = InstalledRoot(tmp_path)
    root.add_tool("mktemp", "false", "exit 1")
    with Reported(disarmed_after=1000) as server:
        root.run(finish_script(report(server.url)), timeout=300)
    assert not any(server.reports)
    assert root.switched_off()


def test_without_a_token_nothing_is_proved(tmp_path: Path) -> None:
    """The report says what it can, and the minion has its master and a key, but no proof."""
    root = InstalledRoot(tmp_path)
    with Reported() as server:
        done = root.run(
            finish_script(
                report(server.url, token=None, master_finger=None), Minion(config={"grains": {"role": "web"}})
            )
        )
    assert done.returncode == 0, done.stdout + done.stderr
    told = {"event": "installed", "site": "fra1", "host": "web01", "mac": MAC, "request": REQUEST}
    assert server.reports == [told]
    assert configuration(root) == {
        "id": "web01.example.com",
        "master": "salt.example.com",
        "grains": {"role": "web"},
    }


@pytest.mark.parametrize("enabled", [False, True], ids=["left out", "no master"])
def test_a_machine_without_salt_proves_its_install_too(tmp_path: Path, enabled: bool) -> None:
    """There is no key, so the proof is made without one, and nothing of Salt is written."""
    root = InstalledRoot(tmp_path)
    with Reported() as server:
        said = report(server.url, master=None) if enabled else report(server.url)
        assert root.run(finish_script(said, Minion(enabled=enabled))).returncode == 0
    assert proved(server.reports[0])
    assert not (root.path / "etc/salt").exists()


@pytest.mark.parametrize("shell", SHELLS)
def test_the_installer_reports_how_it_goes(tmp_path: Path, shell: str) -> None:
    """`%pre` says installing; `%onerror` says failed, with the end of each log that there is, and without secrets."""
    root = InstalledRoot(tmp_path, shell)
    many = "a line as long as the lines of a log usually are, and then some\n" * 200
    logs = {
        "anaconda-tb-1": f"anaconda 34 exception report\n{many}",
        "anaconda.log": f"{many}ERR no disk {TOKEN}\n",
        "storage.log": many,
        "packaging.log": many,
        "dnf.log": many,
        "program.log": f"{many}rootpw $6$x$abcdefghijkl\n",
    }
    with Reported() as server:
        assert root.run(installing_script(report(server.url), LOGS), "-u").returncode == 0
        for name, text in logs.items():
            (root.path / "tmp" / name).write_text(text)
        (root.path / "var/log").mkdir()
        (root.path / "var/log/syslog").write_text(many)
        assert root.run(failed_script(), "-u").returncode == 0
    first, second = server.reports
    assert (first["event"], second["event"]) == ("installing", "failed")
    assert proved(first) and proved(second)
    assert "log" not in first
    log = second["log"]
    assert "ERR no disk ..." in log and "exception report" in log and "/tmp/program.log:" in log
    assert TOKEN not in log and "$6$" not in log
    assert 3900 < len(log) <= 4000
    assert stat.S_IMODE((root.path / "tmp/salt-pxe").stat().st_mode) == 0o700


def test_an_installer_goes_on_when_nobody_hears_it(tmp_path: Path) -> None:
    """A report that cannot be sent ends no install, and keeps it for seconds only."""
    root = InstalledRoot(tmp_path)
    said = report("http://127.0.0.1:9/pxe")
    assert root.run(failed_script()).returncode == 0
    assert root.run(installing_script(said, LOGS)).returncode == 0
    assert root.run(failed_script()).returncode == 0
    assert "--max-time\n10\n" in root.calls()


LINE = st.text(
    st.one_of(
        st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc"]),
        st.sampled_from(list("'\"\\$`%&;|-*\\ n0")),
    ),
    max_size=40,
)


@pytest.mark.parametrize("shell", SHELLS)
@settings(max_examples=60, deadline=None)
@given(
    site=LINE,
    host=LINE,
    request_text=LINE,
    minion_id=LINE,
    fingerprint=LINE,
    key=st.binary(min_size=32, max_size=32),
)
def test_each_shell_makes_the_proof_that_the_master_expects(
    shell: str, site: str, host: str, request_text: str, minion_id: str, fingerprint: str, key: bytes
) -> None:
    """Whatever the values say, in UTF-8 or in a shell's own signs, the proof is HMAC-SHA256 of exactly them."""
    said = MachineReport("e", "a", site, host, MAC, request_text, key.hex(), minion_id)
    functions = template("salt_pxe.installers.report", "report.sh.j2").render(proves=True, tls="")
    script = f'{values(said)}\nevent=installed\n{functions}\nprove {shlex.quote(fingerprint)}\nprintf %s "$proof"\n'
    script += "fields host request | sha256sum\n"
    done = subprocess.run(
        [*SHELLS[shell], "-u"], input=script.encode(), capture_output=True, timeout=30, check=True,
        env={"PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.stderr == b""
    wanted = proof.proof(key.hex(), "installed", site, host, MAC, request_text, minion_id, fingerprint)
    assert done.stdout.decode().startswith(wanted)
