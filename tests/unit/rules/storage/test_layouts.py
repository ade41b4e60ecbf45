"""Which layouts a site has, and what each comes with."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe import pillar, rules
from salt_pxe.installers.plug import INSTALLERS
from salt_pxe.pillar import PillarError
from salt_pxe.rules.storage import layouts
from salt_pxe.site.profiles.storage import Storage
from tests.kinds.installers.keyvalue import kind as keyvalue
from tests.site import changed, validated

OWN = {"reqpart": True, "partitions": [{"mount": "/", "size": 8192}]}


def found(changes: dict[str, Any]) -> dict[str, Any]:
    """Return the layouts of a site by their paths."""
    site = validated(changed(changes)["pxe"])
    return {layout.path: layout for _, layout in layouts.of(site)}


def test_each_profile_has_a_layout_and_a_host_its_own() -> None:
    """A host without storage has its profile's, which is there once."""
    assert set(found({})) == {"pxe:profiles:el9-web:storage"}
    both = found({"hosts:web01:storage": OWN, "hosts:web01:disks": ["sdb", "sdc"]})
    assert set(both) == {"pxe:profiles:el9-web:storage", "pxe:hosts:web01:storage"}
    assert both["pxe:hosts:web01:storage"].disks == ("sdb", "sdc")
    assert both["pxe:hosts:web01:storage"].release == "RHEL9"
    assert both["pxe:hosts:web01:storage"].storage == Storage.model_validate(OWN)
    assert [one.default_type for one in both.values()] == ["xfs", "xfs"]
    assert set(found({"hosts:web01:storage": OWN, "hosts:web01:profile": "gone"})) == {
        "pxe:profiles:el9-web:storage"
    }


@pytest.mark.parametrize(
    ("said", "disks", "drive"),
    [
        ({}, ["sda", "sdb"], "sda"),
        ({"boot_drive": "sdb"}, ["sda", "sdb"], "sdb"),
        ({"boot_drive": "sdc"}, ["sda", "sdb"], "sda"),
        ({}, [], None),
    ],
)
def test_the_boot_loader_is_on_the_disk_that_is_said_or_the_first(
    said: dict[str, str], disks: list[str], drive: str | None
) -> None:
    """A drive that is not among a host's own disks is not meant for it."""
    web = "profiles:el9-web"
    (layout,) = found({f"{web}:bootloader": said, f"{web}:disks": disks}).values()
    assert layout.boot_drive == drive


def test_the_firmware_is_what_the_site_serves() -> None:
    """Each with the partition that it boots from."""
    (layout,) = found({"server:loaders": ["bios"]}).values()
    assert layout.boot_partitions == {"bios": {"gpt": "biosboot"}} and layout.boot_loader
    (layout,) = found(
        {"server:loaders": ["uefi"], "profiles:el9-web:bootloader": {"location": "none"}}
    ).values()
    assert set(layout.boot_partitions) == {"uefi"} and not layout.boot_loader


def test_the_profile_s_own_installer_is_asked() -> None:
    """What another installer refuses and drops is not told of this one's."""
    tiny = {"profiles:el9-web:installer": "key-value", "profiles:el9-web:release": "Tiny1"}
    with INSTALLERS.registered(keyvalue.KIND):
        site = pillar.parse(
            changed({**tiny, "profiles:el9-web:storage": {"autopart": "plain", "fstype": "vfat"}})
        )
        told = [problem for problem in rules.warnings(site) if "Tiny" in problem.message]
        assert [problem.path for problem in told] == ["pxe:profiles:el9-web:storage:no_swap"]
        with pytest.raises(PillarError, match=r"el9-web:storage:autopart: Tiny 1 has no btrfs \(say plain\)"):
            pillar.parse(changed({**tiny, "profiles:el9-web:storage": {"autopart": "btrfs"}}))


def test_a_value_has_one_problem() -> None:
    """The plainest comes first, and the installer's own is not told beside it."""
    storage = {**OWN, "partitions": [{"mount": "/boot", "size": 99, "fstype": "swap"}, *OWN["partitions"]]}
    with pytest.raises(PillarError) as raised:
        pillar.parse(changed({"profiles:el9-web:storage": storage}))
    assert [problem.path for problem in raised.value.problems] == [
        "pxe:profiles:el9-web:storage:partitions:0:fstype"
    ]
