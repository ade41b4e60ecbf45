"""A second initrd, by which installers know the site's CA before they have fetched anything.

The kernel unpacks one archive after the other into its first file system, and a file of a later one replaces that of an
earlier one ("initramfs buffer format", the kernel's documentation). Each installer says where its own initrd keeps the
CAs that it believes.
"""

from __future__ import annotations

from functools import lru_cache

from salt_pxe.site.artefact import MARK

_FOLDER, _FILE = 0o040755, 0o100644


@lru_cache(maxsize=4)
def ca_initrd(certificate: str, bundles: tuple[str, ...]) -> bytes:
    """Return a cpio archive (format newc) with the CA as the only one in each of these bundles (relative to `/`)."""
    folders = list(dict.fromkeys(folder for bundle in bundles for folder in _folders(bundle)))
    entries = [("salt-pxe", _FILE, f"{MARK}\n".encode()), *((folder, _FOLDER, b"") for folder in folders)]
    entries += [(bundle, _FILE, certificate.encode()) for bundle in bundles]
    archive = b"".join(
        _entry(number, *entry) for number, entry in enumerate([*entries, ("TRAILER!!!", 0, b"")], 1)
    )
    return archive + b"\0" * (-len(archive) % 512)


def _folders(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:depth]) for depth in range(1, len(parts))]


def _entry(inode: int, name: str, mode: int, content: bytes) -> bytes:
    links = 2 if mode == _FOLDER else 1
    # inode, mode, uid, gid, links, mtime, size, four numbers of devices, size of the name, check: cpio(5).
    fields = (inode, mode, 0, 0, links, 0, len(content), 0, 0, 0, 0, len(name) + 1, 0)
    head = b"070701" + "".join(f"{field:08X}" for field in fields).encode() + name.encode() + b"\0"
    return _padded(head) + _padded(content)


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 4)
