"""One file that salt-pxe writes: its bytes, mode and owner, and the mark by which it is known."""

from __future__ import annotations

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


def is_ours(content: bytes) -> bool:
    """Tell whether a file's content carries our mark in its first lines, that is whether salt-pxe wrote it."""
    return MARK.encode() in content[:512]
