"""Which firmware a client has, and which a site serves."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.boot.firmware import firmware_of, served
from salt_pxe.boot.plug import FIRMWARE
from salt_pxe.pillar import parse
from salt_pxe.services.family import FAMILIES, Family
from tests.site import changed


@pytest.mark.parametrize(
    ("architecture", "name"), [(0, "bios"), (7, "uefi"), (9, "uefi"), (6, None), (11, None), (16, None)]
)
def test_the_client_architecture_tells_the_firmware(architecture: int, name: str | None) -> None:
    """Option 93: 0 is BIOS, 7 is x64 UEFI, 9 is what old x64 firmware says; the others are not served."""
    found = firmware_of(architecture)
    assert (found and found.name) == name


@pytest.mark.parametrize(
    ("loaders", "names"), [("bios", ["bios"]), (["uefi", "bios"], ["bios", "uefi"]), (None, ["bios", "uefi"])]
)
def test_a_site_serves_the_firmware_that_pillar_names(loaders: Any, names: list[str]) -> None:
    """In one order, whatever pillar's; both kinds where pillar names none."""
    assert [one.name for one in served(parse(changed({"server:loaders": loaders})))] == names


@pytest.mark.parametrize("family", FAMILIES.values(), ids=lambda family: family.name)
@pytest.mark.parametrize("name", FIRMWARE.names())
def test_each_firmware_s_loader_is_among_the_files_of_its_packages(name: str, family: Family) -> None:
    """The boot file that DHCP names is one that is put under the TFTP root, and comes from a package."""
    firmware = FIRMWARE.get(name)
    assert firmware.boot_file(parse(changed({}))) in firmware.loader_files(family.distribution)
    assert firmware.packages(family.distribution)


@pytest.mark.parametrize("name", FIRMWARE.names())
def test_the_folders_of_a_firmware_hold_the_files_of_its_machines(name: str) -> None:
    """What is removed when a machine is disarmed lies where the kind says that its files are."""
    firmware = FIRMWARE.get(name)
    assert firmware.machine_path("52:54:00:12:34:56").rpartition("/")[0] in firmware.folders


@pytest.mark.parametrize("name", FIRMWARE.names())
def test_no_two_kinds_are_known_by_the_same(name: str) -> None:
    """A client is of one kind: two kinds differ in architecture, vendor class or user class."""
    one = FIRMWARE.get(name)
    for other in FIRMWARE.all():
        if other.name != name and (one.vendor_class, one.user_class) == (
            other.vendor_class,
            other.user_class,
        ):
            assert not set(one.architectures) & set(other.architectures)
