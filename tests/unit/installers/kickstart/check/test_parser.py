"""pykickstart's parser, which notes what it reads and goes on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pykickstart.errors import KickstartParseError
from pykickstart.parser import KickstartParser, Packages
from pykickstart.version import returnClassForVersion

from salt_pxe.installers.kickstart.check.parser import NotingParser, Reading

LINE = st.tuples(st.sampled_from(["", "-", "@", "-@"]), st.sampled_from(["a", "b", "c"])).map("".join)

HANDLER = returnClassForVersion("RHEL9")()
"""Takes long to make."""


def noted(text: str) -> Reading:
    """Return what a parser of its own noted."""
    parser = NotingParser(returnClassForVersion("RHEL9")())
    parser.readKickstartFromString(text)
    return parser.reading


def test_it_goes_on_behind_an_error() -> None:
    """Each is noted with its line, and what stands behind it is read."""
    reading = noted("lng x\nlang de\nrootpw --force x\nkeyboard us\n")
    assert [(fault.line, "lng" in fault.message) for fault in reading.errors] == [(1, True), (3, False)]
    assert [(one.line, one.name, one.words) for one in reading.commands] == [
        (1, "lng", ("x",)),
        (2, "lang", ("de",)),
        (3, "rootpw", ("--force", "x")),
        (4, "keyboard", ("us",)),
    ]


def test_it_includes_nothing_and_notes_the_attempt() -> None:
    """Not even a file that is there."""
    reading = noted("lang de\n%include /etc/passwd\nkeyboard us\n")
    assert len(reading.includes) == 1 and reading.errors == []
    assert [one.name for one in reading.commands] == ["lang", "keyboard"]


def test_a_section_is_kept_as_it_stands() -> None:
    """Its line, its words, its body without the last line end, and what its options set."""
    post, addon = noted("%post --nochroot\n a\n\n# b\n%end\n%addon org_x --y\nz\n%end\n").sections
    assert (post.line, post.name, post.words, post.body) == (1, "%post", ("--nochroot",), " a\n\n# b")
    assert post.attributes["chroot"] is False and "body" not in post.attributes
    assert (addon.words, addon.body, addon.attributes) == (("org_x", "--y"), "z", {})


@pytest.mark.parametrize(
    "text", ["%post --force\nx\n%end\n", "%certificate --dir=/etc\nx\n%end\n", "%packages --force\n%end\n"]
)
def test_an_error_in_the_first_line_of_a_section_is_noted(text: str) -> None:
    """An unknown option, or one that is missing; what stands behind the section is read."""
    reading = noted(f"{text}lang de\n")
    assert [fault.line for fault in reading.errors] == [1]
    assert [one.name for one in reading.commands] == ["lang"]


@pytest.mark.parametrize("text", ["%post\nx\n", "%wipe\n%end\n"])
def test_a_section_without_an_end_or_of_no_kind_ends_the_reading(text: str) -> None:
    """Nobody can tell what stands behind it."""
    with pytest.raises(KickstartParseError):
        noted(f"lang de\n{text}")


@given(st.lists(LINE, max_size=8))
def test_packages_are_what_pykickstart_itself_makes_of_them(lines: list[str]) -> None:
    """Lines that wait for each other give the same packages as lines that are handed over one by one."""
    text = "".join(["%packages\n", *(f"{line}\n" for line in lines), "%end\n"])
    found = []
    for parser in (NotingParser(HANDLER), KickstartParser(HANDLER)):
        HANDLER.packages = Packages()
        parser.readKickstartFromString(text)
        if isinstance(parser, NotingParser):
            parser.packages.hand_over(HANDLER)
        kinds = ("packageList", "excludedList", "groupList", "excludedGroupList")
        found.append([sorted(map(str, getattr(HANDLER.packages, kind))) for kind in kinds])
    assert found[0] == found[1]
