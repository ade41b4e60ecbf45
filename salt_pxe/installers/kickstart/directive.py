"""One line of a kickstart, written so that its values stay values.

A kickstart line is split as a shell would split it (pykickstart's parser calls `shlex.split` with comments), and its
options are read by argparse.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from salt_pxe.site.readable import is_printable

_PLAIN = re.compile(r"[A-Za-z0-9_@%+=:,./$^-]+", re.ASCII)


def quote(value: object) -> str:
    """Return a value as one word of a kickstart line: as it is when it is plain, otherwise in double quotes.

    Raises ValueError for a line break or another control character, which no quoting can carry.
    """
    text = str(value)
    if _PLAIN.fullmatch(text):
        return text
    if not is_printable(text):
        raise ValueError("a value of a kickstart line holds a control character")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def directive(command: str, /, *words: object, **options: object) -> str:
    """Return one line: the command (or section), its words, and its options in the order given.

    The option `boot_drive` is written `--boot-drive`. True makes a bare option; None, False, an empty text and an
    empty list make none; a list is joined with commas.
    """
    parts = [command, *map(quote, words)]
    for key, value in options.items():
        if value is None or value is False or value == "" or value == () or value == []:
            continue
        option = "--" + key.rstrip("_").replace("_", "-")
        if value is True:
            parts.append(option)
        elif isinstance(value, Iterable) and not isinstance(value, str):
            parts.append(f"{option}={quote(','.join(map(str, value)))}")
        else:
            parts.append(f"{option}={quote(value)}")
    return " ".join(parts)
