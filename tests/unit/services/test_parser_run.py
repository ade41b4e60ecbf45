"""One run of a daemon's official parser."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from salt_pxe.services import parser_run
from salt_pxe.services.parser_run import accepts
from salt_pxe.services.refusals import DaemonFailed


@pytest.fixture
def own_input() -> Iterator[None]:
    """Standard input that holds something."""
    before = os.dup(0)
    reading, writing = os.pipe()
    os.write(writing, b"typed")
    os.close(writing)
    os.dup2(reading, 0)
    yield
    os.dup2(before, 0)
    os.close(before)
    os.close(reading)


def test_a_parser_accepts_by_ending_with_0() -> None:
    """Whatever it says meanwhile."""
    accepts(["sh", "-c", "echo warning >&2; exit 0"])


def test_a_refusal_is_in_the_parser_s_words_and_names_the_real_file() -> None:
    """What it wrote to either stream, each line once, with the candidate's path replaced."""
    script = "echo 'bad /tmp/c/x:3' >&2; echo 'bad /tmp/c/x:3'; echo out; exit 1"
    with pytest.raises(DaemonFailed) as raised:
        accepts(["sh", "-c", script], "/tmp/c/x", "/etc/x.conf")
    assert str(raised.value) == "bad /etc/x.conf:3\nout"
    with pytest.raises(DaemonFailed, match=r"^OUT$"):
        accepts(["sh", "-c", "echo out; exit 2"], own_words=lambda text: text.strip().upper())


def test_a_parser_speaks_english_and_reads_nothing_else(own_input: None) -> None:
    """Its locale is C, and its standard input is empty, so that it waits for nobody."""
    with pytest.raises(DaemonFailed, match=r"^C\[\]$"):
        accepts(["sh", "-c", 'echo "$LC_ALL[$(cat)]"; exit 1'])


def test_octets_that_are_no_text_are_no_failure_of_ours() -> None:
    """A parser may repeat what it read."""
    with pytest.raises(DaemonFailed, match="\ufffd"):
        accepts(["sh", "-c", r"printf '\377'; exit 1"])


def test_a_parser_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its name is told, and how long it had."""
    monkeypatch.setattr(parser_run, "SECONDS", 1)
    with pytest.raises(DaemonFailed, match="sleep did not check it within 1 s"):
        accepts(["/bin/sleep", "600"])
