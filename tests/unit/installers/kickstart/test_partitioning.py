"""The lines that lay out the disks."""

from __future__ import annotations

from salt_pxe.installers.kickstart import partitioning
from salt_pxe.installers.kickstart.check.reading import read
from tests.unit.installers.kickstart.rendered_site import WEB, installed

LVM = {
    "reqpart": True,
    "partitions": [
        {"mount": "/boot", "size": 1024, "fstype": "ext4", "label": "boot"},
        {"volume_group": "vg1", "size": 10000, "grow": True, "disk": "sdb"},
        {"volume_group": "vg0", "size": 20000, "grow": True, "maxsize": 30000},
        {"volume_group": "vg0", "size": 5000},
        {"mount": "swap", "recommended": True},
    ],
    "volume_groups": {
        "vg1": {"volumes": {"data": {"mount": "/srv", "percent": 90, "fsoptions": "noatime"}}},
        "vg0": {"pesize": 4096, "volumes": {"root": {"mount": "/", "size": 8192}}},
    },
}


def test_only_named_disks_are_ever_mentioned() -> None:
    """All others are hidden from the installer; what is cleared is exactly what may be used."""
    what = installed(
        {f"{WEB}:disks": ["sda", "nvme0n1"], f"{WEB}:storage": {"autopart": "lvm", "disklabel": "gpt"}}
    )
    assert partitioning.ignoredisk(what) == "ignoredisk --only-use=sda,nvme0n1"
    assert partitioning.clearpart(what) == "clearpart --all --initlabel --drives=sda,nvme0n1 --disklabel=gpt"


def test_the_boot_loader_stands_on_the_disk_that_was_chosen() -> None:
    """With its arguments in one word, and its password as a hash."""
    password = "grub.pbkdf2.sha512.10000.C0FFEE.DECADE"
    changes = {"append": ["quiet", "a=b"], "timeout": 0, "password": password, "boot_drive": "sdb"}
    what = installed({f"{WEB}:disks": ["sda", "sdb"], f"{WEB}:bootloader": changes})
    (found,) = read(f"{partitioning.bootloader(what)}\n", "RHEL9").data["bootloader"]
    assert (found["bootDrive"], found["appendLine"], found["timeout"]) == ("sdb", "quiet a=b", 0)
    assert (found["isCrypted"], found["password"]) == (True, password)


def test_the_release_s_own_layout_is_one_line() -> None:
    """With what is left out of it."""
    layout = {"autopart": "thinp", "fstype": "xfs", "no_home": True, "no_swap": True}
    lines = partitioning.layout(installed({f"{WEB}:storage": layout}))
    assert lines == ("autopart --type=thinp --fstype=xfs --nohome --noswap",)


def test_volume_groups_have_the_partitions_that_name_them() -> None:
    """Physical volumes are numbered in the order of the groups' first partitions, and a group has its own."""
    lines = partitioning.layout(installed({f"{WEB}:disks": ["sda", "sdb"], f"{WEB}:storage": LVM}))
    assert lines[0] == "reqpart"
    reading = read("".join(f"{line}\n" for line in lines), "RHEL9")
    assert reading.errors == []
    parts = {one["mountpoint"]: one for one in reading.data["part"]}
    assert parts["pv.1"]["disk"] == "sdb" and parts["pv.2"]["maxSizeMB"] == 30000
    assert parts["swap"]["fstype"] == "swap" and parts["/boot"]["label"] == "boot"
    groups = {one["vgname"]: one for one in reading.data["volgroup"]}
    assert {name: one["physvols"] for name, one in groups.items()} == {
        "vg0": ("pv.2", "pv.3"),
        "vg1": ("pv.1",),
    }
    assert groups["vg0"]["pesize"] == 4096
    volumes = {one["name"]: one for one in reading.data["logvol"]}
    assert (volumes["root"]["vgname"], volumes["root"]["size"], volumes["root"]["mountpoint"]) == (
        "vg0",
        8192,
        "/",
    )
    assert (volumes["data"]["percent"], volumes["data"]["fsopts"]) == (90, "noatime")
