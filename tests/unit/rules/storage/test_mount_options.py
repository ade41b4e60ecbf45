"""A mount option of another type is refused, and a type's own and everybody's are not."""

from __future__ import annotations

import pytest

from salt_pxe.rules.storage.mount_options import (
    CHECKED,
    EVERYBODYS,
    OF_QUOTAS,
    ONLY_OF,
    of_another_type,
    unknown,
)
from tests.layouts import BOOT, PHYSICAL, ROOT, below, layout

SRV = {"mount": "/srv", "size": 1024}


OF_ONE_TYPE = ONLY_OF | OF_QUOTAS


@pytest.mark.parametrize("option", OF_ONE_TYPE)
def test_an_option_belongs_to_its_types(option: str) -> None:
    """With a value and beside other options."""
    for kind in sorted(CHECKED):
        part = {**SRV, "fstype": kind, "fsoptions": f"noatime,{option}=1,nodev"}
        found = below(of_another_type(layout(ROOT, part)))
        assert found == ([] if kind in OF_ONE_TYPE[option] else ["partitions:1:fsoptions"])


def test_all_that_are_wrong_are_named() -> None:
    """With the types that have the first."""
    part = {**SRV, "fstype": "ext4", "fsoptions": "umask=077,noatime,compress=zstd"}
    (problem,) = of_another_type(layout(ROOT, part))
    assert problem.message.startswith("umask, compress: ext4 ") and "of vfat and efi" in problem.hint


def test_where_no_type_is_said_it_is_the_installer_s_own() -> None:
    """RHEL's is xfs; Fedora's is not known."""
    data = {**SRV, "fsoptions": "data=ordered"}
    assert below(of_another_type(layout(ROOT, data))) == ["partitions:1:fsoptions"]
    assert not list(of_another_type(layout(ROOT, data, release="F42")))
    volumes = {"root": {**ROOT, "fsoptions": "data=ordered"}}
    assert below(of_another_type(layout(BOOT, PHYSICAL, volumes=volumes))) == [
        "volume_groups:vg:volumes:root:fsoptions"
    ]


def test_what_is_mounted_with_its_own_options_is_not_judged() -> None:
    """The installer drops these anyway, and says so elsewhere."""
    esp = {"mount": "/boot/efi", "size": 600, "fstype": "xfs", "fsoptions": "umask=077"}
    swap = {"mount": "swap", "size": 100, "fsoptions": "umask=077"}
    assert not list(of_another_type(layout(ROOT, esp, swap, {**SRV, "fsoptions": "noatime,x-own.word=1"})))


def test_an_option_that_nobody_knows_is_told_with_its_neighbour() -> None:
    """Each that is known, and what mount(8) passes over, is not."""
    (problem,) = unknown(layout({**ROOT, "fsoptions": "nodev,noatme"}))
    assert problem.message.startswith("noatme is no mount option") and "noatime" in problem.hint
    known = ",".join([*sorted(EVERYBODYS), *OF_ONE_TYPE, "x-systemd.automount", "X-mount.mkdir", "commit=5"])
    assert not list(unknown(layout({**ROOT, "fsoptions": known})))
    assert not list(unknown(layout(ROOT)))
