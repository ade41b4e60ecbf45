"""The differences between a kickstart, as its release's parser understood it, and the installation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from salt_pxe.installers.kickstart.check.expected import Expected
from salt_pxe.installers.kickstart.check.expected_sections import ExpectedSection
from salt_pxe.installers.kickstart.check.parser import Reading, Section
from salt_pxe.site.values import shown

# Attributes of the parser whose values are never shown.
_SECRET = frozenset({"password", "passphrase", "md5pass", "key", "backuppassphrase", "escrowcert"})

Wrong = tuple[str, str]


def differences(reading: Reading, wanted: Expected) -> Iterator[Wrong]:
    """Yield every difference between what the parser saw and what was meant."""
    seen = Counter(command.name for command in reading.commands)
    lines: dict[str, list[int]] = {}
    for command in reading.commands:
        lines.setdefault(command.name, []).append(command.line)
    for name in sorted(seen.keys() | wanted.commands.keys()):
        uses = wanted.commands.get(name, ())
        if seen[name] != len(uses):
            where = f"line {lines[name][-1]}: " if name in lines else ""
            yield f"{where}{name} stands there {_times(seen[name])} and was meant {_times(len(uses))}", ""
            continue
        for line, found, use in zip(lines[name], reading.data.get(name, ()), uses, strict=False):
            yield from _attributes(f"line {line}: {name}", found, use)
        if len(reading.data.get(name, ())) != len(uses):
            yield f"line {lines[name][-1]}: {name} was not understood", ""
    yield from _attributes("%packages", reading.packages, wanted.packages)
    yield from _sections(reading.sections, wanted.sections)


def _times(number: int) -> str:
    return {0: "not once", 1: "once", 2: "twice"}.get(number, f"{number} times")


def _attributes(where: str, found: dict[str, Any], wanted: dict[str, Any]) -> Iterator[Wrong]:
    for key in sorted(found.keys() | wanted.keys()):
        if found.get(key) == wanted.get(key) and type(found.get(key)) is type(wanted.get(key)):
            continue
        if key in _SECRET:
            yield f"{where}: {key} is not what was meant", ""
        else:
            yield (
                f"{where}: {key} is {_value(found.get(key))} and was meant to be {_value(wanted.get(key))}",
                "",
            )


def _value(value: object) -> str:
    return "not set" if value is None else shown(value)


def _sections(found: list[Section], wanted: tuple[ExpectedSection, ...]) -> Iterator[Wrong]:
    names, meant_names = [section.name for section in found], [section.name for section in wanted]
    if names != meant_names:
        yield f"has the sections {', '.join(names)} and was meant to have {', '.join(meant_names)}", ""
        return
    for section, want in zip(found, wanted, strict=True):
        where = f"line {section.line}: {section.name}"
        if want.words is not None and section.words != want.words:
            yield f"{where}: its options are not those that were meant", ""
        yield from _attributes(where, section.attributes, want.attributes)
        if (want.body is not None and section.body != want.body) or any(
            part not in section.body for part in want.holds
        ):
            yield f"{where}: its text is not what was meant", ""
