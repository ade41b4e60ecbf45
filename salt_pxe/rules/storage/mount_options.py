"""Which mount options belong to one type of file system alone, so that every other fails to mount with them."""

from __future__ import annotations

from collections.abc import Iterator

from salt_pxe.installers.disk_layout import EFI_MOUNT_POINT, DiskLayout, file_systems
from salt_pxe.rules.references import NearNames
from salt_pxe.site.problem import Problem

_EXT = ("ext2", "ext3", "ext4")
_JOURNAL = ("ext3", "ext4")
_FAT = ("vfat", "efi")

ONLY_OF = {
    **dict.fromkeys(
        ("umask", "dmask", "fmask", "shortname", "codepage", "iocharset", "uid", "gid", "utf8"), _FAT
    ),
    "data": _JOURNAL,
    "noload": _JOURNAL,
    **dict.fromkeys(("delalloc", "nodelalloc", "dioread_nolock", "journal_checksum"), ("ext4",)),
    **dict.fromkeys(("resuid", "resgid", "block_validity", "stripe", "user_xattr", "jqfmt"), _EXT),
    "acl": (*_EXT, "btrfs"),
    "errors": (*_EXT, *_FAT),
    "commit": (*_JOURNAL, "btrfs"),
    **dict.fromkeys(
        ("subvol", "subvolid", "compress", "compress-force", "autodefrag", "space_cache", "ssd", "nossd"),
        ("btrfs",),
    ),
    **dict.fromkeys(("nodatacow", "nodatasum", "thread_pool", "degraded", "skip_balance"), ("btrfs",)),
    **dict.fromkeys(
        ("logbufs", "logbsize", "allocsize", "inode64", "inode32", "swalloc", "largeio"), ("xfs",)
    ),
    **dict.fromkeys(("nouuid", "wsync", "filestreams", "noalign"), ("xfs",)),
}
"""Types by the option's name (ext4(5), xfs(5), btrfs(5), mount(8) of fat): options that every release has so."""

OF_QUOTAS = {
    **dict.fromkeys(("uquota", "gquota", "pquota", "uqnoenforce", "gqnoenforce", "pqnoenforce"), ("xfs",)),
    **dict.fromkeys(("usrjquota", "grpjquota"), _EXT),
}
"""The same of quotas, which a kernel may lack."""

_WORDS = (
    "async atime auto context comment defaults defcontext dev diratime dirsync exec fscontext group iversion "
    "lazytime loud mand noatime noauto nodev nodiratime noexec nofail noiversion nolazytime nomand norelatime "
    "nostrictatime nosuid nosymfollow nouser owner relatime ro rootcontext rw silent strictatime suid symfollow "
    "sync user users _netdev discard nodiscard noquota quota usrquota grpquota prjquota grpid nogrpid bsdgroups "
    "sysvgroups barrier nobarrier sunit swidth logdev dax norecovery noacl noauto_da_alloc auto_da_alloc attr2 "
    "noattr2 ikeep noikeep nolargeio bsddf minixdf debug init_itable noinit_itable max_batch_time "
    "min_batch_time journal_ioprio journal_async_commit nojournal_checksum noblock_validity dioread_lock "
    "max_inline flushoncommit noflushoncommit notreelog treelog clear_cache nospace_cache datacow datasum "
    "fatal_errors metadata_ratio noautodefrag rescue ssd_spread user_subvol_rm_allowed quiet flush check tz "
    "time_offset showexec dots nodots rodir sys_immutable allow_utime usefree nfs nonumtail i_version sb "
    "device subvolrootid lifetime max_dir_size_kb prefetch_block_bitmaps"
)
EVERYBODYS = frozenset(_WORDS.split())
"""Options of mount(8), and of one type or another, whatever the type."""

CHECKED = {kind for kinds in ONLY_OF.values() for kind in kinds}


_OF_ONE_TYPE = ONLY_OF | OF_QUOTAS


def of_another_type(layout: DiskLayout) -> Iterator[Problem]:
    """Yield options of another type; with them the installer cannot mount what it made."""
    for one in file_systems(layout):
        if one.mount in (None, EFI_MOUNT_POINT) or one.fstype not in CHECKED or not one.said.fsoptions:
            continue
        names = [option.split("=")[0] for option in one.said.fsoptions.split(",")]
        wrong = [name for name in names if one.fstype not in _OF_ONE_TYPE.get(name, (one.fstype,))]
        if wrong:
            kinds = " and ".join(_OF_ONE_TYPE[wrong[0]])
            yield Problem(
                f"{one.path}:fsoptions",
                f"{', '.join(wrong)}: {one.fstype} has no such option and is not mounted with it",
                f"{wrong[0]} is of {kinds}: remove it",
            )


def unknown(layout: DiskLayout) -> Iterator[Problem]:
    """Yield options that no manual page names; a file system is not mounted with one that it does not know."""
    known, near = EVERYBODYS | _OF_ONE_TYPE.keys(), NearNames()
    for one in file_systems(layout):
        for option in (one.said.fsoptions or "").split(","):
            name = option.split("=")[0]
            if name and name not in known and not name.lower().startswith("x-"):
                yield Problem(
                    f"{one.path}:fsoptions",
                    f"{name} is no mount option that is known here, and with a wrong one nothing is mounted",
                    near.hint(name, sorted(known), "compare it with mount(8) and the type's own page"),
                )
