"""Does a machine with an empty disk become a running system that nobody touched? From pillar, by a kickstart, for real.

Each test goes on where the one before it ended: the same server, the same machines, their disks.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e.cycle import Recorder
from tests.e2e.lab import Lab
from tests.e2e.machine import Firmware, Machine, empty_disk
from tests.e2e.test_apply import DAEMONS

pytestmark = pytest.mark.e2e

SITE = Path(__file__).parent / "install_pillar/pxe.sls"
# The UEFI machine first: OVMF asks for four minutes when no DHCP server answers, and the daemons stop after the last.
HOSTS: dict[str, Firmware] = {"web02": "uefi", "web01": "bios"}
CYCLE = 600.0  # seconds for an install; two minutes are usual under emulation on a quiet machine
MINION = 600.0  # seconds from the login prompt to the start of a minion whose Python files are not compiled
BOOT = 240.0  # seconds from power on, over a PXE that nobody answers, to the kernel on the disk

STATES = ("requested", "armed", "installing", "installed", "onboarded")

Change = Callable[[dict[str, Any]], None]


class Site:
    """The pillar of the lab, which the tests change, and its machines."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = folder.parent / "key"
        keygen: list[str | Path] = [
            "ssh-keygen",
            "-q",
            "-t",
            "ed25519",
            "-N",
            "",
            "-C",
            "tests@example.com",
            "-f",
            self.key,
        ]
        subprocess.run(keygen, check=True)
        self.said: dict[str, Any] = yaml.safe_load(SITE.read_text())["pxe"]
        profiles = self.said["profiles"]
        profiles["el9-web"]["ssh_keys"] = [self.key.with_suffix(".pub").read_text().strip()]
        # One machine installs from the ISO, the other one from the tree that the ISO was made of.
        profiles["el9-tree"] = {**profiles["el9-web"], "repo": "el9-tree"}
        self.said["hosts"]["web01"]["profile"] = "el9-tree"
        (folder / "top.sls").write_text("base: {'*': [pxe]}\n")
        self.write()

    def write(self) -> None:
        """Write the pillar as it is now."""
        (self.folder / "pxe.sls").write_text(yaml.safe_dump({"pxe": self.said}))

    def host(self, name: str) -> dict[str, Any]:
        """Return what pillar says of a host."""
        return dict(self.said["hosts"][name])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site of this module."""
    folder = tmp_path_factory.mktemp("site") / "pillar"
    folder.mkdir()
    return Site(folder)


@pytest.fixture(scope="module")
def lab(site: Site) -> Iterator[Lab]:
    """A lab in which ``state.apply pxe`` has armed web01 and web02."""
    with Lab(site.folder) as lab:
        lab.start()
        apply(lab)
        yield lab


@pytest.fixture(scope="module")
def machines(lab: Lab, site: Site) -> dict[str, Machine]:
    """One machine of each firmware, off, with an empty disk; the NIC is the first boot device."""
    return {
        name: lab.machine(
            name, site.host(name)["mac"], firmware=firmware, disk=empty_disk(lab.folder / f"{name}.qcow2")
        )
        for name, firmware in HOSTS.items()
    }


def apply(lab: Lab) -> None:
    """Apply pxe; every state must succeed."""
    result = lab.salt("state.apply", "pxe")
    assert isinstance(result, dict), result
    assert not {key: state["comment"] for key, state in result.items() if not state["result"]}


def running(lab: Lab) -> dict[str, bool]:
    """Return which of the daemons run."""
    return {daemon: lab.server.is_active(daemon) for daemon in DAEMONS}


def wait_for_login(machine: Machine, name: str, timeout: float) -> float:
    """Wait for the login prompt of the installed system; return the seconds since power on."""
    return machine.wait_for(rf"Debian GNU/Linux 12 {name}\S* ttyS0\s+{name}\S* login:", timeout).seconds


def booted(machine: Machine) -> str:
    """Wait until a system starts from the disk; return the UUID of the root file system that its kernel is told."""
    return machine.wait_for(r"Command line: .* root=UUID=(\S+)", BOOT).match[1]


def wait_until_onboarded(lab: Lab, name: str, request: str) -> None:
    """Wait until the minion of the installed system has started with the key that its install proved to have."""
    deadline = time.monotonic() + MINION
    while "onboarded" not in (said := changes(lab, name, request)):
        assert time.monotonic() < deadline, f"{name} is not onboarded in {MINION} s: {said}"
        time.sleep(1)


def changes(lab: Lab, name: str, request: str) -> list[str]:
    """Return what the ledger says that happened to a request, the oldest first."""
    told = lab.master.run("pxe.history", f"host={name}", f"request={request}")
    return [change["change"] for change in told["changes"]]


def key_of(lab: Lab, name: str) -> str:
    """Return the accepted key of a minion."""
    return (lab.master.pki / "minions" / name).read_text().strip()


def inside(lab: Lab, site: Site, name: str, command: str) -> str:
    """Return what a command prints in the installed system, over ssh as root with the key of pillar."""
    options = ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR"]
    options += ["-o", "BatchMode=yes", "-o", "ConnectTimeout=30", "-i", str(site.key)]
    target = f"root@{site.host(name)['fixed_address']}"
    return lab.namespace.run(["ssh", *options, target, command], timeout=120).stdout.strip()


@pytest.mark.parametrize("name", HOSTS)
def test_an_empty_disk_becomes_what_pillar_said_once(
    lab: Lab, site: Site, machines: dict[str, Machine], name: str
) -> None:
    """A machine installs itself, is disarmed, comes up as a trusted minion, and boots its disk at the next power on."""
    host, profile = site.host(name), site.said["profiles"]["el9-web"]
    machine = machines[name]
    with Recorder(lab.server, machine, name, host["fixed_address"], CYCLE):
        machine.power_on()
        machine.wait_for(r"installer: \S+ started: ", CYCLE)
        machine.wait_for(r"installer: \S+ finished", CYCLE)
        wait_for_login(machine, name, CYCLE)

    assert inside(lab, site, name, "hostname") == name
    assert f" {host['fixed_address']}/24 " in inside(lab, site, name, "ip -4 -o addr show scope global")
    assert inside(lab, site, name, "getent shadow root").split(":")[1] == profile["rootpw"]
    assert "wheel" in inside(lab, site, name, "id -nG ops").split()
    assert inside(lab, site, name, "passwd -S ops").split()[1] == "L"
    assert inside(lab, site, name, "cat /etc/timezone /etc/motd") == "Europe/Berlin\ninstalled by salt-pxe"
    # What autopart makes: /boot, swap, / at the end, and with UEFI the EFI system partition before them.
    root = "/dev/vda4" if machine.firmware == "uefi" else "/dev/vda3"
    assert inside(lab, site, name, "findmnt -n -o SOURCE,FSTYPE /").split() == [root, "ext4"]
    assert inside(lab, site, name, "dpkg-query -W -f '${db:Status-Status}' less") == "installed"
    assert ("efi" in inside(lab, site, name, "ls /sys/firmware").split()) is (machine.firmware == "uefi")

    # Nobody touched it, and nobody accepted anything by hand.
    wait_until_onboarded(lab, name, host["install"])
    assert lab.master.salt(name, "test.ping", timeout=60) is True
    assert key_of(lab, name) == inside(lab, site, name, "cat /etc/salt/pki/minion/minion.pub")
    said = changes(lab, name, host["install"])
    assert [change for change in said if change in STATES] == list(STATES)
    assert said.index("installed") < said.index("disarmed") and said.index("accepted") < said.index(
        "onboarded"
    )

    # A file system has a new UUID each time that it is made.
    installed = inside(lab, site, name, "findmnt -n -o UUID /")
    machine.power_on()
    assert booted(machine) == installed
    assert "installer:" not in machine.console()
    machine.power_off()


def test_the_services_stop_when_nothing_is_armed(lab: Lab, site: Site, machines: dict[str, Machine]) -> None:
    """After the last machine is done no daemon runs, and another state.apply with the same pillar arms nothing."""
    assert lab.salt("pxe.armed") == {}
    assert running(lab) == dict.fromkeys(DAEMONS, False)
    apply(lab)
    assert lab.salt("pxe.armed") == {}
    assert running(lab) == dict.fromkeys(DAEMONS, False)


def test_a_server_that_restarts_starts_no_service(lab: Lab, machines: dict[str, Machine]) -> None:
    """The kickstart server is started anew, and none of the daemons comes up with it."""
    lab.server.stop()
    lab.server.start()
    lab.master.wait_for("kickstart01")
    assert running(lab) == dict.fromkeys(DAEMONS, False)


def test_a_second_request_installs_again(lab: Lab, site: Site, machines: dict[str, Machine]) -> None:
    """A ticket arms the machine at once: its disk is erased, and the new system replaces its old key by proof."""
    old = key_of(lab, "web01")
    said = lab.master.ticket("pxe.install", host="web01", request="CHG0099999", server="kickstart01")
    assert said["armed"] is True, said
    assert list(lab.salt("pxe.armed")) == ["web01"]
    machine = machines["web01"].power_on()
    machine.wait_for(r"the disk before the install has 3 partitions", CYCLE)
    machine.wait_for(r"installer: \S+ finished", CYCLE)
    booted(machine)
    wait_until_onboarded(lab, "web01", "CHG0099999")
    assert lab.master.salt("web01", "test.ping", timeout=60) is True
    assert key_of(lab, "web01") == inside(lab, site, "web01", "cat /etc/salt/pki/minion/minion.pub") != old
    assert lab.salt("pxe.armed") == {}
    again = lab.master.ticket("pxe.install", host="web01", request="CHG0099999", server="kickstart01")
    assert again["state"] == "onboarded" and lab.salt("pxe.armed") == {}
