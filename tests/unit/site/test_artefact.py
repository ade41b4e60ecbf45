"""Files of ours, and the mark by which they are known."""

from __future__ import annotations

import pytest

from salt_pxe.site.artefact import MARK, is_ours


@pytest.mark.parametrize(
    "content",
    [f"# {MARK}\n", f"#!/bin/sh\n# {MARK}\ntrue\n", f"{'x' * (512 - len(MARK))}{MARK}"],
    ids=["first line", "second line", "to the last octet that counts"],
)
def test_a_mark_in_the_first_lines_makes_a_file_ours(content: str) -> None:
    """Whatever stands before it, as far as the first 512 octets."""
    assert is_ours(content.encode())


@pytest.mark.parametrize(
    "content", ["", "# somebody's own\n", f"{'x' * (513 - len(MARK))}{MARK}", MARK.lower()]
)
def test_a_file_without_it_is_somebody_else_s(content: str) -> None:
    """A mark further down may be a quotation: that file is not ours to remove."""
    assert not is_ours(content.encode())
