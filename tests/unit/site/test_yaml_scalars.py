"""What an operator is told of a word that YAML did not read as text."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from salt_pxe.pillar import PillarError, parse
from salt_pxe.site import yaml_scalars
from tests.site import changed

WRITTEN = {
    "a time of day": ("22:22", "1342", "22:22"),
    "seconds in a time of day": ("1:02:03", "3723", "1:02:03"),
    "a leading zero": ("012", "10", "012"),
    "hexadecimal": ("0x1F", "31", "0x1F"),
    "an unquoted off": ("off", "False", "off"),
    "an unquoted No": ("No", "False", "no"),
    "an unquoted yes": ("yes", "True", "yes"),
    "an unquoted on": ("on", "True", "on"),
    "a date": ("2026-11-23", "datetime.date(2026, 11, 23)", "2026-11-23"),
    "a date and a time": ("2026-11-23 22:22:00", "datetime.datetime(2026", "2026-11-23 22:22:00"),
    "a version": ("1.10", "1.1", "1.10"),
    "binary data": ("!!binary aGFsbG8=", "b'hallo'", "!!binary"),
}


@pytest.mark.parametrize(("written", "read", "told"), WRITTEN.values(), ids=WRITTEN)
def test_what_was_read_and_what_may_have_been_written_are_both_told(
    written: str, read: str, told: str
) -> None:
    """A text that YAML takes for something else is refused at its path, with both spellings, and `quote`."""
    value = yaml.safe_load(written)
    with pytest.raises(PillarError) as refused:
        parse(changed({"hosts:web01:install": value}))
    (problem,) = refused.value.problems
    assert problem.path == "pxe:hosts:web01:install"
    assert read in problem.message
    assert told in problem.message
    assert "quote" in problem.hint


@pytest.mark.parametrize("written", [written for written, _, _ in WRITTEN.values() if "!!" not in written])
def test_the_same_word_in_quotes_is_taken(written: str) -> None:
    """What the hint says to do works."""
    value = yaml.safe_load(f'"{written}"')
    assert parse(changed({"hosts:web01:install": value})).hosts["web01"].install == written


KEYS = {
    "a number": ("0123", "83", "0123"),
    "a time": ("22:22", "1342", "22:22"),
    "a truth value": ("on", "true", "on"),
    "Norway": ("no", "false", "no"),
    "a version": ("1.10", "1.1", "1.10"),
    "a date": ("2026-11-23", "2026, 11, 23", "2026-11-23"),
    "nothing": ("~", "null", "~"),
}


@pytest.mark.parametrize("collection", ["hosts", "profiles"])
@pytest.mark.parametrize(("written", "read", "told"), KEYS.values(), ids=KEYS)
def test_a_key_is_told_like_a_value(collection: str, written: str, read: str, told: str) -> None:
    """The path shows the key as YAML read it, and the message what reads so."""
    site: dict[str, Any] = changed({})
    site["pxe"][collection][yaml.safe_load(written)] = {}
    with pytest.raises(PillarError) as refused:
        parse(site)
    (problem,) = refused.value.problems
    assert problem.path.startswith(f"pxe:{collection}:") and read in problem.path
    assert told in problem.message
    assert "quote" in problem.hint


WORDS = {
    "one of several words": ("profiles:el9-web:selinux", False, "off", "quote"),
    "a name": ("hosts:web01:profile", 1.1, "1.10", "quote"),
    "a host name": ("hosts:web01:hostname", 83, "0123", "quote"),
    "a MAC address": ("hosts:web01:mac", 41135085296, "is a number", "quote"),
    "a package": ("profiles:el9-web:packages", [True], "yes", "quote"),
    "a kernel argument": ("profiles:el9-web:kernel_args", [1342], "22:22", "quote"),
    "nothing where text is wanted": ("profiles:el9-web:packages", [None], "null", "write the text"),
}


@pytest.mark.parametrize(("path", "value", "told", "hint"), WORDS.values(), ids=WORDS)
def test_every_kind_of_text_is_told_in_the_same_words(path: str, value: object, told: str, hint: str) -> None:
    """Names, addresses, words of a list: each says how YAML came to the value."""
    with pytest.raises(PillarError) as refused:
        parse(changed({path: value}))
    (problem,) = refused.value.problems
    assert problem.path.startswith(f"pxe:{path}")
    assert told in problem.message
    assert hint in problem.hint


def test_an_unquoted_mac_address_comes_back_in_the_hint() -> None:
    """Six groups of decimal digits are one number to YAML, out of which they can be had again."""
    with pytest.raises(PillarError, match='quote it: mac: "52:54:00:12:34:56"'):
        parse(changed({"hosts:web01:mac": yaml.safe_load("52:54:00:12:34:56")}))


def test_a_mapping_is_not_explained() -> None:
    """What nobody meant as a word has no other spelling."""
    assert yaml_scalars.reading({}) == ("", "")
    assert yaml_scalars.not_text([1], "a name") == ("[1] is not a name", "")


@pytest.mark.parametrize("number", [-5, 0, 7, 8, 59, 60, 3599, 3600, 2**63])
def test_every_number_has_a_sentence(number: int) -> None:
    """Whatever spelling is named reads as that very number."""
    why = yaml_scalars.reading(number).why
    assert why
    if 0 <= number < 2**63 and why.endswith(" so"):
        for spelling in (
            why.removeprefix("YAML reads ").removesuffix(" so").replace(" and ", ", ").split(", ")
        ):
            assert yaml.safe_load(spelling) == number
