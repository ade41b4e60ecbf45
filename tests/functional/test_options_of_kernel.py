"""Mount options, held against the kernel that mounts with them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from salt_pxe.rules.storage.mount_options import ONLY_OF
from tests.functional.test_labels_of_programs import MAKE

VALUES = {
    **dict.fromkeys(("umask", "dmask", "fmask"), "077"),
    **dict.fromkeys(("uid", "gid", "resuid", "resgid"), "0"),
    "allocsize": "64k",
    "codepage": "437",
    "commit": "30",
    "compress": "zstd",
    "compress-force": "zstd",
    "data": "ordered",
    "errors": "remount-ro",
    "iocharset": "ascii",
    "jqfmt": "vfsv0",
    "logbsize": "32k",
    "logbufs": "8",
    "shortname": "winnt",
    "space_cache": "v2",
    "subvol": "/",
    "stripe": "16",
    "subvolid": "5",
    "thread_pool": "4",
}
MAKE_ALL = {**{kind: command[:-1] for kind, command in MAKE.items()}, "btrfs": ["mkfs.btrfs", "-q", "-f"]}


def mounts(file: Path, options: str) -> bool:
    """Tell whether a file system is mounted with these options; in a namespace that ends with the command."""
    command = ["unshare", "-m", "mount", "-o", f"loop,{options}", str(file), str(file.parent / "at")]
    return subprocess.run(command, capture_output=True, timeout=300).returncode == 0


@pytest.mark.parametrize("kind", ["xfs", "ext3", "ext4", "btrfs", "vfat"])
def test_the_kernel_mounts_with_a_type_s_own_options_alone(kind: str, tmp_path: Path) -> None:
    """Each option of the door's table is taken by the types that it stands for, and by no other."""
    file = tmp_path / "disk"
    file.touch()
    os.truncate(file, 400 * 2**20)
    (tmp_path / "at").mkdir()
    path = {**os.environ, "PATH": f"/usr/sbin:/sbin:{os.environ['PATH']}"}
    subprocess.run([*MAKE_ALL[kind], str(file)], check=True, capture_output=True, env=path, timeout=300)
    if not mounts(file, "noatime"):
        pytest.skip(f"this kernel mounts no {kind} from a file")
    taken = {
        option
        for option in ONLY_OF
        if mounts(file, f"{option}={VALUES[option]}" if option in VALUES else option)
    }
    assert taken == {option for option, kinds in ONLY_OF.items() if kind in kinds}
