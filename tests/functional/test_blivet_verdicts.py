"""The door's verdict on layouts of disks, held against that of blivet, which plans them inside the installer."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import lru_cache
from typing import Any

import pytest

from salt_pxe import pillar
from salt_pxe.pillar import PillarError
from tests.site import changed

GIB = 100
"""The size of each disk."""

ROOT = {"mount": "/", "size": 8192}
BOOT = {"mount": "/boot", "size": 1024}


def plain(*more: dict[str, Any], root: dict[str, Any] = ROOT, **storage: Any) -> dict[str, Any]:
    """Return a layout of partitions."""
    return {"partitions": [root, *more], **storage}


def lvm(
    volumes: dict[str, Any] | None = None, *physical: dict[str, Any], name: str = "vg", **group: Any
) -> dict[str, Any]:
    """Return a layout with a volume group that holds the root file system, and these volumes."""
    parts = [{**part, "volume_group": name} for part in physical or ({"size": 20000, "grow": True},)]
    return {
        "partitions": [BOOT, *parts],
        "volume_groups": {name: {"volumes": {"root": ROOT, **(volumes or {})}, **group}},
    }


def primary(number: int, rest: int = 0) -> dict[str, Any]:
    """Return a layout of so many primary partitions, and of so many others."""
    kinds = [True] * (number - 1) + [False] * rest
    more = [{"mount": f"/m{i}", "size": 1000, "asprimary": kind} for i, kind in enumerate(kinds)]
    return plain(*more, root={**ROOT, "asprimary": True})


SRV = {"mount": "/srv", "size": 1024}
LAYOUTS: dict[str, dict[str, Any]] = {
    "a root file system": plain(),
    **{f"{kind} at /": plain(root={**ROOT, "fstype": kind}) for kind in ("swap", "vfat", "efi", "biosboot")},
    **{f"{kind} at / as it may be": plain(root={**ROOT, "fstype": kind}) for kind in ("xfs", "ext2", "ext3", "ext4")},
    **{f"{kind} at /home": plain({**SRV, "mount": "/home", "fstype": kind}) for kind in ("vfat", "prepboot", "ext4")},
    **{f"{kind} at /srv": plain({**SRV, "fstype": kind}) for kind in ("vfat", "swap", "biosboot", "ext4")},
    **{f"xfs label of {n}": plain(root={**ROOT, "label": "a" * n}) for n in (12, 13)},
    **{f"vfat label of {n}": plain({**SRV, "fstype": "vfat", "label": "A" * n}) for n in (11, 12)},
    **{f"efi label of {n}": plain({"mount": "/boot/efi", "size": 600, "label": "A" * n}) for n in (11, 12)},
    "ext4 label of 16": plain({**SRV, "fstype": "ext4", "label": "a" * 16}),
    **{f"biosboot of {n}": plain({"mount": "biosboot", "size": n}) for n in (1, 2, 3, 8)},
    **{f"prepboot of {n}": plain({"mount": "prepboot", "size": n}) for n in (4, 10, 11)},
    "vfat above 1 TiB": plain({**SRV, "fstype": "vfat", "size": 2**20 + 1}),
    "xfs that grows to 200": plain({**SRV, "size": 100, "grow": True, "maxsize": 200}),
    "xfs that grows to 300": plain({**SRV, "size": 100, "grow": True, "maxsize": 300}),
    "an ESP that grows to 40": plain({"mount": "/boot/efi", "size": 10, "grow": True, "maxsize": 40}),
    "an ESP that grows to 60": plain({"mount": "/boot/efi", "size": 10, "grow": True, "maxsize": 60}),
    **{f"{n} primary on msdos": {**primary(n), "disklabel": "msdos"} for n in (3, 4, 5)},
    **{f"{n} primary and another on msdos": {**primary(n, 1), "disklabel": "msdos"} for n in (2, 3, 4)},
    "three primary and two others on msdos": {**primary(3, 2), "disklabel": "msdos"},
    "five primary on gpt": {**primary(5), "disklabel": "gpt", "reqpart": True},
    "a group that grows": lvm(),
    **{f"a group of {n}": lvm({}, {"size": n}) for n in (4096, 8192, 8193, 8196)},
    **{f"a group of {n} and {n}": lvm({}, {"size": n}, {"size": n}) for n in (4096, 4097)},
    **{f"a group up to {n}": lvm({}, {"size": 100, "grow": True, "maxsize": n}) for n in (4096, 9000)},
    **{f"a group of {n} with extents of 1 GiB": lvm({}, {"size": n}, pesize=2**20) for n in (8193, 9000)},
    **{f"percentages of {60 + n}": lvm({"a": {"mount": "/a", "percent": 60}, "b": {"mount": "/b", "percent": n}})
       for n in (40, 41)},
    "percent of nothing": lvm({"a": {"mount": "/a", "percent": 50}}, {"size": 8193}),
    "percent of little": lvm({"a": {"mount": "/a", "percent": 50}}, {"size": 9300}),
    **{f"an extent of {n}": lvm(pesize=n) for n in (1, 3, 1000, 1024, 4096, 5000, 32768)},
    **{f"a volume {name}": lvm({name: SRV}) for name in ("snapshots", "snapshot0", "snap0", "my_snapshot", "pvmove1")},
    **{f"a volume {name}": lvm({name: SRV}) for name in ("db_mlog", "db_tdata", "db_pmspare", "db_data", "mlog")},
    **{f"a volume of {n} letters": lvm({"v" * n: SRV}) for n in (55, 56, 60)},
    **{f"a group of {n} letters": lvm(name="g" * n) for n in (55, 56, 60)},
    **{f"a group of 50 and a volume of {n} letters": lvm({"v" * n: SRV}, name="g" * 50) for n in (45, 46)},
    "hyphens and points": lvm({"a-b.c_d": SRV}, name="vg-1.x"),
}  # fmt: skip


@lru_cache(maxsize=1)
def verdicts() -> dict[str, str | None]:
    """Return what blivet has against each layout."""
    asked = [{"storage": storage, "disks": {"sda": GIB}} for storage in LAYOUTS.values()]
    done = subprocess.run(
        [sys.executable, "-m", "tests.functional.blivet_layouts"],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    return dict(zip(LAYOUTS, json.loads(done.stdout), strict=True))


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_door_refuses_what_blivet_refuses(name: str) -> None:
    """Each layout that blivet cannot plan is refused, and each that it can is accepted."""
    given = changed({"server:loaders": ["bios"], "profiles:el9-web:storage": LAYOUTS[name]})
    try:
        pillar.parse(given)
    except PillarError as error:
        assert verdicts()[name] is not None, f"blivet takes it, and the door says: {error}"
        assert all(problem.path.startswith("pxe:profiles:el9-web:storage") for problem in error.problems)
    else:
        assert verdicts()[name] is None, f"the door takes it, and blivet says: {verdicts()[name]}"
