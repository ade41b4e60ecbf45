"""Where a distribution family keeps what a kickstart server needs."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from salt_pxe.boot.firmware import Firmware
from salt_pxe.services.family import DEBIAN, FAMILIES, REDHAT, family_of


def test_an_os_family_is_found_by_salt_s_grain() -> None:
    """The grain `os_family` names the family; another one is refused by name."""
    assert family_of("Debian", 12) == replace(DEBIAN, release=12)
    assert family_of("RedHat", 9) == replace(REDHAT, release=9)
    with pytest.raises(ValueError, match="not from Suse"):
        family_of("Suse", 15)


def test_the_releases_of_el_differ() -> None:
    """EL 7 has other commands in GRUB."""
    old = family_of("RedHat", 7)
    assert old.grub_commands == ("linuxefi", "initrdefi")


@pytest.mark.parametrize("family", FAMILIES.values(), ids=lambda family: family.name)
def test_each_firmware_s_loader_is_among_the_files_of_its_packages(family: object) -> None:
    """The boot file that dhcpd names is one that is put under the TFTP root."""
    for firmware in Firmware:
        assert firmware.loader in family.loaders[firmware.key]  # type: ignore[attr-defined]


def test_debian_s_packages_hold_the_loaders_and_every_module_that_they_load() -> None:
    """The files are where the table says, and no module of syslinux needs one that is not served."""
    for files in DEBIAN.loaders.values():
        for sources in files.values():
            assert [source for source in sources if Path(source).is_file()], sources
    modules = DEBIAN.loaders["bios"]
    needed = {
        name.decode()
        for (source,) in modules.values()
        for name in re.findall(rb"\0([a-z0-9]+\.c32)(?=\0)", Path(source).read_bytes())
    }
    assert "libutil.c32" in needed
    assert needed <= modules.keys()
