"""What does a full disk keep a kickstart server from? Never from disarming. With the real daemons of Debian.

Each folder of the server in turn is a small file system, of which every block and every inode is taken.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.namespace import Namespace
from tests.functional.test_states import DAEMONS, STATES, site

# Not among the fast tests: real daemons take their time.
pytestmark = pytest.mark.integration

Run = Callable[..., list[Any]]
FOLDERS = {
    "state": "/var/lib/salt-pxe",
    "tftp": "/srv/tftp",
    "http": "/srv/pxe",
    "nginx": "/etc/nginx/conf.d",
    "dhcpd": "/etc/dhcp",
}
MACHINES = [
    {"host": f"web0{number}", "mac": f"52:54:00:12:34:5{5 + number}", "address": f"10.0.0.2{number}"}
    for number in (1, 2, 3)
]
INSTALLS = {"installs": [True, True], "own file": [True, True], "kickstart": True, "told": "200 yes"}
NOTHING = {"installs": [False, False], "own file": [False, False], "kickstart": False, "told": "200 no"}
LOCAL = {**NOTHING, "own file": [True, True]}
"""What a disarmed machine gets where a machine without a file of its own would be offered an install."""
ASK, ARM = {"do": "ask", "ask": MACHINES}, {"do": "arm", "arm": ["web03", "CHG3"]}
FILL, FREE, APPLY = {"do": "fill"}, {"do": "free"}, {"do": "states", "states": STATES}
END = {"do": "end", "end": [["web01", "CHG1"]]}
STRANGERS = {"unknown": "el9-web", "profiles:el9-web:install_unknown": True}


def installing(media: Path, **changes: Any) -> dict[str, Any]:
    """Return a site in which two machines ask for an install, and a third is known."""
    own = {"profile": "el9-web"}
    hosts = {
        f"hosts:{one['host']}": {**own, "mac": one["mac"], "fixed_address": one["address"]}
        for one in MACHINES
    }
    asked = {"hosts:web01:install": "CHG1", "hosts:web02:install": "CHG2"}
    return site(media, **{**hosts, **asked, **changes})


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Return a function that goes through steps (see `full_disk_run`) while one folder can be filled."""
    with Namespace() as namespace:
        namespace.lay_wire("10.0.0.7/24")
        for one in MACHINES:
            namespace.run(["ip", "address", "add", f"{one['address']}/32", "dev", "lo"])

        def runs(folder: str, kind: str, given: dict[str, Any], *steps: dict[str, Any]) -> list[Any]:
            words = json.dumps({"folder": FOLDERS[folder], "type": kind, "site": given, "steps": steps})
            program = [sys.executable, "-m", "tests.functional.full_disk_run", words, tmp_path / "scratch"]
            done = namespace.run(program, timeout=300)
            reports: list[Any] = json.loads(done.stdout.splitlines()[-1])
            return reports

        yield runs


def loops() -> bool:
    """Tell whether this machine can mount an image, for ext4."""
    return subprocess.run(["losetup", "--find"], capture_output=True, check=False).returncode == 0


WHERE = [(folder, "tmpfs") for folder in FOLDERS] + [(folder, "ext4") for folder in ("state", "tftp", "http")]


@pytest.mark.parametrize(("folder", "kind"), WHERE)
def test_a_closed_request_boots_nothing_whatever_folder_is_full(
    run: Run, media: Path, folder: str, kind: str
) -> None:
    """It is disarmed at once, is told as such, and never arms again; another machine stays armed."""
    if kind == "ext4" and not loops():
        pytest.skip("no loop device")
    given = installing(media)
    first, before, _, ended, after, again, _, late, _, freed, armed, last = run(
        folder, kind, given, APPLY, ASK, FILL, END, ASK, END, APPLY, ASK, FREE, APPLY,
        {"do": "arm", "arm": ["web01", "CHG1"]}, ASK,
    )  # fmt: skip
    assert {name: ret["result"] for name, ret in first.items()} == dict.fromkeys(STATES, True), first
    assert (before["web01"], before["web02"], before["armed"]) == (INSTALLS, INSTALLS, ["web01", "web02"])
    assert ended == again == [["web01", "CHG1", True]]
    for seen in (after, late, last):
        assert (seen["web01"], seen["web02"], seen["armed"]) == (NOTHING, INSTALLS, ["web02"]), seen
    assert after["spare"] < 64 << 10
    assert {name: ret["result"] for name, ret in freed.items()} == dict.fromkeys(STATES, True), freed
    assert "is over on this server" in armed["error"]


@pytest.mark.parametrize("folder", ["state", "tftp", "http"])
def test_a_machine_that_cannot_be_armed_wholly_is_not_armed_at_all(
    run: Run, media: Path, folder: str
) -> None:
    """Neither at once nor by the states: what failed is named, nothing of the machine is served, the others stay."""
    given = installing(media)
    wanted = installing(media, **{"hosts:web03:install": "CHG3"})
    _, _, armed, seen, applied, late, _, whole, last = run(
        folder, "tmpfs", given, APPLY, FILL, {**ARM, "site": wanted}, ASK, APPLY, ASK, FREE, ARM, ASK,
    )  # fmt: skip
    assert armed["armed"] is False
    assert f"{FOLDERS[folder]}/" in armed["error"] and "No space left on device" in armed["error"], armed
    assert any(FOLDERS[folder] in ret["comment"] for ret in applied.values() if ret["result"] is False), (
        applied
    )
    for now in (seen, late):
        assert (now["web03"], now["armed"]) == (NOTHING, ["web01", "web02"]), now
        assert (now["web01"], now["web02"]) == (INSTALLS, INSTALLS)
    assert whole["armed"] is True, whole
    assert (last["web03"], last["armed"]) == (INSTALLS, ["web01", "web02", "web03"])


@pytest.mark.parametrize("folder", ["nginx", "dhcpd"])
def test_a_configuration_that_finds_no_space_leaves_its_daemon_as_it_was(
    run: Run, media: Path, folder: str
) -> None:
    """What does not fit is named, and every daemon runs on with its old configuration."""
    given = installing(media)
    wanted = installing(media, **{"subnets:10.0.0.0/24:range": ["10.0.0.160-10.0.0.200"]})
    _, _, applied, running, seen, _, freed = run(
        folder, "tmpfs", given, APPLY, FILL, {**APPLY, "site": wanted}, {"do": "running"}, ASK, FREE, APPLY
    )
    failed = [ret["comment"] for ret in applied.values() if ret["result"] is False]
    assert len(failed) == 1 and FOLDERS[folder] in failed[0] and "No space left on device" in failed[0], (
        applied
    )
    assert running == dict.fromkeys(DAEMONS, True)
    assert (seen["web01"], seen["armed"]) == (INSTALLS, ["web01", "web02"])
    assert {name: ret["result"] for name, ret in freed.items()} == dict.fromkeys(STATES, True), freed


@pytest.mark.parametrize(("folder", "kind"), [("tftp", "tmpfs"), ("tftp", "ext4"), ("state", "tmpfs")])
def test_where_strangers_install_a_disarmed_machine_boots_its_disk(
    run: Run, media: Path, folder: str, kind: str
) -> None:
    """Its boot files are never just missing: that would let it install as a stranger does."""
    if kind == "ext4" and not loops():
        pytest.skip("no loop device")
    given = installing(media, **STRANGERS)
    _, before, _, ended, after, _, late, _, freed, last = run(
        folder, kind, given, APPLY, ASK, FILL, END, ASK, APPLY, ASK, FREE, APPLY, ASK
    )
    assert before["web01"] == INSTALLS
    assert ended == [["web01", "CHG1", True]]
    for seen in (after, late, last):
        assert (seen["web01"], seen["web02"], seen["armed"]) == (LOCAL, INSTALLS, ["web02"]), seen
    assert {name: ret["result"] for name, ret in freed.items()} == dict.fromkeys(STATES, True), freed


@pytest.mark.parametrize("folder", ["state", "tftp", "http"])
def test_the_states_disarm_on_a_full_disk_too(run: Run, media: Path, folder: str) -> None:
    """A machine that pillar asks for no more boots nothing after a run, whatever else that run cannot do."""
    given = installing(media)
    idle = installing(media, **{"hosts:web01:install": None})
    _, _, _, seen, _, last = run(folder, "tmpfs", given, APPLY, FILL, {**APPLY, "site": idle}, ASK, FREE, ASK)
    for now in (seen, last):
        assert (now["web01"], now["web02"], now["armed"]) == (NOTHING, INSTALLS, ["web02"]), now


def test_the_last_disarm_stops_the_daemons_on_a_full_disk(run: Run, media: Path) -> None:
    """Nothing that stopping needs has to be made first."""
    given = installing(media, **{"hosts:web02:install": None})
    _, _, ended, running = run("state", "tmpfs", given, APPLY, FILL, END, {"do": "running"})
    assert ended == [["web01", "CHG1", True]]
    assert running == dict.fromkeys(DAEMONS, False)
