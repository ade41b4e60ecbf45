"""Does a kickstart server stay in order when something goes wrong? On a real systemd, with the states as they are."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import master
from tests.e2e.lab import Lab
from tests.e2e.server import MINION_ID
from tests.e2e.test_apply import DAEMONS, changed

pytestmark = pytest.mark.e2e
SITE = Path(__file__).parent / "pillar"
POLICY = "/usr/sbin/policy-rc.d"
OWN_POLICY = "#!/bin/sh\n# of this system's own\nexit 0\n"
Pillar = Callable[[Callable[[str], str]], None]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the pillar, for these tests change it."""
    return Path(shutil.copytree(SITE, tmp_path_factory.mktemp("pillar") / "pillar"))


@pytest.fixture(scope="module")
def lab(site: Path) -> Iterator[Lab]:
    """A lab whose server was applied once, and which had a policy-rc.d before."""
    with Lab(site) as lab:
        lab.start()
        lab.server.write(POLICY, OWN_POLICY, 0o755)
        first = lab.salt("state.apply", "pxe")
        assert all(state["result"] for state in first.values()), first
        yield lab


@pytest.fixture
def pillar(lab: Lab, site: Path) -> Iterator[Pillar]:
    """Return a function that changes the text of the site's pillar; afterwards it is as it was, and applied."""
    file = site / "pxe.sls"
    before = file.read_text()

    def change(edit: Callable[[str], str]) -> None:
        after = edit(file.read_text())
        assert after != file.read_text()
        file.write_text(after)
        lab.salt("saltutil.refresh_pillar", wait=True)

    yield change
    file.write_text(before)
    lab.salt("saltutil.refresh_pillar", wait=True)
    lab.salt("state.apply", "pxe")


def running(lab: Lab) -> dict[str, bool]:
    """Return which of the daemons run."""
    return {daemon: lab.server.is_active(daemon) for daemon in DAEMONS}


def state(result: dict[str, Any], name: str) -> dict[str, Any]:
    """Return what the state with this id said."""
    (found,) = (one for one in result.values() if one["__id__"] == name)
    return dict(found)


def elsewhere(text: str) -> str:
    """Move the whole site to a network in which the server has no interface."""
    return re.sub(r"10\.0\.0\.(?!7\b)", "10.9.0.", text)


def test_a_silent_minion_is_told_soon(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """A minion that neither answers nor says that it is at work costs a test seconds, and is named as the reason."""
    monkeypatch.setattr(master, "ASK_AFTER", 2)
    lab.server.run(["pkill", "-STOP", "-f", "salt-minion"])
    try:
        with pytest.raises(master.SaltError, match="the minion is silent"):
            lab.salt("test.ping")
    finally:
        lab.server.run(["pkill", "-CONT", "-f", "salt-minion"])
    lab.master.wait_for(MINION_ID)


def test_installing_packages_leaves_the_policy_of_the_system(lab: Lab) -> None:
    """What was at policy-rc.d before the packages were installed is there again."""
    assert lab.server.read(POLICY) == OWN_POLICY


def test_a_dhcpd_conf_that_does_not_start_leaves_the_old_one_in_force(lab: Lab, pillar: Pillar) -> None:
    """dhcpd accepts it and will not start with it: the state fails in dhcpd's words, and the old one serves."""
    before = lab.server.read("/etc/dhcp/dhcpd.conf")
    pillar(elsewhere)
    failed = state(lab.salt("state.apply", "pxe"), "DHCP server")
    assert failed["result"] is False
    assert "No subnet declaration for eth1 (10.0.0.7)" in failed["comment"]
    assert "old configuration is in force again" in failed["comment"]
    assert lab.server.read("/etc/dhcp/dhcpd.conf") == before
    assert lab.server.run(["pgrep", "-x", "dhcpd"], check=False).stdout


def test_failing_again_and_again_does_not_run_into_systemds_start_limit(lab: Lab, pillar: Pillar) -> None:
    """After many failures in a row the old configuration still comes back, and the next good one too."""
    pillar(elsewhere)
    for _ in range(3):
        assert state(lab.salt("state.sls_id", "DHCP server", "pxe.dhcp"), "DHCP server")["result"] is False
    assert lab.server.run(["pgrep", "-x", "dhcpd"], check=False).stdout


def test_a_daemon_that_died_is_seen_and_started(lab: Lab) -> None:
    """dhcpd that died behind its active unit is an error of pxe.check, and the next apply starts it."""
    lab.server.run(["pkill", "-9", "-x", "dhcpd"])
    found = lab.salt("pxe.check", "probe=False")
    assert [
        one for one in found if one["status"] == "error" and "isc-dhcp-server does not run" in one["message"]
    ]
    assert changed(lab.salt("state.apply", "pxe")) == {"DHCP server"}
    assert not [one for one in lab.salt("pxe.check") if one["status"] == "error"]


def test_plan_tells_what_a_machine_gets_and_hides_its_hash(lab: Lab) -> None:
    """For UEFI: the loader, GRUB's file for this MAC, the kernel line and the kickstart, each with its pillar path."""
    plan = lab.salt("pxe.plan", mac="52:54:00:12:34:56", arch="7")
    assert plan["dhcp"]["filename"] == {"value": "shimx64.efi", "from": "pxe:server:loaders"}
    assert plan["dhcp"]["address"] == {"value": "10.0.0.21", "from": "pxe:hosts:web01:fixed_address"}
    assert plan["boot_configuration"]["text"] == lab.server.read(plan["boot_configuration"]["path"])
    assert plan["may_erase"] == ["vda"]
    assert "rootpw <hidden>" in "".join(plan["answers"]["files"].values())
    assert "$6$" not in str(plan)


def test_version_names_a_copy_that_differs(lab: Lab) -> None:
    """A synced loader module that is not the core's own is named; without one all is the same."""
    lab.salt("saltutil.sync_all")
    told = lab.salt("pxe.version")
    assert isinstance(told, dict), told
    assert told["same"] is True, told
    stale = "/var/cache/salt/minion/extmods/states/pxe_tftp.py"
    lab.server.run(["sh", "-c", f"echo '# older' >> {stale}"])
    lab.salt("saltutil.refresh_modules")
    told = lab.salt("pxe.version")
    assert told["same"] is False
    assert [line for line in told["differences"] if line.startswith(f"states/pxe_tftp runs from {stale}")]
    lab.server.run(["rm", "-r", "/var/cache/salt/minion/extmods"])
    lab.salt("saltutil.refresh_modules")


def test_the_last_disarm_stops_the_services_and_a_reboot_starts_none(lab: Lab) -> None:
    """One machine after the other is disarmed; then nothing runs, also after a reboot, and a new apply arms nobody."""
    first = lab.salt("pxe.disarm", "web01")
    assert (first["was_armed"], first["stopped"]) == (True, [])
    assert all(running(lab).values())
    assert set(lab.salt("pxe.armed")) == {"web02"}
    last = lab.salt("pxe.disarm", "web02")
    assert set(last["stopped"]) == set(DAEMONS)
    assert not any(running(lab).values())
    lab.server.stop()
    lab.server.start()
    lab.master.wait_for(MINION_ID)
    assert not any(running(lab).values())
    assert changed(lab.salt("state.apply", "pxe")) == set()
    assert not any(running(lab).values())
    assert lab.salt("pxe.armed") == {}
