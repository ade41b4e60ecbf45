"""Disks that a name of their own stands for, the boot loader's among them, and neighbours that are not."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe import pillar
from salt_pxe.pillar import PillarError
from salt_pxe.rules.storage import erased_disks
from salt_pxe.site.problem import Problem
from tests.site import changed

WEB = "profiles:el9-web"


@pytest.mark.parametrize("disk", ["disk/by-label/old", "disk/by-uuid/0b5c-0001", "dm-0"])
def test_a_name_that_does_not_last_is_told_at_the_very_disk(disk: str) -> None:
    """Of a profile and of a host."""
    site = pillar.parse(changed({f"{WEB}:disks": ["sda", disk], "hosts:web01:disks": [disk]}))
    assert [problem.path for problem in erased_disks.unstable(site)] == [
        "pxe:profiles:el9-web:disks:1",
        "pxe:hosts:web01:disks:0",
    ]


def test_a_name_that_lasts_is_taken() -> None:
    """Below by-id and by-path, and of multipath."""
    names = [
        "disk/by-id/wwn-0x5000c500a1b2c3d4",
        "disk/by-path/pci-0000:00:1f.2-ata-1",
        "mapper/mpatha",
        "md127",
    ]
    assert not list(erased_disks.unstable(pillar.parse(changed({f"{WEB}:disks": names}))))


def test_a_disk_that_is_named_twice_is_told() -> None:
    """In two spellings too; two disks are not."""
    site = pillar.parse(changed({f"{WEB}:disks": ["sda", "sdb", "/dev/sda"]}))
    assert [problem.path for problem in erased_disks.named_twice(site)] == ["pxe:profiles:el9-web:disks:2"]
    assert not list(erased_disks.named_twice(pillar.parse(changed({f"{WEB}:disks": ["sda", "sdb"]}))))


HOSTS = {"hosts:web01:disks": ["sda", "sdb"], "hosts:web02:disks": ["sdb"]}


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({}, True),
        ({f"{WEB}:disks": ["sda", "sdb"]}, False),
        ({"hosts:web01:disks": ["sda", "sdb"]}, True),
        (HOSTS, False),
        ({**HOSTS, f"{WEB}:install_unknown": True}, True),
    ],
)
def test_the_boot_loader_is_on_a_disk_of_the_install(changes: dict[str, Any], refused: bool) -> None:
    """Wherever the profile's own disks are those of an install; hosts that name their disks have others."""
    given = changed({f"{WEB}:disks": ["sda"], f"{WEB}:bootloader": {"boot_drive": "sdb"}, **changes})
    if not refused:
        pillar.parse(given)
        return
    with pytest.raises(PillarError) as found:
        pillar.parse(given)
    assert [problem.path for problem in found.value.problems] == [
        "pxe:profiles:el9-web:bootloader:boot_drive"
    ]


def test_a_disk_that_is_named_after_a_file_system_is_told_why_and_what_to_write() -> None:
    """At the very disk."""
    site = pillar.parse(changed({f"{WEB}:disks": ["sda", "disk/by-label/old"]}))
    assert list(erased_disks.unstable(site)) == [
        Problem(
            "pxe:profiles:el9-web:disks:1",
            "disk/by-label/old is the name of a file system, and the install that erases it takes the name away",
            "name the disk itself, such as sda or one below disk/by-id",
        )
    ]


def test_a_disk_that_was_mapped_next_is_told_why_and_what_to_write() -> None:
    """At the very disk."""
    site = pillar.parse(changed({f"{WEB}:disks": ["sda", "dm-0"]}))
    assert list(erased_disks.unstable(site)) == [
        Problem(
            "pxe:profiles:el9-web:disks:1",
            "dm-0 is whatever was mapped as the next device, another one at another boot",
            "a name below mapper or disk/by-id",
        )
    ]


def test_a_disk_that_is_named_twice_is_told_with_what_to_do() -> None:
    """By the name that it has."""
    site = pillar.parse(changed({f"{WEB}:disks": ["sda", "/dev/sda"]}))
    assert list(erased_disks.named_twice(site)) == [
        Problem("pxe:profiles:el9-web:disks:1", "sda is named already", "remove it, or name another disk")
    ]


def test_a_boot_drive_of_no_install_is_told_with_the_disks_that_are() -> None:
    """A profile without hosts is held to its own disks, also behind one whose boot drive is right."""
    given = changed({f"{WEB}:disks": ["sda", "sdc"], f"{WEB}:bootloader": {"boot_drive": "sda"}})
    profiles = given["pxe"]["profiles"]
    profiles["spare"] = {**profiles["el9-web"], "bootloader": {"boot_drive": "sdb"}}
    with pytest.raises(PillarError) as found:
        pillar.parse(given)
    assert list(found.value.problems) == [
        Problem(
            "pxe:profiles:spare:bootloader:boot_drive",
            "sdb is not one of the disks that the install may touch (sda, sdc)",
            "name it in disks too, if it may be erased",
        )
    ]
