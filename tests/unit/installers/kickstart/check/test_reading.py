"""What a release's parser understands, as plain values."""

from __future__ import annotations

import pytest

from salt_pxe.installers.kickstart.check.reading import read


def test_only_what_differs_from_an_unused_command_is_said() -> None:
    """A list of pykickstart comes as a tuple, and what says nothing is left out."""
    reading = read(
        "firewall --enabled --port=80:tcp\nuser --name=a --groups=b,c\n%packages\nz\na\n%end\n", "RHEL9"
    )
    assert reading.data == {
        "firewall": ({"enabled": True, "ports": ("80:tcp",)},),
        "user": ({"name": "a", "groups": ("b", "c")},),
    }
    assert reading.packages == {"packageList": ("a", "z")} or set(reading.packages["packageList"]) == {
        "a",
        "z",
    }


@pytest.mark.parametrize(
    "before",
    [
        "user --name=a\nuser --name=b\nlang de\n",
        "%packages --excludedocs\nx\n%end\n",
        "%packages\nx\n",
        "%post\nx\n%end\n",
        "%certificate --filename=x --dir=/etc\nx\n",
        "%post --erroronfail\nhalf",
        'lang "\n',
        "%include x\n",
    ],
)
def test_nothing_of_a_text_stays_for_the_next(before: str) -> None:
    """One handler reads all texts of a release; each is read as if it were the first."""
    text = "user --name=z\nlang fr\n%packages\ny\n%end\n%post\necho\n%end\n"
    first = read(text, "RHEL9")
    read(before, "RHEL9")
    assert read(text, "RHEL9") == first
    assert [use["name"] for use in first.data["user"]] == ["z"] and first.errors == []


def test_a_release_s_warnings_are_noted() -> None:
    """And are not Python's to show."""
    assert any("deprecated" in message for message in read("auth --enableshadow\n", "RHEL8").warnings)
    assert read("auth --enableshadow\n", "RHEL10").errors


def test_every_attempt_to_include_is_noted_with_its_line() -> None:
    """`%ksappend` too, which the parser itself would fetch before it reads, and inside of a section."""
    assert read("lang de\n%post\n%ksappend http://10.6.6.6/x\n%end\n", "RHEL9").includes == [3]
    assert read("%include x\n", "RHEL9").includes


def test_whatever_the_parser_raises_is_an_error_of_the_text() -> None:
    """An open quote, an unfinished section."""
    for text in ('rootpw "x\n', "%post\nx\n"):
        assert read(text, "RHEL9").errors
