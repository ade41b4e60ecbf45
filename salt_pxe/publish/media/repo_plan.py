"""What is known of each install repository, and what is to be done about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from salt_pxe.publish.files.copies import CopyChange, shown
from salt_pxe.publish.media.treeinfo import Media
from salt_pxe.services.family import Family


@dataclass(frozen=True)
class RepoState:
    """One repo: whether its ISO has to be unpacked, and what its tree says (None while nobody can know)."""

    name: str
    source: str
    unpack: bool = False
    media: Media | None = None


@dataclass
class RepoPlan:
    """What happens to all repos, and what is wrong with those to which nothing happens."""

    repos: list[RepoState] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    copies: list[CopyChange] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def changes(self, family: Family) -> dict[str, str]:
        """Return path to what happens there, as a state reports it."""
        said = {
            f"{family.repos}/{one.name}/": f"unpacked from {one.source}" for one in self.repos if one.unpack
        }
        said |= {f"{family.repos}/{name}/": "removed" for name in self.removed}
        return {**said, **shown(self.copies)}


def problems(refused: Iterable[str], others: Collection[RepoState]) -> str:
    """Return in words what is wrong, and that the other repos are served."""
    served = f"\nServed: {', '.join(state.name for state in others)}" if others else ""
    return "\n".join(refused) + served
