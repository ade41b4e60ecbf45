"""The steps of publishing a site. Each knows what it would change, and changes just that."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any


class Step(ABC):
    """One step. It looks when it is made and does nothing until it is carried out.

    Making it, `changes` and `carry_out` raise PublishError and its like, in words for the operator.
    """

    @abstractmethod
    def changes(self) -> dict[str, Any]:
        """Return what carrying out would change, as Salt's state return shows it; empty for nothing."""

    @abstractmethod
    def carry_out(self) -> None:
        """Make the changes."""

    def words(self) -> list[str]:
        """Return what else a person should know, a line each."""
        return []

    def warnings(self) -> list[str]:
        """Return what is wrong beside it and stops nothing, a line each."""
        return []

    def refused(self) -> list[str]:
        """Return what cannot be done, or could not, while the rest can; a line each."""
        return []
