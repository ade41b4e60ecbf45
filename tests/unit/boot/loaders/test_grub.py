"""GRUB's scripts: the dispatcher, and a machine's own file."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from salt_pxe.boot.decision import Install, Local
from salt_pxe.boot.loaders import grub
from salt_pxe.boot.loaders.grub import quoted
from salt_pxe.pillar import parse
from salt_pxe.render import boot_tree
from salt_pxe.services.family import family_of
from salt_pxe.site.artefact import MARK
from tests.site import changed
from tests.unit.boot.loaders.boot_texts import WILD, texts

ARMED = {"web01": "CHG0012345"}
DISPATCHER, MACHINE = "grub/grub.cfg", "grub/system/52:54:00:12:34:56.cfg"


def test_a_machine_s_file_loads_kernel_and_initrds_by_their_paths() -> None:
    """Each word stands between apostrophes, and a slash in front of each path."""
    install = Install("pxe/el9/vmlinuz", "pxe/el9/initrd.img", ("a=1", "BOOTIF=x"), "http://u", "pxe/_ca.img")
    assert grub.machine(install, ("linux", "initrd")) == (
        f"# {MARK}\n"
        "echo 'Installing: http://u'\n"
        "linux '/pxe/el9/vmlinuz' 'a=1' 'BOOTIF=x'\n"
        "initrd '/pxe/el9/initrd.img' '/pxe/_ca.img'\n"
        "boot\n"
    )
    assert grub.machine(Local(), ("linux", "initrd")) == f"# {MARK}\nboot_disk\n"


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"unknown": "menu", "profiles:wild": WILD},
        {"unknown": "wild", "profiles:wild": WILD},
        {"server:console": "ttyS1,9600"},
    ],
    ids=["local", "menu", "profile", "serial"],
)
def test_grub_itself_reads_each_script(changes: dict[str, Any]) -> None:
    """grub-script-check, GRUB's own parser, finds nothing wrong with the dispatcher and with a machine's file."""
    files = texts(changes)
    for path in (DISPATCHER, MACHINE):
        done = subprocess.run(
            ["grub-script-check"], input=files[path], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, ""), path


def test_the_dispatcher_stands_where_either_image_looks_for_it() -> None:
    """Debian's image asks for the one, EL's for the other."""
    assert texts({})[DISPATCHER] == texts({})["grub.cfg"]


def test_a_stranger_s_install_names_the_nic_that_boots() -> None:
    """Where the MAC address is not known here, GRUB itself puts BOOTIF on the kernel line."""
    files = texts({"unknown": "wild", "profiles:wild": WILD})
    assert '"BOOTIF=01-${net_default_mac}"' in files[DISPATCHER]
    assert "net_default_mac" not in files[MACHINE]


def test_the_menu_s_default_is_the_disk() -> None:
    """Nobody at the keyboard means that the disk boots; the menu offers the profiles that allow it, and no other."""
    text = texts({"unknown": "menu", "profiles:wild": WILD})[DISPATCHER]
    assert "set timeout=10\nset default=0\nmenuentry 'Boot from disk'" in text
    assert text.count("menuentry") == 2


def test_menus_and_messages_go_to_the_serial_port() -> None:
    """GRUB's terminals are set before anything is said."""
    assert "serial --unit=1 --speed=9600\n" in texts({"server:console": "ttyS1,9600n8"})[DISPATCHER]
    assert "serial" not in texts({})[DISPATCHER]


def test_grub_of_el_7_has_commands_of_its_own() -> None:
    """On a kickstart server of EL 7 a signed kernel is loaded by linuxefi."""
    for major, word in ((7, "linuxefi"), (9, "linux")):
        tree = boot_tree(parse(changed({})), ARMED, family_of("RedHat", major))
        script = tree["/var/lib/tftpboot/grub/system/52:54:00:12:34:56.cfg"].content.decode()
        assert f"\n{word} '/pxe/el9/vmlinuz' " in script


def test_an_apostrophe_is_refused_where_grub_could_not_be_told() -> None:
    """Between apostrophes nothing can stand for one."""
    with pytest.raises(ValueError, match="apostrophe"):
        quoted("it's")
