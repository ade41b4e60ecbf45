"""What is to be on disk: destination path to bytes, mode and owner, and the digest of it all.

A tree is pure data: the same site gives the same tree. `publish` makes a disk look like it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from salt_pxe.site.artefact import File

Tree = Mapping[str, File]


def digest(tree: Tree) -> str:
    """Return the SHA-256 of a whole tree as 64 hex digits: the same paths, bytes, modes and owners, the same digest."""
    total = hashlib.sha256()
    for path in sorted(tree):
        file = tree[path]
        head = f"{path}\0{file.mode:o}\0{file.user}\0{file.group}\0{len(file.content)}\0"
        total.update(head.encode())
        total.update(file.content)
    return total.hexdigest()
