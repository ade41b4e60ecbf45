"""Get install repositories served: unpacked, checked, and their kernels copied to the TFTP root."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from salt_pxe.publish.files.disk import PublishError
from salt_pxe.publish.kickstart_server import KickstartServer
from salt_pxe.publish.media.repo import Repos
from salt_pxe.publish.media.repo_plan import RepoPlan
from salt_pxe.publish.steps import Step


@dataclass
class RepoStep(Step):
    """All install repositories of the site, or the one named."""

    server: KickstartServer
    only: str | None = None
    repos: Repos = field(init=False)
    plan: RepoPlan = field(init=False)

    def __post_init__(self) -> None:
        if self.only is not None and self.only not in self.server.site.repos:
            known = ", ".join(sorted(self.server.site.repos)) or "none"
            raise PublishError(f"there is no repo {self.only} in pxe:repos; known: {known}")
        self.repos = Repos(self.server.disk, self.server.site, self.server.family, self.only)
        self.plan = self.repos.plan()

    def changes(self) -> dict[str, Any]:
        """Return what is unpacked, copied and removed."""
        return dict(self.plan.changes(self.server.family))

    def words(self) -> list[str]:
        """Return what each repo holds, where that is known."""
        return [
            f"{state.name} holds {state.media.name}"
            if state.media
            else f"{state.name} is read once it is unpacked"
            for state in self.plan.repos
        ]

    def refused(self) -> list[str]:
        """Return what is wrong, a line each; the other repos are served all the same."""
        return self.plan.refused

    def carry_out(self) -> None:
        """Unpack, copy and remove."""
        self.plan = self.repos.carry_out(self.plan)


step = RepoStep
