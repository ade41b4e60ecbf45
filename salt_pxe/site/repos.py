"""Install repositories: where an installer and its packages come from."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from salt_pxe.site.record import Record
from salt_pxe.site.values import Word
from salt_pxe.site.values.tree_sources import Source


class Repo(Record):
    """Where an installer and its packages come from."""

    source: Source = Field(
        description="an ISO file, a folder (both on the kickstart server) or an http(s) URL"
    )
    kernel: Word | None = Field(
        None, pattern=r"^[A-Za-z0-9_][A-Za-z0-9_./-]*$", description="default: from .treeinfo"
    )
    initrd: Word | None = Field(
        None, pattern=r"^[A-Za-z0-9_][A-Za-z0-9_./-]*$", description="default: from .treeinfo"
    )
    checksums: Literal["required", "optional"] = Field(
        "required",
        description="optional: a tree whose .treeinfo lists no checksum of kernel and initrd is accepted",
    )
