"""What a parser should understand of disks: held against that parser and lines written by hand."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.installers.kickstart.check.expected import expected
from salt_pxe.installers.kickstart.check.reading import read
from tests.unit.installers.kickstart.rendered_site import WEB, installed

GRUB = "grub.pbkdf2.sha512.10000.C0FFEE.DECADE"
CHANGES: dict[str, Any] = {
    f"{WEB}:disks": ["sda", "sdb"],
    f"{WEB}:bootloader": {"boot_drive": "sdb", "append": ["quiet", "a=b"], "timeout": 5, "password": GRUB},
    f"{WEB}:storage": {
        "disklabel": "gpt",
        "reqpart": True,
        "partitions": [
            {"mount": "/boot", "size": 1024, "fstype": "ext4", "label": "boot", "fsoptions": "noatime"},
            {"mount": "swap", "recommended": True},
            {"volume_group": "vg0", "size": 9000, "grow": True, "maxsize": 9999, "disk": "sdb"},
            {"volume_group": "vg0", "size": 100, "asprimary": True},
        ],
        "volume_groups": {
            "vg0": {
                "pesize": 4096,
                "volumes": {
                    "root": {"mount": "/", "size": 4096, "grow": True},
                    "srv": {"mount": "/srv", "percent": 50},
                },
            }
        },
    },
}
LINES = f"""\
ignoredisk --only-use sda,sdb
zerombr
clearpart --all --drives sda,sdb --initlabel --disklabel gpt
bootloader --boot-drive sdb --append 'quiet a=b' --timeout 5 --iscrypted --password {GRUB}
reqpart
part /boot --size 1024 --fstype ext4 --label boot --fsoptions noatime
part swap --recommended --fstype swap
part pv.1 --size 9000 --grow --maxsize 9999 --ondisk sdb
part pv.2 --size 100 --asprimary
volgroup vg0 pv.1 pv.2 --pesize 4096
logvol / --vgname vg0 --name root --fstype xfs --size 4096 --grow
logvol /srv --vgname vg0 --name srv --fstype xfs --percent 50
"""
COMMANDS = ("ignoredisk", "zerombr", "clearpart", "bootloader", "reqpart", "part", "volgroup", "logvol")


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_expected_of_disks_is_what_the_parser_reads(command: str) -> None:
    """Physical volumes are numbered as they come."""
    assert expected(installed(CHANGES), str).commands[command] == read(LINES, "RHEL9").data[command]


@pytest.mark.parametrize("kind", ["lvm", "plain", "thinp"])
def test_the_release_s_own_layout_is_expected_by_its_type(kind: str) -> None:
    """And nothing beside it."""
    layout = {"autopart": kind, "fstype": "ext4", "no_home": True, "no_swap": True}
    found = expected(installed({f"{WEB}:storage": layout}), str).commands
    line = f"autopart --type {kind} --fstype ext4 --nohome --noswap\n"
    assert found["autopart"] == read(line, "RHEL9").data["autopart"]
    assert not {"part", "reqpart", "volgroup", "logvol"} & found.keys()
