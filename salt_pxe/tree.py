"""What is to be on disk? A tree: destination path to bytes, mode and owner; its digest, and its difference to a disk.

A tree is pure data: the same site gives the same tree. `publish` makes a disk look like it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

MARK = "Written by salt-pxe; changes made here are lost."
"""The sentence in the first lines of every text file of ours: what carries it is ours to change and to remove."""


@dataclass(frozen=True, slots=True)
class File:
    """One file: its content, permission bits and owner. `secret` content is never shown in a difference."""

    content: bytes
    mode: int = 0o644
    user: str = "root"
    group: str = "root"
    secret: bool = False


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


def is_ours(content: bytes) -> bool:
    """Tell whether a file's content carries our mark in its first lines, that is whether salt-pxe wrote it."""
    return MARK.encode() in content[:512]
