"""What firmware uefi answers to the plug."""

from __future__ import annotations

from salt_pxe.boot.decision import Install, Local
from salt_pxe.boot.plug import FIRMWARE
from salt_pxe.boot.uefi.kind import KIND
from salt_pxe.pillar import parse
from salt_pxe.services.family import FAMILIES
from salt_pxe.site.distribution import Distribution
from tests.site import changed

INSTALL = Install("k", "i", ("BOOTIF=x",), "http://u")


def test_its_word_is_pillar_s_and_it_is_served_where_pillar_names_none() -> None:
    """x64 firmware says 7, old x64 firmware 9 (RFC 4578, and its erratum)."""
    assert FIRMWARE.get("uefi") is KIND
    assert (KIND.by_default, KIND.architectures, KIND.vendor_class) == (True, (7, 9), "PXEClient")


def test_shim_and_grub_are_published_under_the_names_that_they_ask_for() -> None:
    """Shim loads grubx64.efi from beside itself, whatever the package calls it."""
    for family in FAMILIES:
        assert KIND.loader_files(Distribution(family)).keys() == {"shimx64.efi", "grubx64.efi"}
    assert KIND.boot_file(parse(changed({}))) == "shimx64.efi"


def test_the_distribution_s_grub_hears_its_own_commands() -> None:
    """In a machine's file and in the dispatcher alike."""
    site = parse(changed({}))
    for major, word in ((7, "linuxefi"), (9, "linux")):
        there = Distribution("RedHat", major)
        for text in (KIND.machine(site, INSTALL, there), *KIND.shared(site, INSTALL, there).values()):
            assert f"\n{word} '/k' 'BOOTIF=x'" in text.replace("\n    ", "\n").replace("\n  ", "\n")


def test_the_dispatcher_tries_every_loader_of_a_disk() -> None:
    """A machine that is not installed boots whatever system it has."""
    (text,) = set(KIND.shared(parse(changed({})), Local(), Distribution("Debian")).values())
    for path in ("/EFI/redhat/shimx64.efi", "/EFI/Microsoft/Boot/bootmgfw.efi", "/EFI/BOOT/BOOTX64.EFI"):
        assert path in text
