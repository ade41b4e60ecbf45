"""A tree, and its digest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from salt_pxe.site.artefact import File
from salt_pxe.tree import digest

FILE = File(b"abc")
TREE = {"/a": FILE, "/b": File(b"", mode=0o640, group="www-data")}


def test_the_same_files_have_the_same_digest_in_any_order() -> None:
    """64 hex digits; whether a file is secret is no part of what is on disk."""
    assert digest(TREE) == digest(dict(reversed(TREE.items())))
    assert digest(TREE) == digest({**TREE, "/a": replace(FILE, secret=True)})
    assert len(digest(TREE)) == 64 and int(digest(TREE), 16)


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"/a": FILE},
        {"/c": FILE, "/b": TREE["/b"]},
        {**TREE, "/a": replace(FILE, content=b"abd")},
        {**TREE, "/a": replace(FILE, mode=0o600)},
        {**TREE, "/a": replace(FILE, user="nobody")},
        {**TREE, "/a": replace(FILE, group="nobody")},
        {**TREE, "/c": File(b"")},
    ],
)
def test_any_difference_on_disk_is_another_digest(other: dict[str, File]) -> None:
    """A path, a byte, a mode, an owner, one file more or less."""
    assert digest(other) != digest(TREE)


def test_what_is_in_a_file_is_not_taken_for_another_file() -> None:
    """The length of each content is part of the digest."""
    whole = {"/a": File(b"x"), "/b": File(b"y")}
    head = "/b\x00644\x00root\x00root\x00"
    assert digest(whole) != digest({"/a": File(b"x" + head.encode() + b"y")})
