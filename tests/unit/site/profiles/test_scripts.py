"""Script sections and add-ons."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from salt_pxe.site.profiles.scripts import Addon, PostSections, Section, Sections


def test_a_script_s_text_stands_in_pillar_or_in_a_file() -> None:
    """One of the two; a text alone is a section, and a section alone is a list."""
    assert Section.model_validate({"source": "salt://a.sh"}).script is None
    sections = TypeAdapter(Sections)
    assert [one.script for one in sections.validate_python("true\n")] == ["true\n"]
    assert [one.script for one in sections.validate_python(["a", {"script": "b"}])] == ["a", "b"]
    (post,) = TypeAdapter(PostSections).validate_python({"script": "a", "nochroot": True})
    assert post.nochroot


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "either script or source"),
        ({"script": "a", "source": "salt://a"}, "either script or source"),
        ({"script": " \n\t\n"}, "the script is empty"),
        ({"script": "a", "nochroot": True}, "nochroot"),
        ({"script": "a", "interpreter": "python3"}, "interpreter"),
        ({"source": "/a.sh"}, "source"),
    ],
)
def test_a_section_without_one_text_is_refused(given: dict[str, Any], words: str) -> None:
    """None, two, an empty one; only what runs after the install may run outside of the installed system."""
    with pytest.raises(ValidationError, match=words):
        Section.model_validate(given)


def test_an_add_on_s_words_are_words() -> None:
    """What stands behind its name is read by the add-on itself."""
    assert Addon.model_validate({"arguments": "--enable"}).arguments == ("--enable",)
    with pytest.raises(ValidationError, match="arguments"):
        Addon.model_validate({"arguments": ["--enable --reserve-mb=auto"]})
