"""How a daemon refuses: the errors that carry its own words, and those words without repetition."""

from __future__ import annotations


class DaemonFailed(Exception):
    """A daemon, or its own check, refuses; the message is in its own words."""


class NoAnswer(Exception):
    """A daemon does not answer, or not as it should; the message says which, where and how."""


def each_once(text: str) -> str:
    """Return the lines of a text, each once and in their order, without those that are empty."""
    return "\n".join(dict.fromkeys(line for line in text.splitlines() if line.strip()))
