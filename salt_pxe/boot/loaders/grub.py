"""What does GRUB do on a UEFI machine? A dispatcher by MAC address, and a file for each machine that has its own.

Debian's signed image asks for /grub/grub.cfg only, EL's looks for grub.cfg beside itself: both get the same. In GRUB
over TFTP, `[ -s file ]` tells whether a file is there and `[ -f file ]` does not. Disks are booted by their own loader,
for `exit` leaves it to the firmware, which may well start over with the network.
Words are quoted as the GRUB manual says ("Shell-like scripting"): between apostrophes everything is literal.
"""

from __future__ import annotations

from salt_pxe.boot.decision import Decision, Install, Local, Menu, offered_install
from salt_pxe.services.family import Family
from salt_pxe.site.artefact import MARK
from salt_pxe.site.console import serial
from salt_pxe.site.environment import environment
from salt_pxe.site.site import Site

DISK_LOADERS = (
    *(
        f"/EFI/{vendor}/shimx64.efi"
        for vendor in (
            "redhat",
            "rocky",
            "almalinux",
            "centos",
            "oracle",
            "fedora",
            "debian",
            "ubuntu",
            "opensuse",
        )
    ),
    "/EFI/debian/grubx64.efi",
    "/EFI/Microsoft/Boot/bootmgfw.efi",
    "/EFI/BOOT/BOOTX64.EFI",
)
"""Where an installed system keeps its loader on the EFI system partition; the removable path comes last."""


def machine_path(family: Family, mac: str) -> str:
    """Return the path of one machine's own file: its MAC address as `net_default_mac` holds it."""
    return f"{family.tftp_root}/grub/system/{mac}.cfg"


def quoted(text: str) -> str:
    """Return a word in apostrophes; ValueError where it holds one, which cannot be said between them."""
    if "'" in text:
        raise ValueError("an apostrophe cannot stand in a word for GRUB")
    return f"'{text}'"


def machine(site: Site, decision: Local | Install, family: Family) -> str:
    """Return one machine's own file, which the dispatcher sources; `boot_disk` is the dispatcher's function."""
    body = "boot_disk\n" if not isinstance(decision, Install) else _install(decision, family)
    return f"# {MARK}\n{body}"


def shared(site: Site, unknown: Decision, family: Family) -> dict[str, str]:
    """Return the dispatcher, which every machine reads first and which decides for those without their own file."""
    menu = unknown if isinstance(unknown, Menu) else None
    text = (
        environment()
        .get_template("tftp/grub/grub.cfg.j2")
        .render(
            mark=MARK,
            serial=serial(site),
            loaders=DISK_LOADERS,
            local=isinstance(unknown, Local),
            install=_install(unknown, family) if isinstance(unknown, Install) else "",
            menu=menu and [(name, _install(offered_install(site, name), family)) for name in menu.profiles],
            timeout=menu.timeout if menu else 0,
        )
    )
    return {f"{family.tftp_root}/grub/grub.cfg": text, f"{family.tftp_root}/grub.cfg": text}


def _install(what: Install, family: Family) -> str:
    linux, initrd = family.grub_commands
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
