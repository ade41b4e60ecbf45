"""Script sections and addons."""

from __future__ import annotations

from typing import Annotated

from pydantic import model_validator

from salt_pxe.site import values
from salt_pxe.site.profiles.fields import Words, _named
from salt_pxe.site.record import Record
from salt_pxe.site.values import AbsolutePath, Bool, OneOrMany, SaltUrl
from salt_pxe.site.values.script_text import Script


def _first_line(script: str) -> str:
    """Return the program that the first line of a script names (`#!`), or nothing."""
    words = script.split("\n", 1)[0].removeprefix("#!").split() if script.startswith("#!") else []
    if words and words[0].endswith("/env"):
        words = [word for word in words[1:] if not word.startswith("-")]
    return words[0] if words else ""


class Section(Record):
    """One script section: its text, or a file of the master's file roots."""

    script: Script | None = None
    source: SaltUrl | None = None
    interpreter: AbsolutePath | None = None
    log: AbsolutePath | None = None
    erroronfail: Bool = False

    @model_validator(mode="after")
    def _one_text(self) -> Section:
        if (self.script is None) == (self.source is None):
            raise values.wrong("a script section has either script or source", "give one of the two")
        if self.script is not None and not self.script.strip():
            raise values.wrong("the script is empty", "write something, or remove the section")
        named = _first_line(self.script or "")
        if self.interpreter is None and named and not named.endswith("sh"):
            raise values.wrong(
                f"the first line of the script names {values.shown(named)}, and an installer runs it by /bin/sh",
                f"say interpreter: {named}, and the text under script"
                if named.startswith("/")
                else "say interpreter",
            )
        return self


class PostSection(Section):
    """A `%post` section."""

    nochroot: Bool = False


class Addon(Record):
    """One `%addon` section, such as com_redhat_kdump."""

    arguments: Words = ()
    body: Script = ""


Sections = Annotated[tuple[Annotated[Section, _named("script")], ...], OneOrMany]
PostSections = Annotated[tuple[Annotated[PostSection, _named("script")], ...], OneOrMany]
