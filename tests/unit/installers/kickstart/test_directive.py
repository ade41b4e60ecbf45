"""One line of a kickstart."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salt_pxe.installers.kickstart.directive import directive, quote

PRINTABLE = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=20) | st.text(
    "\\\"'$` #=a", max_size=8
)


@given(PRINTABLE)
def test_a_value_is_one_word_whatever_it_holds(text: str) -> None:
    """As shlex splits the line, which is how pykickstart does, comments included."""
    if text.isprintable():
        assert shlex.split(f"command {quote(text)} # end", comments=True) == ["command", text]


@pytest.mark.parametrize("text", ["a\nb", "a\rb", "a\0b", "\x1b[2J", "\u2028"])
def test_what_no_quoting_can_carry_is_refused(text: str) -> None:
    """A line break would begin another command."""
    with pytest.raises(ValueError, match="control character"):
        quote(text)


def test_options_stand_in_their_order_and_say_only_what_there_is() -> None:
    """True is a bare option; None, False, an empty text and an empty list are none; a list is joined."""
    line = directive(
        "part",
        "/x y",
        grow=True,
        asprimary=False,
        label=None,
        fsoptions="",
        disks=(),
        size=0,
        drives=("a", "b"),
    )
    assert line == 'part "/x y" --grow --size=0 --drives=a,b'
    assert directive("bootloader", boot_drive="sda", from_="x") == "bootloader --boot-drive=sda --from=x"
