"""What is wrong, where, and what to do? One problem of a site, and the errors that carry many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_LINES = 200
"""So many problems are written out; of more, the first of each kind."""

_OF_ONE_ENTRY = 20
_IN_FULL = 2000


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
        lines = self.problems if count <= _LINES else _kinds(self.problems)
        super().__init__("\n".join([head, *(f"  {line}" for line in lines)]))


class Allowance:
    """Lets the first problems of each entry (`pxe:hosts:web01`) through and counts the others.

    One entry with thousands of problems then costs and tells no more than a few; of thousands of entries each has its
    first problem.
    """

    def __init__(self) -> None:
        self._of_entry: Counter[str] = Counter()
        self._left_out: Counter[str] = Counter()
        self._all = 0

    def takes(self, entry: str) -> bool:
        """Tell whether one more problem of this entry is told."""
        if self._of_entry[entry] >= (_OF_ONE_ENTRY if self._all < _IN_FULL else 1):
            self._left_out[entry] += 1
            return False
        self._of_entry[entry] += 1
        self._all += 1
        return True

    def left_out(self) -> Iterator[Problem]:
        """Yield for each entry how many problems were not told."""
        for entry, number in self._left_out.items():
            yield Problem(entry, f"has {number} more problems", "mend the first ones, and check again")


def entry_of(path: str) -> str:
    """Return the entry that a path leads into: `pxe:hosts:web01` of `pxe:hosts:web01:mac:0`."""
    return ":".join(path.split(":", 3)[:3])


def _kinds(problems: Iterable[Problem]) -> Iterator[str]:
    """Yield the first problem of each kind, and how many are like it: in the same field, with the same remedy."""
    first: dict[tuple[str, ...], Problem] = {}
    number: Counter[tuple[str, ...]] = Counter()
    for problem in problems:
        _, collection, *rest = [*problem.path.split(":"), ""]
        kind = (collection, *(part for part in rest[1:] if not part.isdigit()), problem.hint)
        first.setdefault(kind, problem)
        number[kind] += 1
    for kind, problem in list(first.items())[:_LINES]:
        yield f"{problem}" + (f", and {number[kind] - 1} more of this kind" if number[kind] > 1 else "")
    if len(first) > _LINES:
        yield f"and problems of {len(first) - _LINES} more kinds"
