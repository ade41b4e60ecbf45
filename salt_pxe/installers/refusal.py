"""The error that says why a machine cannot be installed as pillar says."""

from __future__ import annotations

from salt_pxe.site.problem import Problem


class InstallationRefused(ValueError):
    """This machine cannot be installed as pillar says; `problem` holds the reason."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))
