"""What the boot loader needs: its partition by firmware, disk label and release, and a /boot that it reads."""

from __future__ import annotations

import pytest

from salt_pxe.installers.disk_layout import DiskLayout
from salt_pxe.installers.kickstart.limits import boot_devices
from salt_pxe.installers.kickstart.syntax import Syntax
from tests.layouts import BIOS, BOOT, PHYSICAL, ROOT, UEFI, below, layout

EL9, EL10, F42 = Syntax("el", 9), Syntax("el", 10), Syntax("fedora", 42)
BIOSBOOT = {"mount": "biosboot", "size": 1}
ESP = {"mount": "/boot/efi", "size": 600}


def lacking(what: DiskLayout, release: Syntax = EL9) -> list[str]:
    """Return what is said of the partitions that firmware needs."""
    return [problem.message for problem in boot_devices.boot_partitions(what, release)]


def test_uefi_needs_its_partition_on_every_release() -> None:
    """It is looked for at /boot/efi and nowhere else."""
    for release in (EL9, EL10, F42):
        assert "/boot/efi" in lacking(layout(ROOT, firmware={"uefi": UEFI}), release)[0]
        assert not lacking(layout(ROOT, ESP, firmware={"uefi": UEFI}), release)
    assert lacking(layout(ROOT, {**ESP, "mount": "/efi", "fstype": "efi"}, firmware={"uefi": UEFI}))


@pytest.mark.parametrize(
    ("release", "disklabel", "needed"),
    [
        (EL9, None, False),
        (EL9, "msdos", False),
        (EL9, "gpt", True),
        (EL10, None, True),
        (EL10, "msdos", False),
        (F42, None, True),
    ],
)
def test_bios_needs_biosboot_on_gpt(release: Syntax, disklabel: str | None, needed: bool) -> None:
    """Which label a disk has where pillar says none, the release decides."""
    what = {"firmware": {"bios": BIOS}, "disklabel": disklabel}
    assert bool(lacking(layout(ROOT, **what), release)) is needed
    assert not lacking(layout(ROOT, BIOSBOOT, **what), release)


def test_each_firmware_that_is_served_is_named() -> None:
    """A site that serves both has machines of both."""
    found = lacking(layout(ROOT, firmware={"bios": BIOS, "uefi": UEFI}), EL10)
    assert ["bios" in found[0], "uefi" in found[1]] == [True, True]


def test_nothing_is_needed_where_the_installer_makes_it_or_nothing_boots() -> None:
    """autopart and reqpart make what the machine needs; without a boot loader nothing is checked."""
    served = {"bios": BIOS, "uefi": UEFI}
    assert not lacking(layout(autopart="lvm", firmware=served), EL10)
    assert not lacking(layout(ROOT, reqpart=True, firmware=served), EL10)
    assert not lacking(layout(ROOT, boot_loader=False, firmware=served), EL10)


def test_biosboot_lies_on_the_disk_of_the_boot_loader() -> None:
    """On another disk the boot loader does not find it."""
    what = {"firmware": {"bios": BIOS}, "disks": ("sda", "sdb"), "disklabel": "gpt"}
    there = layout(ROOT, {**BIOSBOOT, "disk": "sdb"}, boot_drive="sda", **what)
    assert below(boot_devices.boot_partitions(there, EL9)) == ["partitions:1:disk"]
    for drive, disk in (("sdb", "sdb"), ("sda", None), (None, "sdb")):
        assert not lacking(layout(ROOT, {**BIOSBOOT, "disk": disk}, boot_drive=drive, **what))


def test_boot_is_no_volume_and_of_a_type_that_the_boot_loader_reads() -> None:
    """Where there is no /boot, the root file system is it."""
    root = {"root": ROOT}
    without = layout(PHYSICAL, volumes=root)
    assert below(boot_devices.boot_file_system(without)) == ["volume_groups:vg:volumes:root:mount"]
    boot = layout(PHYSICAL, volumes={**root, "boot": BOOT})
    assert below(boot_devices.boot_file_system(boot)) == ["volume_groups:vg:volumes:boot:mount"]
    vfat = layout({**BOOT, "fstype": "vfat"}, ROOT)
    assert below(boot_devices.boot_file_system(vfat)) == ["partitions:0:fstype"]
    for good in (
        layout(BOOT, PHYSICAL, volumes=root),
        layout({**BOOT, "fstype": "ext4"}, ROOT),
        layout(ROOT),
        layout(PHYSICAL, volumes=root, boot_loader=False),
        layout(autopart="lvm"),
    ):
        assert not list(boot_devices.boot_file_system(good))


def primary(number: int, rest: int = 0) -> list[dict[str, object]]:
    """Return so many primary partitions, and so many others."""
    return [
        {"mount": "/" if not index else f"/m{index}", "size": 1000, "asprimary": index < number}
        for index in range(number + rest)
    ]


def test_five_primary_partitions_are_told_where_the_label_is_the_machines() -> None:
    """RHEL 9 labels a BIOS machine's disk msdos unless it is large; RHEL 10 labels all gpt."""
    served = {"bios": BIOS}

    def told(*parts: dict[str, object], release: Syntax = EL9, **more: object) -> list[str]:
        what = layout(*parts, **{"firmware": served, **more})  # type: ignore[arg-type]
        return below(boot_devices.primary_partitions(what, release))

    assert told(*primary(5)) == ["partitions:4:asprimary"]
    assert told(*primary(4, 1)) == ["partitions:3:asprimary"]
    for good in (primary(4), primary(3, 2)):
        assert not told(*good)
    assert not told(*primary(5), release=EL10)
    assert not told(*primary(5), disklabel="gpt")
    assert not told(*primary(5), firmware={"uefi": UEFI})
    assert not told(*primary(5), disks=("sda", "sdb"))
