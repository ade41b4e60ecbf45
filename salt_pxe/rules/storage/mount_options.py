"""Which mount options belong to one type of file system alone, so that every other fails to mount with them."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.installers.disk_layout import EFI_MOUNT_POINT, DiskLayout, file_systems
from salt_pxe.site.problem import Problem

_EXT = ("ext2", "ext3", "ext4")
_JOURNAL = ("ext3", "ext4")
_FAT = ("vfat", "efi")

ONLY_OF = {
    **dict.fromkeys(
        ("umask", "dmask", "fmask", "shortname", "codepage", "iocharset", "uid", "gid", "utf8"), _FAT
    ),
    "data": _JOURNAL,
    "journal_checksum": ("ext4",),
    **dict.fromkeys(("resuid", "resgid"), _EXT),
    "errors": (*_EXT, *_FAT),
    "commit": (*_JOURNAL, "btrfs"),
    **dict.fromkeys(
        ("subvol", "subvolid", "compress", "compress-force", "autodefrag", "space_cache"), ("btrfs",)
    ),
    **dict.fromkeys(
        ("logbufs", "logbsize", "allocsize", "inode64", "inode32", "swalloc", "largeio"), ("xfs",)
    ),
    "nouuid": ("xfs",),
}
"""Types by the option's name (ext4(5), xfs(5), btrfs(5), mount(8) of fat): options that every release has so."""

CHECKED = {kind for kinds in ONLY_OF.values() for kind in kinds}


def of_another_type(layout: DiskLayout) -> Iterator[Problem]:
    """Yield options of another type; with them the installer cannot mount what it made."""
    for one in file_systems(layout):
        if one.mount in (None, EFI_MOUNT_POINT) or one.fstype not in CHECKED or not one.said.fsoptions:
            continue
        names = [option.split("=")[0] for option in one.said.fsoptions.split(",")]
        wrong = [name for name in names if one.fstype not in ONLY_OF.get(name, (one.fstype,))]
        if wrong:
            kinds = " and ".join(ONLY_OF[wrong[0]])
            yield Problem(
                f"{one.path}:fsoptions",
                f"{', '.join(wrong)}: {one.fstype} has no such option and is not mounted with it",
                f"{wrong[0]} is of {kinds}: remove it",
            )
