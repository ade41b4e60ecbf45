"""Single values of a site: what is taken, in which form, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salt_pxe.site import values
from salt_pxe.site.readable import is_printable
from salt_pxe.site.values import tree_sources

TEXT = st.text(max_size=30) | st.text(alphabet="a%\n\r\0\t \"'\\/.", max_size=12)


@given(TEXT)
def test_a_line_is_one_line_in_every_format(text: str) -> None:
    """Whatever comes through holds no control character and begins no section."""
    try:
        found = values.line(text)
    except ValueError:
        return
    assert found == text and is_printable(found) and not found.startswith("%")
    assert len(found.splitlines()) <= 1


@given(TEXT)
def test_a_name_stays_in_its_folder(text: str) -> None:
    """It is no path, no hidden file, and no way up."""
    try:
        found = values.name(text)
    except ValueError:
        return
    assert "/" not in found and ".." not in found and not found.startswith((".", "-"))


@given(TEXT | st.text(alphabet="web*?[]/\\.@:", max_size=10))
def test_a_minion_id_names_one_minion(text: str) -> None:
    """It is no glob and no path."""
    try:
        found = values.minion_id(text)
    except ValueError:
        return
    assert not set(found) & set("*?[]/\\") and ".." not in found and found


GOOD: list[tuple[Callable[[object], Any], object, object]] = [
    (values.line, "x" * 1024, "x" * 1024),
    (values.line, "n\u00e4ht 100%", "n\u00e4ht 100%"),
    (values.line, "", ""),
    (values.word, "a=b,c", "a=b,c"),
    (values.name, "el9.web_2-x", "el9.web_2-x"),
    (values.name, "x" * 63, "x" * 63),
    (values.minion_id, "web01.example.com", "web01.example.com"),
    (values.minion_id, "_a@b:c", "_a@b:c"),
    (values.url, "https://mirror.example:8443/a/b?c=d", "https://mirror.example:8443/a/b?c=d"),
    (values.url, "http://10.0.0.9", "http://10.0.0.9"),
    (values.absolute_path, "/", "/"),
    (values.absolute_path, "/srv/x/", "/srv/x/"),
    (tree_sources.source, "/srv/media", "/srv/media"),
    (tree_sources.source, "/var/lib/x.iso", "/var/lib/x.iso"),
    (tree_sources.source, "http://a/b", "http://a/b"),
    (values.salt_url, "salt://a/b.sh", "salt://a/b.sh"),
    (values.lease, 60, 60),
    (values.lease, "infinite", "infinite"),
    (values.lease, 0x7FFFFFFF, 0x7FFFFFFF),
]

BAD: list[tuple[Callable[[object], Any], object, str]] = [
    (values.line, "x" * 1025, "1025 characters long"),
    (values.line, "a\u2028b", "line break"),
    (values.line, "%end", "starts with %"),
    (values.line, 12, "12 is not text"),
    (values.line, None, "None is not text"),
    (values.word, "", "is not one word"),
    (values.word, "a b", "is not one word"),
    (values.word, "a'b", "is not one word"),
    (values.word, "n\u00e4ht", "is not one word"),
    (values.name, "x" * 64, "is not a name"),
    (values.name, "a..b", "is not a name"),
    (values.name, "../x", "is not a name"),
    (values.minion_id, "*", "is a glob"),
    (values.minion_id, "a/b", "is a path"),
    (values.minion_id, "x" * 256, "256 characters long"),
    (values.minion_id, "a,b", "is not a minion id"),
    (values.url, "http://me:geheim@a/b", "is not an http"),
    (values.url, "ftp://a/b", "is not an http"),
    (values.url, "http://a/b{c}", "is not an http"),
    (values.absolute_path, "srv", "is not an absolute path"),
    (values.absolute_path, "/srv/../etc", "is not an absolute path"),
    (tree_sources.source, "/srv", "folder of the system"),
    (tree_sources.source, "/etc/pki", "folder of the system"),
    (tree_sources.source, "/./usr/share", "folder of the system"),
    (values.salt_url, "salt://", "file roots"),
    (values.salt_url, "salt://a/../b", "file roots"),
    (values.salt_url, "salt://a?saltenv=x", "file roots"),
    (values.salt_url, "/a", "file roots"),
    (values.lease, 59, "is not a lease time"),
    (values.lease, True, "is not a lease time"),
    (values.lease, -1, "does not last for ever"),
    (values.lease, "600", "is not a lease time"),
]


@pytest.mark.parametrize(("check", "given", "canonical"), GOOD)
def test_what_is_right_comes_out_in_its_canonical_form(
    check: Callable[[object], Any], given: object, canonical: object
) -> None:
    """No good value is refused, up to the last that fits."""
    assert check(given) == canonical


@pytest.mark.parametrize(("check", "given", "words"), BAD)
def test_what_is_wrong_is_told_in_words(check: Callable[[object], Any], given: object, words: str) -> None:
    """The message names what was given, unless it may be a secret."""
    with pytest.raises(ValueError, match=words) as raised:
        check(given)
    assert "geheim" not in str(raised.value) or check is values.url


@pytest.mark.parametrize("given", [12, 1.5, True])
def test_what_yaml_read_as_a_number_is_to_be_quoted(given: object) -> None:
    """The remedy of a value that was meant as text."""
    with pytest.raises(ValueError, match="text") as raised:
        values.line(given)
    assert raised.value.context["hint"] == "quote it in the SLS file"  # type: ignore[attr-defined]


def test_a_message_may_hold_braces() -> None:
    """What was given is no template."""
    error = values.wrong("{x} is {message}", "{y}")
    assert str(error) == "{x} is {message}" and error.context == {
        "message": "{x} is {message}",
        "hint": "{y}",
    }


def test_a_value_stands_there_once() -> None:
    """The order is kept; the second one is named."""
    assert values.unique(iter("cab"), "letter") == ("c", "a", "b")
    with pytest.raises(ValueError, match='letter "a" stands there twice'):
        values.unique("aba", "letter")
