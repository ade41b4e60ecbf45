"""GRUB's scripts: a dispatcher by MAC address, and a file for each machine that has its own.

Debian's signed image asks for /grub/grub.cfg only, EL's looks for grub.cfg beside itself: both get the same. In GRUB
over TFTP, `[ -s file ]` tells whether a file is there and `[ -f file ]` does not. Disks are booted by their own loader,
for `exit` leaves it to the firmware, which may well start over with the network.
Words are quoted as the GRUB manual says ("Shell-like scripting"): between apostrophes everything is literal.
"""

from __future__ import annotations

from salt_pxe.boot.decision import Decision, Install, Local, Menu, offered_install
from salt_pxe.site.artefact import MARK
from salt_pxe.site.console import serial
from salt_pxe.site.environment import template
from salt_pxe.site.site import Site

MACHINES = "grub/system"
FOLDERS = ("grub", MACHINES)

Commands = tuple[str, str]
"""The names by which a GRUB loads a kernel and an initrd."""


def machine_path(mac: str) -> str:
    """Return the path of one machine's own file: its MAC address as `net_default_mac` holds it."""
    return f"{MACHINES}/{mac}.cfg"


def quoted(text: str) -> str:
    """Return a word in apostrophes; ValueError where it holds one, which cannot be said between them."""
    if "'" in text:
        raise ValueError("an apostrophe cannot stand in a word for GRUB")
    return f"'{text}'"


def machine(decision: Local | Install, commands: Commands) -> str:
    """Return one machine's own file, which the dispatcher sources; `boot_disk` is the dispatcher's function."""
    body = "boot_disk\n" if not isinstance(decision, Install) else _install(decision, commands)
    return f"# {MARK}\n{body}"


def shared(
    site: Site, unknown: Decision, commands: Commands, disk_loaders: tuple[str, ...]
) -> dict[str, str]:
    """Return the dispatcher, which every machine reads first and which decides for those without their own file.

    `disk_loaders` are the paths of loaders on the EFI system partition, in the order in which they are tried.
    """
    menu = unknown if isinstance(unknown, Menu) else None
    text = template(__package__, "grub/grub.cfg.j2").render(
        mark=MARK,
        serial=serial(site),
        loaders=disk_loaders,
        local=isinstance(unknown, Local),
        install=_install(unknown, commands) if isinstance(unknown, Install) else "",
        menu=menu and [(name, _install(offered_install(site, name), commands)) for name in menu.profiles],
        timeout=menu.timeout if menu else 0,
    )
    return {"grub/grub.cfg": text, "grub.cfg": text}


def _install(what: Install, commands: Commands) -> str:
    linux, initrd = commands
    words = [quoted(arg) for arg in what.args]
    initrds = " ".join(quoted(f"/{path}") for path in (what.initrd, what.ca) if path)
    if not any(arg.startswith("BOOTIF=") for arg in what.args):
        words.append('"BOOTIF=01-${net_default_mac}"')
    return (
        f"echo {quoted('Installing: ' + what.answers_url)}\n"
        f"{linux} {quoted('/' + what.kernel)} {' '.join(words)}\n"
        f"{initrd} {initrds}\n"
        "boot\n"
    )
