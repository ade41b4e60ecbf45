"""Which machines that boot over the network may be in a class of DHCP clients."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.boot import class_members
from salt_pxe.site.classes import ClassMatch
from tests.site import small_site

MACS = ("52:54:00:12:34:56", "52:54:00:12:34:58")


def match(**words: Any) -> ClassMatch:
    """Return what makes a client a member."""
    return ClassMatch.model_validate(words)


@pytest.mark.parametrize(
    ("words", "firmware"),
    [
        ({"vendor_class": "PXEClient"}, ["bios", "uefi"]),
        ({"vendor_class": "PXE"}, ["bios", "uefi"]),
        ({"vendor_class": "PXEClient:Arch:00007"}, ["uefi"]),
        ({"vendor_class": "PXEClient:Arch:00000:UNDI:002001"}, ["bios"]),
        ({"vendor_class": "phone"}, []),
        ({"vendor_class": "HTTPClient"}, []),
        ({"architecture": [0]}, ["bios"]),
        ({"architecture": [0, 9]}, ["bios", "uefi"]),
        ({"architecture": [16]}, []),
        ({"mac_prefix": "52:54"}, ["bios", "uefi"]),
        ({"user_class": "x"}, ["bios", "uefi"]),
        ({"vendor_class": "phone", "architecture": [0]}, []),
    ],
)
def test_the_firmware_of_a_member_is_told_by_what_it_says(words: dict[str, Any], firmware: list[str]) -> None:
    """All that a match says must hold."""
    found = class_members.possible_firmware(small_site({}), match(**words))
    assert [one.name for one in found] == firmware


@pytest.mark.parametrize(
    ("words", "may", "must"),
    [
        ({"vendor_class": "PXEClient"}, True, True),
        ({"vendor_class": "PXEClient:Arch"}, True, False),
        ({"vendor_class": "phone"}, False, False),
        ({"architecture": [0]}, True, False),
        ({"architecture": [0, 7, 9]}, True, True),
        ({"mac_prefix": "52:54:00"}, True, True),
        ({"mac_prefix": "52:54:00:12:34"}, True, True),
        ({"mac_prefix": "52:54:01"}, False, False),
        ({"user_class": "x"}, True, False),
        ({"client_id": "x"}, True, False),
    ],
)
def test_a_machine_that_boots_may_or_must_be_a_member(words: dict[str, Any], may: bool, must: bool) -> None:
    """Whichever of the served firmware it has."""
    site = small_site({})
    assert class_members.may_boot(site, match(**words), MACS) is may
    assert class_members.must_boot(site, match(**words), MACS) is must


@pytest.mark.parametrize(
    ("words", "may", "must"),
    [
        ({"vendor_class": "PXEClient"}, False, False),
        ({"vendor_class": "anaconda"}, True, False),
        ({"architecture": [0, 7, 9]}, False, False),
        ({"mac_prefix": "52:54:00"}, True, True),
        ({"mac_prefix": "52:54:00", "vendor_class": "anaconda"}, True, False),
        ({"mac_prefix": "52:54:01"}, False, False),
        ({"client_id": "x"}, True, False),
    ],
)
def test_its_installer_is_another_client(words: dict[str, Any], may: bool, must: bool) -> None:
    """It says no architecture, and nothing of PXE."""
    assert class_members.may_install(small_site({}), match(**words), MACS) is may
    assert class_members.must_install(match(**words), MACS) is must
