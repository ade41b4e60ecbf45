"""What all records have in common."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from salt_pxe.site.record import Record


class Leaf(Record):
    """A record of the test's own."""

    size: int


def test_a_record_knows_no_key_but_its_own() -> None:
    """An unknown key is an error, for it may be a misspelled one."""
    with pytest.raises(ValidationError, match="sice"):
        Leaf.model_validate({"size": 1, "sice": 2})


def test_a_record_does_not_change() -> None:
    """And so can be a key, and be shared."""
    leaf = Leaf(size=1)
    with pytest.raises(ValidationError, match="frozen"):
        leaf.size = 2  # type: ignore[misc]
    assert leaf in {Leaf(size=1)}


def test_an_error_repeats_nothing_that_was_given() -> None:
    """It may have been a password."""
    with pytest.raises(ValidationError) as raised:
        Leaf.model_validate({"size": "geheim"})
    assert "geheim" not in str(raised.value)
