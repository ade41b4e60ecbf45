"""What firmware bios answers to the plug."""

from __future__ import annotations

from salt_pxe.boot.bios.kind import KIND
from salt_pxe.boot.decision import Local
from salt_pxe.boot.plug import FIRMWARE
from salt_pxe.pillar import parse
from salt_pxe.services.family import FAMILIES
from salt_pxe.site.distribution import Distribution
from tests.site import changed


def test_its_word_is_pillar_s_and_it_is_served_where_pillar_names_none() -> None:
    """Client architecture 0 is a BIOS (RFC 4578 section 2.1)."""
    assert FIRMWARE.get("bios") is KIND
    assert (KIND.by_default, KIND.architectures, KIND.vendor_class) == (True, (0,), "PXEClient")


def test_its_files_are_below_its_folder_on_every_family() -> None:
    """The default, and that of each machine."""
    site = parse(changed({}))
    for family in FAMILIES:
        shared = KIND.shared(site, Local(), Distribution(family))
        assert {*shared, KIND.machine_path("52:54:00:12:34:56")} == {
            "pxelinux.cfg/default",
            "pxelinux.cfg/01-52-54-00-12-34-56",
        }
        assert all(path.startswith(KIND.folders) for path in shared)


def test_its_loader_has_the_modules_that_its_menu_needs() -> None:
    """The menu's own, and those that it loads."""
    for family in FAMILIES:
        files = KIND.loader_files(Distribution(family))
        assert {"pxelinux.0", "menu.c32"} <= files.keys() and KIND.boot_file(parse(changed({}))) in files
