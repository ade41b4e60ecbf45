"""How a value or a key is shown to an operator: on one line, short, in printable ASCII or at least printable."""

from __future__ import annotations

import reprlib
import unicodedata
from collections.abc import Mapping

_BRIEFLY = reprlib.Repr()
_BRIEFLY.maxlevel, _BRIEFLY.maxstring, _BRIEFLY.maxother = 3, 60, 60
_LONGEST_KEY = 255


def is_printable(text: str) -> bool:
    """Tell whether a text holds no line break and no other control character; blanks of any script are none."""
    return text.isprintable() or all(one.isprintable() or unicodedata.category(one) == "Zs" for one in text)


def shown(value: object) -> str:
    """Return a value as an operator may read it: quoted, on one line, at most 60 characters."""
    if isinstance(value, str):
        text = '"' + ascii(value[:61])[1:-1] + '"'
    else:
        brief = dict(value) if isinstance(value, Mapping) else value
        try:
            text = _BRIEFLY.repr(brief).encode("ascii", "backslashreplace").decode()
        except ValueError:  # Python writes no number of more than 4300 digits.
            text = f"this {type(value).__name__}"
    return text if len(text) <= 60 else text[:57] + "..."


def shown_key(key: object) -> str:
    """Return a key as it may stand in a path: what a terminal would act on is spelled out, what is long is cut."""
    if key is None or isinstance(key, bool):
        return {None: "null", True: "true", False: "false"}[key]
    if not isinstance(key, str):
        return shown(key)
    text = key[: _LONGEST_KEY + 1]
    text = text if text.isprintable() else ascii(text)[1:-1]
    return text if len(text) <= _LONGEST_KEY else text[: _LONGEST_KEY - 3] + "..."
