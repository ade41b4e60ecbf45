"""A whole site becomes exactly the tree that is kept for it."""

from __future__ import annotations

import pytest

from salt_pxe.services.family import FAMILIES
from tests.golden import cases, expected, made

TREES = cases(*FAMILIES)


@pytest.mark.parametrize(("case", "family"), TREES, ids="-".join)
def test_a_site_becomes_the_tree_that_is_kept_for_it(case: str, family: str) -> None:
    """Every file, byte by byte, with mode and owner; `python -m tests.golden` writes the trees anew."""
    found, wanted = made(case, family), expected(case, family)
    assert found.keys() == wanted.keys()
    for path in wanted:
        assert found[path].decode() == wanted[path].decode(), path


def test_there_are_trees_for_both_families() -> None:
    """The cases are found, and none of the families is forgotten."""
    assert {family for _, family in TREES} == {"Debian", "RedHat"}
