"""What do machines boot from a server on which ``state.apply pxe`` has run? Real daemons, QEMU, two firmwares."""

from __future__ import annotations

import pytest

from tests.e2e.installer.disk import GREETING
from tests.e2e.lab import Lab
from tests.e2e.machine import Firmware

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("applied")]

PATIENCE = 120.0  # seconds, four times and more of what a quiet machine needs under emulation
ARMED = {
    "bios": ("web01", "52:54:00:12:34:56", "10.0.0.21"),
    "uefi": ("web02", "52:54:00:12:34:57", "10.0.0.22"),
}
UNARMED = ("db01", "52:54:00:12:34:58")
STRANGER = ("stranger", "52:54:00:99:99:99")


def leases(lab: Lab, mac: str) -> int:
    """Return how often dhcpd has given this machine an address."""
    return sum("DHCPACK" in line and mac in line for line in lab.server.journal("dhcpd"))


@pytest.mark.parametrize("firmware", ["bios", "uefi"])
def test_armed_machine_installs_with_its_own_kickstart(lab: Lab, firmware: Firmware) -> None:
    """An armed machine with a disk that boots starts its installer all the same, with the kickstart made for it."""
    name, mac, address = ARMED[firmware]
    url = f"http://10.0.0.7/pxe/ks/{mac}"
    with lab.machine(
        f"{name}-armed", mac, firmware=firmware, disk=lab.bootable_disk(name)
    ).power_on() as machine:
        line = machine.wait_for(r"installer: \S+ started: (.*)\n", PATIENCE).match[1]
        assert f"inst.ks={url}" in line.split()
        assert "inst.repo=http://10.0.0.7/pxe/repo/el9/" in line.split()
        assert f"BOOTIF=01-{mac.replace(':', '-')}" in line.split()
        assert machine.wait_for(r"dhcp: (\S+) from (\S+)", PATIENCE).match.groups() == (address, "10.0.0.7")
        assert machine.wait_for(r"kickstart: \d+ bytes sha256 \S+ from (\S+)", PATIENCE).match[1] == url
        machine.wait_for(r"understood: ignoredisk --only-use=vda\b", PATIENCE)
        machine.wait_for(r"repo: http://10.0.0.7/pxe/repo/el9/ 9.4", PATIENCE)


@pytest.mark.parametrize("firmware", ["bios", "uefi"])
@pytest.mark.parametrize("who", [UNARMED, STRANGER], ids=["unarmed", "stranger"])
def test_other_machine_boots_its_own_disk(lab: Lab, who: tuple[str, str], firmware: Firmware) -> None:
    """A machine without a request, and one that nobody declared, boot over the NIC and end on their own disk."""
    name, mac = f"{who[0]}-{firmware}", who[1]
    before = leases(lab, mac)
    with lab.machine(name, mac, firmware=firmware, disk=lab.bootable_disk(name)).power_on() as machine:
        machine.wait_for(GREETING, PATIENCE)
        assert "installer:" not in machine.console()
    assert leases(lab, mac) > before, "the machine did not ask over its NIC"
