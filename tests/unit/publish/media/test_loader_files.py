"""Boot loaders come from where the distribution's packages put them."""

from __future__ import annotations

from pathlib import Path

import pytest

from salt_pxe import pillar
from salt_pxe.boot.plug import FIRMWARE
from salt_pxe.publish.files.disk import Disk
from salt_pxe.publish.media import loader_files
from salt_pxe.services.family import DEBIAN, REDHAT, Family
from tests.site import changed


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    """An empty disk."""
    return Disk(str(tmp_path))


@pytest.mark.parametrize("family", [DEBIAN, REDHAT], ids=lambda family: family.name)
@pytest.mark.parametrize("loaders", [["bios"], ["uefi"], ["bios", "uefi"]], ids="+".join)
def test_the_loaders_of_the_firmware_that_is_served_are_wanted(
    disk: Disk, loaders: list[str], family: Family
) -> None:
    """Below this distribution's TFTP root, and no other; without its package there is no source."""
    site = pillar.parse(changed({"server:loaders": loaders}))
    files = {
        name: sources
        for key in loaders
        for name, sources in FIRMWARE.get(key).loader_files(family.distribution).items()
    }
    wanted = loader_files.wanted(disk, site, family)
    assert {copy.path for copy in wanted} == {f"{family.tftp_root}/{name}" for name in files}
    assert {copy.source for copy in wanted} == {None}


def test_the_first_place_that_has_a_loader_is_its_source(disk: Disk) -> None:
    """Releases put it into different places, and what is copied must not depend on what else lies about."""
    site = pillar.parse(changed({"server:loaders": ["bios"]}))
    name, places = next(iter(FIRMWARE.get("bios").loader_files(REDHAT.distribution).items()))
    assert len(places) > 1
    for place in reversed(places):
        real = Path(disk.real(place))
        real.parent.mkdir(parents=True, exist_ok=True)
        real.touch()
        wanted = loader_files.wanted(disk, site, REDHAT)
        assert {copy.path: copy.source for copy in wanted}[f"{REDHAT.tftp_root}/{name}"] == str(real)


def test_what_was_copied_is_remembered_in_the_state_folder(disk: Disk, tmp_path: Path) -> None:
    """So that a loader that is wanted no more is removed as ours."""
    site = pillar.parse(changed({"server:loaders": ["bios"]}))
    for copy in loader_files.wanted(disk, site, DEBIAN):
        places = FIRMWARE.get("bios").loader_files(DEBIAN.distribution)
        real = Path(disk.real(places[copy.path.removeprefix(f"{DEBIAN.tftp_root}/")][0]))
        real.parent.mkdir(parents=True, exist_ok=True)
        real.write_text(copy.path)
    wanted = loader_files.wanted(disk, site, DEBIAN)
    manifest = loader_files.manifest(disk, DEBIAN)
    manifest.carry_out(manifest.plan(wanted))
    again = loader_files.manifest(disk, DEBIAN)
    assert again.plan(wanted) == []
    assert {change.path for change in again.plan([])} == {copy.path for copy in wanted}
    assert disk.names(DEBIAN.state_dir) == ["loaders.json"]
