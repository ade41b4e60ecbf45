"""The kickstart syntax of each release: which names mean which, and what it reads.

Rebuilds read the kickstart of the RHEL that they rebuild. The names of the language versions are pykickstart's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from salt_pxe.installers.installation import Installation

_EL = r"(?:RHEL|CentOS|CentOSStream|Rocky|AlmaLinux|Alma|OL|OracleLinux|EuroLinux|ScientificLinux|SL)"
_EL_VERSIONS = range(7, 11)
_FEDORA_VERSIONS = range(38, 47)
KNOWN = (
    "RHEL7 to RHEL10 or a rebuild (Rocky9, AlmaLinux9, CentOSStream10, OL8), "
    f"F{_FEDORA_VERSIONS[0]} to F{_FEDORA_VERSIONS[-1]}"
)
"""The names that are known, in words."""


@dataclass(frozen=True, order=True)
class Syntax:
    """The syntax that a release reads: its family (`el` or `fedora`) and its major version."""

    family: str
    version: int

    @property
    def kickstart(self) -> str:
        """The name of its kickstart language in pykickstart, such as RHEL9 or F42."""
        return f"RHEL{self.version}" if self.family == "el" else f"F{self.version}"

    def reads(self, el: int, fedora: int = 0) -> bool:
        """Tell whether this release is at least that RHEL, or at least that Fedora."""
        return self.version >= (el if self.family == "el" else fedora)


@lru_cache(maxsize=256)
def parse(text: str) -> Syntax | None:
    """Return what a release reads by its name: RHEL9, Rocky9, CentOSStream10, Fedora42, F42; None for any other."""
    found = re.fullmatch(_EL + r"[- ]?(\d{1,2})(?:\.\d{1,2})?", text, re.IGNORECASE)
    if found and int(found[1]) in _EL_VERSIONS:
        return Syntax("el", int(found[1]))
    found = re.fullmatch(r"(?:Fedora|FC|F)[- ]?(\d{2})", text, re.IGNORECASE)
    if found and int(found[1]) in _FEDORA_VERSIONS:
        return Syntax("fedora", int(found[1]))
    return None


def syntax_of(installation: Installation) -> Syntax:
    """Return the syntax that the release of an installation reads. Raises LookupError where the door let none in."""
    found = parse(installation.declared.release)
    if found is None:
        raise LookupError(f"no kickstart can be written for {installation.declared.release}")
    return found
