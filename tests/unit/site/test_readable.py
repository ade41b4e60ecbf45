"""How values and keys are shown to an operator."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salt_pxe.site.readable import shown, shown_key

ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(), st.dates()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
    max_leaves=20,
)


@given(ANYTHING)
def test_whatever_was_given_is_shown_on_one_short_line(value: Any) -> None:
    """At most 60 characters of printable ASCII."""
    text = shown(value)
    assert len(text) <= 60 and text.isascii() and text.isprintable()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("web01", '"web01"'),
        ('a"b', '"a"b"'),
        ("a\nb\x1b[2J", '"a\\nb\\x1b[2J"'),
        ("n\u00e4ht", '"n\\xe4ht"'),
        (7, "7"),
        (None, "None"),
        ("x" * 61, '"' + "x" * 56 + "..."),
    ],
)
def test_a_value_is_recognised(value: Any, text: str) -> None:
    """Text stands in quotes, what a terminal would act on is spelled out, and what is long is cut."""
    assert shown(value) == text


def test_a_number_that_python_cannot_write_is_named_by_its_type() -> None:
    """It writes none of more than 4300 digits."""
    assert shown(10**5000) == "this int"


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("web01", "web01"),
        ("n\u00e4ht", "n\u00e4ht"),
        ("a\nb", "a\\nb"),
        (True, "true"),
        (None, "null"),
        (False, "false"),
        (10, "10"),
        ("k" * 255, "k" * 255),
        ("k" * 256, "k" * 252 + "..."),
    ],
)
def test_a_key_is_shown_as_it_stands_in_the_file(key: Any, text: str) -> None:
    """YAML's words for what is no text, and no line break in a path."""
    assert shown_key(key) == text
