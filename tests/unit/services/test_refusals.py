"""A daemon's words without repetition."""

from __future__ import annotations

from salt_pxe.services.refusals import each_once


def test_each_line_stands_once_in_its_order() -> None:
    """Empty lines, and lines of blanks, are none."""
    assert each_once("b\n\na\nb\n  \n  a\n") == "b\na\n  a"
    assert each_once("") == ""
