"""What a MAC address that cannot be read was meant to be: the hint is made of the very value, or names a form alone."""

from __future__ import annotations

import re

FORM = '"aa:bb:cc:dd:ee:ff"'
_OCTETS = 6
_LOOK_ALIKE = str.maketrans({"o": "0", "l": "1", "i": "1"})
_OCTAL_END = 8**11
"""Below it lie the numbers that YAML makes of twelve octal digits with a zero in front."""


def of_number(value: float) -> str:
    """Return the hint for a number that YAML made of an unquoted MAC address, which is named where it is certain."""
    return f"quote it: mac: {_quoted(_number(value)) or FORM}"


def of_text(text: str) -> str:
    """Return the hint for a text that is no MAC address."""
    bare = text.strip().lower()
    groups = [group for group in re.split(r"[^0-9a-z]+", bare) if group]
    if len(groups) == _OCTETS + 1 and groups[0] in ("01", "1") and _octets(groups[1:]):
        return f"without the hardware type in front: {_quoted(_octets(groups[1:]))}"
    if len(groups) == 1 and len(bare) == 2 * _OCTETS:
        groups = re.findall("..", bare)
    for found in (groups, [group.translate(_LOOK_ALIKE) for group in groups]):
        if len(groups) == _OCTETS and _octets(found):
            return f"did you mean {_quoted(_octets(found))}?"
    strange = sorted(set(re.sub(r"[0-9a-f\s:.-]", "", bare)))
    if len(groups) == _OCTETS and strange and all(one.isprintable() for one in strange):
        few = " ".join(strange[:_OCTETS])
        return f"{few} is no hexadecimal digit; six octets of two, quoted, in the form {FORM}"
    if 1 < len(groups) < 64 and all(re.fullmatch(r"[0-9a-f]{1,2}", group) for group in groups):
        return f"it has {len(groups)} octets, and that of a NIC has six: {FORM} is the form"
    return f"six octets, quoted, in the form {FORM}"


def _quoted(text: str) -> str:
    return f'"{text}"' if text else ""


def _octets(groups: list[str]) -> str:
    if not all(re.fullmatch(r"[0-9a-f]{1,2}", group) for group in groups):
        return ""
    return ":".join(group.zfill(2) for group in groups)


def _number(value: float) -> str:
    """Return the address that was written, or nothing where it may have been another one."""
    if not isinstance(value, int) or isinstance(value, bool):
        return ""
    if 10**11 <= value < 10**12:
        return ":".join(re.findall("..", str(value)))
    return of_base_sixty(value) if value >= _OCTAL_END else ""


def of_base_sixty(value: object) -> str:
    """Return the six groups of decimal digits that YAML read as one number to the base of 60, or nothing."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 100 * 60**5:
        return ""
    groups = []
    for _ in range(_OCTETS - 1):
        value, group = divmod(value, 60)
        groups.append(group)
    return ":".join(f"{group:02d}" for group in [value, *reversed(groups)])
