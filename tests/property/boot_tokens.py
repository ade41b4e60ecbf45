"""How do pxelinux and GRUB read their configurations? By the rules of syslinux's CONFIG page and of the GRUB manual."""

from __future__ import annotations

import re

PXELINUX = {
    *(
        "SERIAL",
        "PROMPT",
        "NOESCAPE",
        "ALLOWOPTIONS",
        "DEFAULT",
        "TIMEOUT",
        "ONTIMEOUT",
        "UI",
        "LABEL",
        "SAY",
    ),
    *("KERNEL", "INITRD", "IPAPPEND", "APPEND", "LOCALBOOT", "MENU TITLE", "MENU LABEL", "MENU DEFAULT"),
}

FREE = {"SAY", "APPEND", "MENU LABEL", "MENU TITLE"}
"""What takes more than one word."""


def pxelinux(text: str) -> list[tuple[str, int]]:
    """Return the directives and how many words follow each.

    A directive is a line; white space around it means nothing; a line that starts with `#` is a comment. ValueError for
    a directive that is none of ours, for a second label of the same name, and for a default that is no label.
    """
    found: list[tuple[str, int]] = []
    labels: list[str] = []
    wanted: list[str] = []
    for line in re.split(r"[\r\n]", text):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        keyword = " ".join(words[: 2 if words[0] == "MENU" else 1])
        rest = words[len(keyword.split()) :]
        if keyword not in PXELINUX or (
            len(rest) != 1 and keyword not in FREE and keyword not in ("SERIAL", "MENU DEFAULT")
        ):
            raise ValueError(f"pxelinux would act on {line!r}")
        if keyword == "LABEL":
            labels += rest
        if keyword in ("DEFAULT", "ONTIMEOUT"):
            wanted += rest
        found.append((keyword, len(rest)))
    if len({label.lower() for label in labels}) != len(labels) or not set(wanted) <= set(labels):
        raise ValueError(f"labels {labels}, of which {wanted} are wanted")
    return found


_GRUB = re.compile(
    r"""(?P<space>[ \t]+)|(?P<comment>(?<![^\s;])\#[^\n]*)|(?P<end>[\n;])|(?P<literal>'[^']*')|(?P<mark>[{}()|&<>])"""
    r"""|(?P<text>"(?:[^"\\$`]|\\.)*")|(?P<expanded>"(?:[^"\\]|\\.)*")|(?P<word>[^\s;'"{}()|&<>$\\`]+)|(?P<variable>\$\w+)""",
    re.DOTALL | re.VERBOSE,
)


def grub(text: str) -> list[str]:
    """Return the tokens of a GRUB script with every literal word made alike; ValueError where none starts."""
    found: list[str] = []
    at = 0
    while at < len(text):
        token = _GRUB.match(text, at)
        if not token:
            raise ValueError(f"no token starts at {text[at : at + 40]!r}")
        if token.lastgroup not in ("space", "comment"):
            found.append("LITERAL" if token.lastgroup == "literal" else token[0])
        at = token.end()
    return found
