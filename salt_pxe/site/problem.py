"""What is wrong, where, and what to do? One problem of a site, and the errors that carry many."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Problem(NamedTuple):
    """One problem: the pillar path in Salt's form (`pxe:hosts:web01:mac`), what is wrong, and how to mend it."""

    path: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" + (f" ({self.hint})" if self.hint else "")


class PillarError(ValueError):
    """A site that cannot be served; `problems` holds every reason at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        head = f"{count} problem{'' if count == 1 else 's'} in pillar"
        super().__init__("\n".join([head, *(f"  {problem}" for problem in self.problems)]))
