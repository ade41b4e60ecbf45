"""What travels from the master to a kickstart server, and back into values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from salt_pxe import pillar
from salt_pxe.site.problem import Problem
from salt_pxe.site.site import Site

KEY = "pxe_served"
"""The pillar key under which a kickstart server finds what it serves."""

SETTING = "ext_pillar: - pxe: {servers: ...}"
"""The line of the master's configuration that says which minions are kickstart servers."""

VERSION = 1
"""The form of the plain data. It changes with every change that an older decoder would misread."""


class ServedVersionError(ValueError):
    """What the master gave has another form than this kickstart server reads."""

    def __init__(self, given: object) -> None:
        super().__init__(
            f"the master gives {KEY} in form {given!r}, and salt-pxe here reads form {VERSION}: "
            "have the same version of salt-pxe on the master and on this kickstart server"
        )


@dataclass(frozen=True)
class Served:
    """What one kickstart server serves."""

    given: Mapping[str, Any]
    """The site as the `pxe` key of a pillar holds it, without the hosts that were refused."""
    armed: Mapping[str, str]
    """Host to the request that arms it."""
    answers: Mapping[str, Mapping[str, str]]
    """Host to its answer files: file name to text."""
    profile_answers: Mapping[str, Mapping[str, str]]
    """The same for the profiles that undeclared machines may install."""
    refused: tuple[Problem, ...] = ()
    """What is wrong with the hosts that were left out or are not armed."""
    warnings: tuple[Problem, ...] = ()
    ledger: Mapping[str, Any] | None = None
    """What the master says of its ledger; None for a minion that has no master."""
    seal: Mapping[str, Any] | None = field(default=None, repr=False)
    """The secret with which the server seals its answers (`seal.secret`); None without a master."""

    @cached_property
    def site(self) -> Site:
        """The site. Raises PillarError where it is none."""
        return pillar.parse({"pxe": self.given})

    def encode(self) -> dict[str, Any]:
        """Return it as plain data, as pillar travels."""
        return {
            "version": VERSION,
            "site": dict(self.given),
            "armed": dict(self.armed),
            "answers": {host: dict(files) for host, files in self.answers.items()},
            "profile_answers": {name: dict(files) for name, files in self.profile_answers.items()},
            "refused": [list(problem) for problem in self.refused],
            "warnings": [list(problem) for problem in self.warnings],
            "ledger": None if self.ledger is None else dict(self.ledger),
            "seal": None if self.seal is None else dict(self.seal),
        }


def decode(plain: Mapping[str, Any]) -> Served:
    """Return what plain data says. Raises ServedVersionError for another form, PillarError for a site that is none."""
    if plain.get("version") != VERSION:
        raise ServedVersionError(plain.get("version"))
    served = Served(
        plain["site"],
        plain["armed"],
        plain["answers"],
        plain["profile_answers"],
        tuple(Problem(*problem) for problem in plain["refused"]),
        tuple(Problem(*problem) for problem in plain["warnings"]),
        plain["ledger"],
        plain["seal"],
    )
    _ = served.site  # A site that is none is refused here, and not where it is used first.
    return served


def broken(given: Mapping[str, Any]) -> str:
    """Return why the master could not compile a minion's pillar wholly, in Salt's words; empty where it could.

    Salt leaves out what failed, such as a whole SLS file or this extension's own answer, and runs no states then.
    """
    errors = given.get("_errors")
    if not errors:
        return ""
    said = "; ".join(map(str, errors if isinstance(errors, list | tuple) else [errors]))
    return f"the master cannot compile the pillar of this server: {said}"


def setting_line(minion_id: str, site: str | None = None) -> str:
    """Return the line of the master's configuration that makes a minion a kickstart server."""
    named = f"{{{site}: ['{minion_id}']}}" if site else f"['{minion_id}']"
    return f"ext_pillar: [{{pxe: {{servers: {named}}}}}]"
