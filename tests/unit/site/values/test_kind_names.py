"""Words of pillar that name a kind behind a plug."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from salt_pxe.site.values.kind_names import Choice, kind_field, kind_name, kind_names


class Wood(BaseModel):
    """A record with one word and with several."""

    tree: kind_name("tree") = kind_field()  # type: ignore[valid-type]
    trees: kind_names("tree") = kind_field(min_length=1)  # type: ignore[valid-type]


def wood(given: dict[str, Any], *names: str) -> Any:
    """Return the record, read where these trees are known and the first of them is meant by default."""
    return Wood.model_validate(given, context={"tree": Choice(names, names[:1])})


def test_the_default_is_meant_where_nothing_is_said() -> None:
    """By silence, and by an empty value."""
    for given in ({}, {"tree": None, "trees": None}):
        found = wood(given, "ash", "oak")
        assert (found.tree, found.trees) == ("ash", ("ash",))


def test_a_word_may_stand_alone_for_a_list() -> None:
    """And several stand in their order."""
    assert wood({"trees": "oak"}, "ash", "oak").trees == ("oak",)
    assert wood({"trees": ["oak", "ash"]}, "ash", "oak").trees == ("oak", "ash")


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("ash",), "is not one of: 'ash'"),
        (("ash", "oak"), "is not one of: 'ash' or 'oak'"),
        (("ash", "elm", "oak"), "is not one of: 'ash', 'elm' or 'oak'"),
    ],
)
@pytest.mark.parametrize("given", [{"tree": "fir"}, {"trees": ["fir"]}, {"tree": 1}, {"tree": ["ash"]}])
def test_another_word_names_those_that_there_are(
    given: dict[str, Any], names: tuple[str, ...], words: str
) -> None:
    """In a sentence."""
    with pytest.raises(ValidationError, match=words):
        wood(given, *names)


def test_no_tree_at_all_is_refused_where_there_must_be_one() -> None:
    """An empty list is not silence."""
    with pytest.raises(ValidationError, match="trees"):
        wood({"trees": []}, "ash")


def test_a_site_is_not_read_without_its_choices() -> None:
    """Whoever forgets them is told so, and gets no site that knows no kinds."""
    with pytest.raises(LookupError, match="validated with its choices, and there are none for tree"):
        Wood.model_validate({})
