"""Which release of an operating system is meant, and which kickstart language does it read?

Rebuilds read the kickstart of the RHEL that they rebuild. The names of the language versions are pykickstart's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from salt_pxe.site.values import shown, wrong

_EL = r"(?:RHEL|CentOS|CentOSStream|Rocky|AlmaLinux|Alma|OL|OracleLinux|EuroLinux|ScientificLinux|SL)"
_EL_VERSIONS = range(7, 11)
_FEDORA_VERSIONS = range(38, 47)


@dataclass(frozen=True, order=True)
class Release:
    """A release: its family (`el` or `fedora`) and its major version."""

    family: str
    version: int

    @property
    def kickstart(self) -> str:
        """The name of its kickstart language in pykickstart, such as RHEL9 or F42."""
        return f"RHEL{self.version}" if self.family == "el" else f"F{self.version}"

    def reads(self, el: int, fedora: int = 0) -> bool:
        """Tell whether this release is at least that RHEL, or at least that Fedora."""
        return self.version >= (el if self.family == "el" else fedora)


def parse(text: str) -> Release:
    """Return the release that a name means: RHEL9, Rocky9, CentOSStream10, Fedora42, F42.

    Raises a pydantic error with the list of what is known.
    """
    found = re.fullmatch(_EL + r"[- ]?(\d{1,2})(?:\.\d{1,2})?", text, re.IGNORECASE)
    if found and int(found[1]) in _EL_VERSIONS:
        return Release("el", int(found[1]))
    found = re.fullmatch(r"(?:Fedora|FC|F)[- ]?(\d{2})", text, re.IGNORECASE)
    if found and int(found[1]) in _FEDORA_VERSIONS:
        return Release("fedora", int(found[1]))
    raise wrong(
        f"{shown(text)} is not a release that salt-pxe knows",
        "RHEL7 to RHEL10 or a rebuild (Rocky9, AlmaLinux9, CentOSStream10, OL8), "
        f"F{_FEDORA_VERSIONS[0]} to F{_FEDORA_VERSIONS[-1]}",
    )
