"""Which steps does a machine take from power on to its login prompt, and which log line shows each?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.e2e.machine import Firmware
from tests.e2e.watch import Event

NOT_ARMED = "no\n"

TITLES = (
    "DHCP: the machine asks for an address and a boot file, and gets both",
    "TFTP: it loads its boot loader",
    "TFTP: the loader finds this machine's own configuration",
    "TFTP: the loader fetches kernel and initrd",
    "DHCP: the installer asks for the address once more",
    "HTTP: the installer fetches its kickstart and looks at the install repository",
    "HTTP: the system and its packages go to the disk that the kickstart names",
    "HTTP: the machine reports that it is installed, and waits until it is disarmed",
    "TFTP: it reboots over its NIC, where nothing is kept for it now, and goes on to its disk",
    "The installed system runs and asks who logs in",
)


@dataclass(frozen=True)
class Sight:
    """What shows that the machine is at a step: a pattern in the log of one source."""

    step: int
    source: str
    pattern: str
    must: bool = True
    """Whether the story is incomplete without it."""


def sights(name: str, mac: str, address: str, firmware: Firmware = "bios") -> list[Sight]:
    """Return what a machine with this name, MAC and address shows, each source's in its order."""
    here = re.escape(address)
    file = f"RRQ from {here} filename \\S*"
    loader, own, unarmed = {
        "bios": ("pxelinux.0", f"pxelinux.cfg/01-{mac.replace(':', '-')}", "pxelinux.cfg/default"),
        "uefi": ("grubx64.efi", f"grub/system/{mac}.cfg", f"grub/system/{mac}.cfg"),
    }[firmware]
    return [
        Sight(1, "dhcpd", f"DHCPDISCOVER from {mac}"),
        Sight(1, "dhcpd", f"DHCPOFFER on {here} to {mac}"),
        Sight(1, "dhcpd", f"DHCPREQUEST for {here} .*from {mac}"),
        Sight(1, "dhcpd", f"DHCPACK on {here} to {mac}"),
        Sight(2, "in.tftpd", f"{file}{loader}"),
        Sight(3, "in.tftpd", f"{file}{own}"),
        Sight(4, "in.tftpd", f"{file}vmlinuz"),
        Sight(4, "in.tftpd", f"{file}initrd"),
        Sight(4, "console", "installer: .* started"),
        Sight(5, "dhcpd", f"DHCPDISCOVER from {mac}"),
        Sight(5, "dhcpd", f"DHCPACK on {here} to {mac}"),
        Sight(5, "console", "installer: .* dhcp: "),
        Sight(6, "nginx", f'{here} "GET /pxe/ks/'),
        Sight(6, "console", "installer: .* kickstart: "),
        Sight(6, "nginx", f'{here} "GET /pxe/repo/'),
        Sight(6, "console", "installer: .* repo: "),
        Sight(7, "console", "installer: .* disk: "),
        Sight(7, "nginx", f'{here} "GET /pxe/repo/\\S*/base.tar'),
        Sight(7, "console", "installer: .* base: "),
        Sight(7, "console", "installer: .* packages: "),
        Sight(7, "console", "installer: .* boot loader: GRUB, "),
        Sight(8, "nginx", f'{here} "POST /pxe/event'),
        Sight(8, "nginx", f'{here} "GET /pxe/armed/\\S* [^"]*" 200 {len(NOT_ARMED)} '),
        Sight(8, "console", "installer: .* finished"),
        Sight(9, "console", "reboot: Restarting system"),
        # After the last machine no daemon runs any more, and the firmware goes on to the disk because nobody answers.
        Sight(9, "in.tftpd", f"{file}{unarmed}", must=False),
        Sight(9, "console", "Loading Linux|Booting .*Debian"),
        Sight(10, "console", f"Debian GNU/Linux 12 {re.escape(name)}\\S* "),
    ]


def sights_of_anaconda(name: str, mac: str, address: str) -> list[Sight]:
    """Return what the same machine shows with a distribution's own installer, of which only requests are known."""
    kept = [
        sight
        for sight in sights(name, mac, address)
        if sight.source != "console" and "base.tar" not in sight.pattern
    ]
    # What agetty(8) prints before it asks who logs in: the second line of EL's issue(5), or the only one of Debian's.
    return [*kept, Sight(len(TITLES), "console", r"^Kernel \S+ on an? |^Debian GNU/Linux \d+ \S+ tty")]


def brief(event: Event) -> str:
    """Return what an event says, without what its reader knows from the rest of the line."""
    if event.source == "console":
        said = re.sub(r".*installer: \S+ ", "", event.text)
        return said.partition(" console=")[0]
    found = re.search(r'"((?:GET|POST) \S+)[^"]*" (\d+) (\d+)', event.text)
    return f"{found[1]}: {found[2]}, {found[3]} bytes" if found else event.text.replace(" via eth1", "")
