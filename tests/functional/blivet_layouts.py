"""Asks blivet what it makes of layouts of disks: one JSON list of layouts on stdin, one of verdicts on stdout.

A verdict is null, or what blivet has against the layout. The disks are sparse files, and nothing is written on them:
blivet plans, and its plan is looked at. blivet stands on libraries of the distribution (GObject's introspection,
libblockdev, parted), which are no wheels; the folder of those comes last on the path.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.append("/usr/lib/python3/dist-packages")

from blivet import Blivet
from blivet.devices import DiskFile, PartitionDevice
from blivet.devices.lvm import LVMVolumeGroupDevice
from blivet.errors import DependencyError
from blivet.formats import get_format
from blivet.partitioning import do_partitioning, grow_lvm
from blivet.size import Size

PartitionDevice.is_name_valid = lambda device, name: True
"""A partition is named after its disk, which is a file in a folder here, and blivet takes no slash in a name."""

WORDS = ("swap", "biosboot", "prepboot")
LINUX_ONLY = ("/", "/home", "/tmp", "/usr", "/var")
"""Where Anaconda's storage checker wants a mountable type of Linux; whether one is that, blivet knows."""


class Refused(Exception):
    """What blivet has against a layout, where it says so by an answer and not by an error."""


def planned(storage: dict[str, Any], disks: dict[str, int], folder: Path) -> None:
    """Plan a layout on empty disks (name: GiB). Raises what blivet has against it."""
    blivet = Blivet()
    found: dict[str, DiskFile] = {}
    for name, gib in disks.items():
        path = folder / name
        with path.open("wb") as file:
            os.truncate(file.fileno(), gib * 2**30)
        found[name] = DiskFile(str(path))
        found[name].format = get_format(
            "disklabel", device=str(path), label_type=storage.get("disklabel") or "gpt"
        )
        if not found[name].format.supported:
            # Each layout would look refused: blivet lacks something of the machine, and its log says what.
            sys.exit(
                "blivet can make no partition table here: is a package of tests/e2e/packages.txt missing?"
            )
        blivet.devicetree._add_device(found[name])
    volumes: dict[str, list[Any]] = {}
    for said in storage["partitions"]:
        group = said.get("volume_group")
        device = blivet.new_partition(
            fmt=file_system(said, "lvmpv" if group else None),
            size=mib(said["size"]),
            grow=said.get("grow", False),
            maxsize=mib(said.get("maxsize")),
            primary=said.get("asprimary", False),
            parents=[found[said["disk"]]] if "disk" in said else list(found.values()),
        )
        blivet.create_device(device)
        if group:
            volumes.setdefault(group, []).append(device)
    do_partitioning(blivet)
    for name, said in storage.get("volume_groups", {}).items():
        make_group(blivet, name, said, volumes[name])
    grow_lvm(blivet)
    for device in blivet.devices:
        if getattr(device.format, "mountpoint", None) and device.check_size():
            raise Refused(f"{device.size} does not fit {device.format.name}")


def make_group(blivet: Blivet, name: str, said: dict[str, Any], parts: list[Any]) -> None:
    """Plan a volume group and its volumes."""
    extent = Size(f"{said.get('pesize', 4096)} KiB")
    if extent not in LVMVolumeGroupDevice.get_supported_pe_sizes():
        raise Refused(f"an extent of {extent}")
    group = blivet.new_vg(parents=parts, name=name, pe_size=extent)
    blivet.create_device(group)
    if group.name != name:
        raise Refused(f"the group is called {group.name}")
    for own, volume in said["volumes"].items():
        device = blivet.new_lv(
            fmt=file_system(volume, None),
            name=own,
            parents=[group],
            size=mib(volume.get("size", 0)),
            percent=volume.get("percent"),
            grow=volume.get("grow", False),
            maxsize=mib(volume.get("maxsize")),
        )
        blivet.create_device(device)
        if device.lvname != own:
            raise Refused(f"the volume is called {device.lvname}")


def file_system(said: dict[str, Any], kind: str | None) -> Any:
    """Return the format of a partition or a volume; the type of a release is xfs where none is said."""
    mount = said.get("mount")
    if kind is None:
        kind = mount if mount in WORDS else "efi" if mount == "/boot/efi" else said.get("fstype", "xfs")
    path = None if mount in WORDS else mount
    found = get_format(kind, mountpoint=path, label=said.get("label"))
    if found.type is None:
        raise Refused(f"there is no type {kind}")
    if said.get("label") and not (found.labeling() and found.label_format_ok(said["label"])):
        raise Refused(f"{kind} drops the label")
    if path in LINUX_ONLY and not (found.linux_native and found.mountable):
        raise Refused(f"{kind} is not for {path}")
    if path is not None and getattr(found, "mountpoint", None) != path:
        raise Refused(f"{kind} is not mounted")
    return found


def mib(number: int | None) -> Size | None:
    """Return a size of so many MiB."""
    return None if number is None else Size(f"{number} MiB")


def verdict(asked: dict[str, Any]) -> str | None:
    """Return what blivet has against a layout."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            planned(asked["storage"], asked["disks"], Path(folder))
        except DependencyError:
            raise  # A package is missing: that says nothing of the layout.
        except Exception as error:
            return f"{type(error).__name__}: {error}"
    return None


if __name__ == "__main__":
    json.dump([verdict(asked) for asked in json.load(sys.stdin)], sys.stdout)
