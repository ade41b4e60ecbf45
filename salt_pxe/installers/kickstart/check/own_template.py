"""What has to hold for a kickstart that a template of the site's own made.

It may say more than ours; but it touches only the disks that are named, asks nobody anything, carries no password in
plain text, and gives the host its own name, address and password.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from salt_pxe.installers.installation import Installation
from salt_pxe.installers.kickstart.check.parser import Reading
from salt_pxe.installers.kickstart.syntax import syntax_of

Wrong = tuple[str, str]

_SOURCES = ("url", "nfs", "cdrom", "harddrive", "hmc", "liveimg", "ostreesetup", "ostreecontainer")
_MANDATORY = (
    (("lang",), "the installer asks for the language"),
    (("keyboard",), "the installer asks for the keyboard"),
    (("timezone",), "the installer asks for the time zone"),
    (("rootpw", "user"), "nobody could log in"),
    (_SOURCES, "the installer does not know where to install from"),
    (("ignoredisk",), "the installer would see every disk"),
    (
        ("autopart", "part", "partition", "logvol", "raid", "btrfs", "mount"),
        "the installer asks for the disks' layout",
    ),
    (("bootloader",), "the installer chooses the disk of the boot loader"),
    (("reboot", "poweroff", "shutdown", "halt"), "the machine waits for a key at the end"),
)
_DESTRUCTIVE = {"nvdimm": "it reconfigures memory devices", "upgrade": "it changes a system that is there"}
_WITHOUT_PACKAGES = frozenset({"liveimg", "ostreesetup", "ostreecontainer"})


def broken(what: Installation, reading: Reading) -> Iterator[Wrong]:
    """Yield the message and the hint of each rule that is broken."""
    names = {command.name for command in reading.commands}
    for any_of, reason in _MANDATORY:
        if names.isdisjoint(any_of):
            yield f"has no {' or '.join(any_of)}", f"without it {reason}"
    if not any(section.name == "%packages" for section in reading.sections) and names.isdisjoint(
        _WITHOUT_PACKAGES
    ):
        yield "has no %packages section", "without it the installer asks what to install"
    for section in reading.sections:
        if section.name == "%certificate" and not syntax_of(what).reads(10, 42):
            yield (
                f"line {section.line}: {what.declared.release} knows no %certificate section",
                "write the file in %post",
            )
    for command in reading.commands:
        if command.name in _DESTRUCTIVE:
            yield f"line {command.line}: {command.name} is refused: {_DESTRUCTIVE[command.name]}", "remove it"
    yield from _disks(what, reading)
    yield from _passwords(reading)
    yield from _host(what, reading)


def _uses(reading: Reading, *names: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield where each use of these commands stands, and what it sets."""
    for name in names:
        lines = [command.line for command in reading.commands if command.name == name]
        uses = reading.data.get(name, ())
        for index, use in enumerate(uses):
            yield f"line {lines[min(index, len(lines) - 1)]}: {name}", use


def _disks(what: Installation, reading: Reading) -> Iterator[Wrong]:
    named = f"only {', '.join(what.disks)} may be touched"
    for where, use in _uses(reading, "ignoredisk"):
        if not use.get("onlyuse") or use.get("interactive"):
            yield f"{where} does not say --only-use", named
        yield from _strange(what, where, "--only-use", use.get("onlyuse", ()))
    for where, use in _uses(reading, "clearpart"):
        if use.get("type") and not use.get("drives") and not use.get("devices"):
            yield f"{where} has no --drives", named
        yield from _strange(what, where, "--drives", use.get("drives", ()))
        yield from _strange(what, where, "--list", use.get("devices", ()), partitions=True)
    for where, use in _uses(reading, "part", "partition"):
        yield from _strange(what, where, "--ondisk", (use.get("disk"),))
        yield from _strange(what, where, "--onpart", (use.get("onPart"),), partitions=True)
        if use.get("onbiosdisk"):
            yield f"{where} says --onbiosdisk, which names no disk", named
    for where, use in _uses(reading, "bootloader"):
        yield from _strange(what, where, "--boot-drive", (use.get("bootDrive"),))
        yield from _strange(what, where, "--driveorder", use.get("driveorder", ()))
    for where, use in _uses(reading, "mount"):
        yield from _strange(what, where, "device", (use.get("device"),), partitions=True)


def _strange(
    what: Installation, where: str, option: str, given: tuple[str | None, ...], partitions: bool = False
) -> Iterator[Wrong]:
    """Yield each disk (or partition) that is not one of those named."""
    for device in given:
        plain = (device or "").removeprefix("/dev/")
        if not plain or plain in what.disks:
            continue
        if partitions and any(_is_partition(plain, disk) for disk in what.disks):
            continue
        yield f"{where} {option} names {plain}", f"only {', '.join(what.disks)} may be touched"


def _is_partition(device: str, disk: str) -> bool:
    """Tell whether a device is a partition of that disk: sda1, nvme0n1p1, disk/by-id/x-part1."""
    rest = device.removeprefix(disk)
    return rest != device and rest.removeprefix("-part").removeprefix("p").isdigit()


def _passwords(reading: Reading) -> Iterator[Wrong]:
    hint = "give a hash and --iscrypted"
    for where, use in _uses(reading, "rootpw", "user", "sshpw", "bootloader"):
        if use.get("password") and not use.get("isCrypted"):
            yield f"{where} has a password in plain text", hint
    for where, use in _uses(reading, "vnc", "rdp"):
        if use.get("password"):
            yield f"{where} has a password in plain text", "remove it"


def _host(what: Installation, reading: Reading) -> Iterator[Wrong]:
    """Yield what the kickstart does not give to the host although pillar says it."""
    networks = [use for _, use in _uses(reading, "network")]
    if what.hostname is not None and not any(use.get("hostname") == what.hostname for use in networks):
        yield f"does not name the machine {what.hostname}", "write {% for line in network %} in the template"
    for nic in what.network:
        address = {"ip": nic.ip, "netmask": nic.netmask, "gateway": nic.gateway}
        wanted = {key: value for key, value in address.items() if value is not None}
        if wanted and not any(wanted.items() <= use.items() for use in networks):
            yield (
                f"does not give the machine its address {nic.ip}",
                "write {% for line in network %} in the template",
            )
    if what.rootpw != "locked" and not any(
        use.get("password") == what.rootpw for _, use in _uses(reading, "rootpw")
    ):
        yield "does not set root's password as pillar says", "write {{ rootpw }} in the template"
    packages = set(reading.packages.get("packageList", ()))
    groups = {f"@{name}" for name, _ in reading.packages.get("groupList", ())}
    environment = f"@^{reading.packages.get('environment')}"
    for package in what.packages_of_host:
        if not package.startswith("-") and package not in packages | groups | {environment}:
            yield f"does not install {package}", "write {{ packages.body }} in the template"
