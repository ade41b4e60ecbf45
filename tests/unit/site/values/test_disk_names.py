"""Names of disks: whole disks in their own case pass, and everything else says what to write."""

from __future__ import annotations

import pytest
from pydantic_core import PydanticCustomError

from salt_pxe.site.values.disk_names import disk

WHOLE = [
    "sda",
    "sdaa",
    "hdb",
    "vda",
    "xvdb",
    "dasda",
    "nvme0n1",
    "nvme10n2",
    "mmcblk0",
    "md127",
    "loop0",
    "nbd1",
]
LINKS = [
    "disk/by-id/ata-Samsung_SSD_860_EVO_S3Z9NB0K",
    "disk/by-path/pci-0000:00:1f.2-ata-1",
    "mapper/mpatha",
    "mapper/3600508b400105e210000900000490000",
    "disk/by-id/dm-uuid-mpath-3600508b400105e210000900000490000",
    "disk/by-path/ip-10.0.0.1:3260-iscsi-iqn.2001-04.com.example:storage.disk1-lun-0",
]
PARTITIONS = {
    "sda1": "sda",
    "sdaa12": "sdaa",
    "xvda3": "xvda",
    "dasdb1": "dasdb",
    "nvme0n1p1": "nvme0n1",
    "mmcblk1p2": "mmcblk1",
    "md126p1": "md126",
    "cciss/c0d1p3": "cciss/c0d1",
    "mapper/mpathb1": "mapper/mpathb",
    "mpathb2": "mpathb",
    "mapper/3600508b400105e210000900000490000p1": "mapper/3600508b400105e210000900000490000",
    "mapper/3600508b400105e210000900000490000-part2": "mapper/3600508b400105e210000900000490000",
    "disk/by-id/dm-name-mpatha1": "disk/by-id/dm-name-mpatha",
    "disk/by-id/dm-uuid-part1-mpath-36005": "disk/by-id/dm-uuid-mpath-36005",
    "mapper/mpathbp1": "mapper/mpathb",
    "disk/by-id/wwn-0x5000c500a1b2c3d4-part1": "disk/by-id/wwn-0x5000c500a1b2c3d4",
    "disk/by-path/pci-0000:00:1f.2-ata-1-part12": "disk/by-path/pci-0000:00:1f.2-ata-1",
}


def refused(text: object) -> PydanticCustomError:
    """Return the error of a name."""
    with pytest.raises(PydanticCustomError) as raised:
        disk(text)
    return raised.value


@pytest.mark.parametrize("name", [*WHOLE, *LINKS, "cciss/c0d1"])
def test_a_whole_disk_passes_with_and_without_dev(name: str) -> None:
    """Kernel names, links of udev and names of multipath are taken as they are."""
    assert disk(name) == disk(f"/dev/{name}") == name


@pytest.mark.parametrize(("name", "whole"), PARTITIONS.items())
def test_a_partition_is_refused_with_its_disk(name: str, whole: str) -> None:
    """The hint is the disk that holds it."""
    error = refused(f"/dev/{name}")
    assert "is a partition" in error.message()
    assert error.context is not None and error.context["hint"] == f"write {whole}"


@pytest.mark.parametrize("name", ["SDA", "Sda", "NVME0N1", "sdA", "VDB"])
def test_another_case_is_refused_with_the_right_one(name: str) -> None:
    """The kernel has its names in lower case."""
    error = refused(name)
    assert "wrong case" in error.message()
    assert error.context is not None and error.context["hint"] == f"write {name.lower()}"


def test_what_follows_a_link_s_folder_keeps_its_case() -> None:
    """Only the folder of a link is known to be in lower case."""
    error = refused("Disk/By-ID/ata-Samsung_SSD")
    assert error.context is not None and error.context["hint"] == "write disk/by-id/ata-Samsung_SSD"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("sr0", "no disk that"),
        ("hd0", "boot loader's name"),
        ("sd", "no one disk"),
        ("disk/by-id", "no one disk"),
        ("mapper/control", "no one disk"),
        ("disk/by-id/lvm-pv-uuid-Xd1kQ2", "what lies on a disk"),
        ("mapper/luks-0b5c", "what lies on a disk"),
        ("fd0", "no disk that"),
        ("zram0", "no disk that"),
        ("nvme0", "controller"),
        ("disk/by-partuuid/0b5c", "names a partition"),
        ("disk/by-partlabel/root", "names a partition"),
        ("../sda", "is not a disk"),
        ("sda,sdb", "is not a disk"),
        ("", "is not a disk"),
    ],
)
def test_what_is_no_disk_is_refused(name: str, says: str) -> None:
    """Each says what it is instead."""
    assert says in refused(name).message()
