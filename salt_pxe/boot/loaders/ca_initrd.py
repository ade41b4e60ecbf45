"""How does an installer get to know the site's CA before it has fetched anything? By a second initrd.

The kernel unpacks one archive after the other into its first file system, and a file of a later one replaces that of an
earlier one ("initramfs buffer format", the kernel's documentation). curl in Anaconda's initrd believes the bundle that
stands here; Anaconda's own `%certificate` adds to the same file. It holds until Anaconda's second stage begins, which
has a store of its own.
"""

from __future__ import annotations

from functools import lru_cache

from salt_pxe.site.artefact import MARK

BUNDLE = "etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"
"""What /etc/pki/tls/certs/ca-bundle.crt of RHEL 7 and later, and of Fedora, leads to."""

_FOLDER, _FILE = 0o040755, 0o100644


@lru_cache(maxsize=4)
def ca_initrd(certificate: str) -> bytes:
    """Return a cpio archive (format newc) with the CA as the only one that is believed."""
    parts = BUNDLE.split("/")
    folders = ["/".join(parts[:depth]) for depth in range(1, len(parts))]
    entries = [("salt-pxe", _FILE, f"{MARK}\n".encode()), *((folder, _FOLDER, b"") for folder in folders)]
    entries.append((BUNDLE, _FILE, certificate.encode()))
    archive = b"".join(
        _entry(number, *entry) for number, entry in enumerate([*entries, ("TRAILER!!!", 0, b"")], 1)
    )
    return archive + b"\0" * (-len(archive) % 512)


def _entry(inode: int, name: str, mode: int, content: bytes) -> bytes:
    links = 2 if mode == _FOLDER else 1
    # inode, mode, uid, gid, links, mtime, size, four numbers of devices, size of the name, check: cpio(5).
    fields = (inode, mode, 0, 0, links, 0, len(content), 0, 0, 0, 0, len(name) + 1, 0)
    head = b"070701" + "".join(f"{field:08X}" for field in fields).encode() + name.encode() + b"\0"
    return _padded(head) + _padded(content)


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 4)
