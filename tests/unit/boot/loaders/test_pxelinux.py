"""Configurations of pxelinux."""

from __future__ import annotations

import pytest

from salt_pxe.boot.decision import Install, Local
from salt_pxe.boot.loaders import pxelinux
from salt_pxe.pillar import parse
from salt_pxe.site.artefact import MARK
from tests.site import changed
from tests.unit.boot.loaders.boot_texts import WILD, texts

DEFAULT, MACHINE = "pxelinux.cfg/default", "pxelinux.cfg/01-52-54-00-12-34-56"
HEAD = f"# {MARK}\nPROMPT 0\nNOESCAPE 1\nALLOWOPTIONS 0\n"


def test_a_machine_s_install_is_its_only_choice_and_is_tried_again() -> None:
    """TIMEOUT counts tenths of a second; the second initrd stands behind the first."""
    install = Install("pxe/el9/vmlinuz", "pxe/el9/initrd.img", ("a=1", "BOOTIF=x"), "http://u", "pxe/_ca.img")
    assert pxelinux.machine(parse(changed({})), install) == (
        f"{HEAD}DEFAULT install\nTIMEOUT 300\n\n"
        "LABEL install\n  SAY Installing: http://u\n  KERNEL pxe/el9/vmlinuz\n"
        "  INITRD pxe/el9/initrd.img,pxe/_ca.img\n  APPEND a=1 BOOTIF=x\n"
    )


def test_a_machine_that_stays_boots_its_disk() -> None:
    """At once, and without a question."""
    assert pxelinux.machine(parse(changed({})), Local()) == (
        f"{HEAD}DEFAULT local\n\nLABEL local\n  SAY Booting from disk\n  LOCALBOOT 0\n"
    )


def test_a_stranger_s_install_names_the_nic_that_boots() -> None:
    """Where the MAC address is not known here, IPAPPEND 2 puts BOOTIF on the kernel line."""
    files = texts({"unknown": "wild", "profiles:wild": WILD})
    assert "  IPAPPEND 2\n" in files[DEFAULT]
    assert "IPAPPEND" not in files[MACHINE]


def test_the_menu_s_default_is_the_disk() -> None:
    """Nobody at the keyboard means that the disk boots; the menu offers the profiles that allow it, and no other."""
    menu = texts({"unknown": "menu", "profiles:wild": WILD})[DEFAULT]
    assert "UI menu.c32\n" in menu and "TIMEOUT 100\n" in menu
    assert "ONTIMEOUT local\n" in menu
    assert menu.count("LABEL install-") == 1
    assert menu.index("MENU DEFAULT") < menu.index("LABEL install-wild")


@pytest.mark.parametrize("path", [DEFAULT, MACHINE])
def test_the_serial_port_comes_before_any_other_directive(path: str) -> None:
    """syslinux wants SERIAL first."""
    assert texts({"server:console": "ttyS1,9600n8"})[path].splitlines()[1] == "SERIAL 1 9600"
    assert "SERIAL" not in texts({})[path]


def test_a_machine_s_file_has_the_name_that_pxelinux_asks_for() -> None:
    """Hardware type and MAC address, in lower case with dashes."""
    assert pxelinux.machine_path("52:54:00:ab:cd:ef") == "pxelinux.cfg/01-52-54-00-ab-cd-ef"
