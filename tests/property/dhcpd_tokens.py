"""How does dhcpd read its configuration? Tokens, by the rules of dhcpd.conf(5) and dhcp-eval(5)."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r"""(?P<space>\s+)|(?P<comment>\#[^\n]*)|(?P<string>"(?:[^"\\]|\\.)*")|(?P<octets>[0-9a-f]{2}(?::[0-9a-f]{2})+\b)"""
    r"""|(?P<word>[A-Za-z0-9_.-]+)|(?P<mark>[{};=,()])""",
    re.DOTALL | re.VERBOSE,
)


def tokens(text: str) -> Iterator[tuple[str, str]]:
    """Yield (kind, text) of each token; ValueError where none starts."""
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found or not found.lastgroup:
            raise ValueError(f"no token starts at {text[at : at + 40]!r}")
        if found.lastgroup not in ("space", "comment"):
            yield found.lastgroup, found[0]
        at = found.end()


def structure(text: str) -> list[str]:
    """Return the tokens with every string, and the name of every host, made alike."""
    found: list[str] = []
    for kind, token in tokens(text):
        if kind == "string" or (kind == "octets" and found[-1] == "="):
            found.append("STRING")
        else:
            found.append("NAME" if found and found[-1] == "host" else token)
    return found
