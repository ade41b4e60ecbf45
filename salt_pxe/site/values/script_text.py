"""The text of a script in pillar."""

from __future__ import annotations

import re

from salt_pxe.site.readable import shown
from salt_pxe.site.values import string, text_of, wrong

_ACTED_ON = re.compile(
    r"\s*%(?:ksappend|(?:end|include|pre|pre-install|post|onerror|traceback|packages|addon|anaconda|certificate)(?![\w-]))"
)
LONGEST_SCRIPT = 262_144  # characters; each answer file of a profile holds it


def script(value: object) -> str:
    """Return the text of a script: any lines, but none that an answer file reads as the end of its section."""
    text = text_of(value, "a script")
    if len(text) > LONGEST_SCRIPT:
        raise wrong(
            f"the script is {len(text)} characters long, and {LONGEST_SCRIPT} are enough",
            "fetch what it needs from a server, in a few lines",
        )
    if not text.replace("\n", "").replace("\t", "").isprintable():
        raise wrong(
            "the script holds a carriage return, a NUL or another control character", "use LF line ends"
        )
    for number, row in enumerate(text.splitlines(), 1):
        if _ACTED_ON.match(row):
            raise wrong(
                f"line {number} of the script starts with {shown(row.split()[0])[1:-1]}: "
                "an answer file would act on it",
                "put something in front of the %, or fetch the script from a file in the installed system",
            )
    return text


Script = string(script, "the text of a script")
