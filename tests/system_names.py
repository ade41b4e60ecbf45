"""Make the rooms of names of keymaps, layouts and locales: `python -m tests.system_names KBD LANGTABLE`.

They are taken from what the installed systems have: console keymaps from kbd's source (one or several releases below
KBD), layouts, variants and options from Debian's xkb-data, locales from glibc's list in Debian's locales, and both from
the data of langtable (below LANGTABLE), which knows those of newer releases.
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path

VALUES = Path(__file__).parents[1] / "salt_pxe" / "site" / "values"
XKB = Path("/usr/share/X11/xkb/rules")
GLIBC = Path("/usr/share/i18n/SUPPORTED")


def layouts(rules: Path = XKB) -> set[str]:
    """Return the layouts of xkb-data, `us`, and their variants, `us(intl)`, those of its extras included."""
    found = set()
    for name in ("base.xml", "base.extras.xml"):
        text = (rules / name).read_text(encoding="utf-8")
        for layout in re.findall(r"<layout>.*?</layout>", text, re.DOTALL):
            first, *variants = re.findall(r"<name>([^<]+)</name>", layout)
            found |= {first, *(f"{first}({variant})" for variant in variants)}
    return found - {"custom"}


def options(rules: Path = XKB) -> set[str]:
    """Return the options of xkb-data, such as `grp:alt_shift_toggle`."""
    text = (rules / "base.xml").read_text(encoding="utf-8")
    return {name for name in re.findall(r"<name>([^<]+)</name>", text) if ":" in name}


def locales(supported: Path = GLIBC) -> set[str]:
    """Return glibc's locales without their character set, `de_DE@euro`."""
    lines = supported.read_text(encoding="utf-8").splitlines()
    return {re.sub(r"\.[^@]*", "", line.split()[0]) for line in lines if line.strip()}


def charsets(supported: Path = GLIBC) -> set[str]:
    """Return the character sets that glibc's locales have, in lower case and without what stands between."""
    lines = supported.read_text(encoding="utf-8").splitlines()
    return {re.sub("[^a-z0-9]", "", line.split()[1].lower()) for line in lines if line.strip()}


def keymaps(kbd: Path) -> set[str]:
    """Return the names of kbd's own console keymaps for machines of today, in all of its releases that lie there."""
    names = (file for file in kbd.rglob("*map") if not {"include", "amiga", "atari"} & set(file.parts))
    return {re.sub(r"\.k?map$", "", file.name) for file in names if file.is_file()}


def of_langtable(langtable: Path, tag: str) -> set[str]:
    """Return what langtable's data call by a tag."""
    found: set[str] = set()
    for file in langtable.rglob("*.xml"):
        found |= set(re.findall(rf"<{tag}>([^<]+)</{tag}>", file.read_text(encoding="utf-8")))
    return found


def room(first_line: str, **names: Iterable[str]) -> str:
    """Return the text of a room that holds sets of names."""
    parts = [
        f'"""{first_line}\n\nMade by `python -m tests.system_names`.\n"""\n\nfrom __future__ import annotations\n'
    ]
    for name, words in names.items():
        rows = textwrap.fill(" ".join(sorted(words)), 108, break_on_hyphens=False, break_long_words=False)
        parts.append(f'_{name} = """\n{rows}\n"""\n{name} = frozenset(_{name}.split())\n')
    return "\n".join(parts)


def main(kbd: Path, langtable: Path) -> None:
    """Write the rooms."""
    more = {re.sub(r"\.UTF-8", "", name) for name in of_langtable(langtable, "localeId")}
    (VALUES / "keymap_names.py").write_text(
        room("The console keymaps of kbd.", KEYMAPS=keymaps(kbd)), encoding="utf-8"
    )
    (VALUES / "layout_names.py").write_text(
        room(
            "The keyboard layouts, their variants, and the options of xkeyboard-config.",
            LAYOUTS=layouts() | of_langtable(langtable, "keyboardId"),
            OPTIONS=options(),
        ),
        encoding="utf-8",
    )
    (VALUES / "locale_names.py").write_text(
        room(
            "The locales of glibc, and the character sets that they have.",
            LOCALES=locales() | more,
            CHARSETS=charsets(),
        ),
        encoding="utf-8",
    )


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
