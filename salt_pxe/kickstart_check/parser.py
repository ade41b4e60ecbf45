"""How is a kickstart read without losing anything? pykickstart's parser, which notes what it reads and goes on.

It includes nothing and fetches nothing; an attempt to is noted as well.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pykickstart import sections as ks_sections
from pykickstart.parser import Certificate, KickstartParser, Script

Attributes = dict[str, Any]


class Fault(NamedTuple):
    """An error or a warning: the number of the line (0 where it is not known) and the parser's words."""

    line: int
    message: str


class Command(NamedTuple):
    """A command as it was split: its name and its words."""

    line: int
    name: str
    words: tuple[str, ...]


@dataclass
class Section:
    """A section: its first line as it was split, its body, and what its options set (none for %addon)."""

    line: int
    name: str
    words: tuple[str, ...]
    rows: list[str] = field(default_factory=list)
    attributes: Attributes = field(default_factory=dict)

    @property
    def body(self) -> str:
        """The text of the section without its last line end."""
        return "".join(self.rows).removesuffix("\n")


@dataclass
class Reading:
    """Everything that a parser understood. `data` holds, for each command, what differs from an unused command."""

    commands: list[Command] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    data: dict[str, tuple[Attributes, ...]] = field(default_factory=dict)
    packages: Attributes = field(default_factory=dict)
    includes: list[int] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    errors: list[Fault] = field(default_factory=list)


class _Packages:
    """Lines of `%packages` that wait: pykickstart sorts all packages again for each line that it is given alone.

    A line that could mean something else behind another one does not wait with it.
    """

    def __init__(self) -> None:
        self._names: dict[str, bool] = {}

    def takes(self, line: str) -> bool:
        """Keep a line that names one package, or excludes one; tell whether it was kept."""
        word = line.partition("#")[0].strip()
        name = word.removeprefix("-")
        if not name or name.startswith(("@", "-")) or self._names.get(name, word == name) != (word == name):
            return False
        self._names[name] = word == name
        return True

    def hand_over(self, handler: Any) -> None:
        """Give the handler what waits."""
        if self._names:
            handler.packages.add([name if wanted else f"-{name}" for name, wanted in self._names.items()])
            self._names = {}


class NotingParser(KickstartParser):
    """pykickstart's parser, which notes what it reads and goes on behind an error."""

    def __init__(self, handler: Any) -> None:
        self.reading = Reading()
        self.packages = _Packages()
        super().__init__(handler, followIncludes=False)

    def failed(self, error: Exception, line: int = 0) -> None:
        message = getattr(error, "message", None) or str(error) or type(error).__name__
        self.reading.errors.append(Fault(getattr(error, "lineno", None) or line, message))

    def handleCommand(self, lineno: int, args: list[str]) -> Any:
        self.reading.commands.append(Command(lineno, args[0], tuple(args[1:])))
        try:
            return super().handleCommand(lineno, args)
        except Exception as error:
            self.failed(error, lineno)
        return None

    def _handleInclude(self, f: str) -> None:
        self.reading.includes.append(self.reading.commands[-1].line if self.reading.commands else 0)

    def setupSections(self) -> None:
        self._sections: dict[str, Any] = {}
        for kind in _SECTIONS:
            data = {"dataObj": Certificate if kind.sectionOpen == "%certificate" else Script}
            self.registerSection(_noting(kind, self)(self.handler, **data))
        for name in ("%addon", "%anaconda"):
            self.registerSection(_noting(ks_sections.NullSection, self)(self.handler, sectionOpen=name))


_SECTIONS = (
    ks_sections.CertificateSection,
    ks_sections.PreScriptSection,
    ks_sections.PreInstallScriptSection,
    ks_sections.PostScriptSection,
    ks_sections.OnErrorScriptSection,
    ks_sections.TracebackScriptSection,
    ks_sections.PackageSection,
)


def _noting(kind: type[ks_sections.Section], parser: NotingParser) -> type[ks_sections.Section]:
    """Return a kind of section that notes what it reads, and makes the parser of its options only once."""

    class Noting(kind):
        _options: Any = None

        def _getParser(self) -> Any:
            if self._options is None:
                self._options = super()._getParser()
            return self._options

        def handleHeader(self, lineno: int, args: list[str]) -> None:
            parser.reading.sections.append(Section(lineno, args[0], tuple(args[1:])))
            self._forget()
            try:
                super().handleHeader(lineno, args)
            except Exception as error:
                parser.failed(error, lineno)

        def handleLine(self, line: str) -> None:
            parser.reading.sections[-1].rows.append(line)
            if isinstance(self, ks_sections.PackageSection):
                if parser.packages.takes(line):
                    return
                parser.packages.hand_over(self.handler)
            super().handleLine(line)

        def _forget(self) -> None:
            """Drop what an unfinished section left behind."""
            if isinstance(self, ks_sections.ScriptSection):
                self._resetScript()
            elif isinstance(self, ks_sections.NullSection):
                self._body: list[str] = []
            elif isinstance(self, ks_sections.CertificateSection):
                self._certificate: dict[str, Any] = {"filename": None, "dir": None, "type": None, "cert": []}

        def finalize(self) -> None:
            section = parser.reading.sections[-1]
            if isinstance(self, ks_sections.ScriptSection):
                section.attributes = {
                    key: value for key, value in self._script.items() if key not in _SCRIPT_NOTES
                }
            super().finalize()

    return Noting


_SCRIPT_NOTES = frozenset({"body", "lineno"})
