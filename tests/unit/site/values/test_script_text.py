"""The text of a script in pillar."""

from __future__ import annotations

import pytest

from salt_pxe.site.values.script_text import LONGEST_SCRIPT, script


@pytest.mark.parametrize(
    "text",
    [
        "",
        "true\n",
        "\tif x; then\n\t  y\n\tfi",
        "echo 100%\n",
        "date +%end\n",
        "%endless\n",
        "%pre-installed x\n",
        "%packages_of_ours\n",
        "%ksapp\n",
        "n\u00e4ht",
        "x" * LONGEST_SCRIPT,
    ],
)
def test_any_text_is_a_script(text: str) -> None:
    """Also one with a % in it, or with a word that only begins like one of an answer file's."""
    assert script(text) == text


@pytest.mark.parametrize(
    "word",
    [
        "%end",
        "%include x",
        "%ksappend http://x",
        "%ksappended",
        "%pre",
        "%pre-install",
        "%post --nochroot",
        "%onerror",
        "%traceback",
        "%packages",
        "%addon x",
        "%anaconda",
        "%certificate",
    ],
)
@pytest.mark.parametrize("before", ["", "  ", "\t"])
def test_no_line_of_it_is_one_that_an_answer_file_acts_on(before: str, word: str) -> None:
    """The line is named by its number and its word."""
    with pytest.raises(ValueError, match=rf"line 2 of the script starts with {word.split()[0]}"):
        script(f"true\n{before}{word}\ntrue\n")


@pytest.mark.parametrize("text", ["a\r\nb", "a\0b", "a\x0cb", "a\u2028%end", "x" * (LONGEST_SCRIPT + 1), 7])
def test_what_a_shell_or_an_answer_file_reads_otherwise_is_refused(text: object) -> None:
    """Other line ends, control characters, what is too long for each answer file to hold, and what is no text."""
    with pytest.raises(ValueError, match="script"):
        script(text)
