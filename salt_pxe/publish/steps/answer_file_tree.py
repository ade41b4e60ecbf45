"""How answer files get to disk: before the boot files that lead to them, and away only after those."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

from salt_pxe import render
from salt_pxe.installers import paths
from salt_pxe.publish.armed.boot_change import carry_out_in_parts, wholly
from salt_pxe.publish.armed.boot_files import referenced
from salt_pxe.publish.armed.position import remember
from salt_pxe.publish.files.changes import Kind, Plan, difference
from salt_pxe.publish.files.display import changes
from salt_pxe.publish.kickstart_server import KickstartServer
from salt_pxe.publish.remarks import noted, over
from salt_pxe.publish.steps import Step
from salt_pxe.site.unknown import unknown_profiles

NAMED = 10
"""So many requests that are over are named in words."""


@dataclass
class AnswerFileStep(Step):
    """The answer files of the armed hosts, and of the profiles that undeclared machines may install."""

    server: KickstartServer
    plan: Plan = field(init=False)

    def __post_init__(self) -> None:
        self.plan = self._plan()

    def changes(self) -> dict[str, Any]:
        """Return the differences, without secrets."""
        # Every line of a difference is redacted, so those of answer files may be shown.
        bare = [
            change._replace(file=change.file and replace(change.file, secret=False)) for change in self.plan
        ]
        return dict(changes(bare, self.server.redact))

    def warnings(self) -> list[str]:
        """Return which hosts were refused and why, and what is odd in the site."""
        served = self.server.served
        return [
            *(f"refused: {problem}" for problem in served.refused),
            *self.server.unarmed(),
            *(str(problem) for problem in served.warnings),
        ]

    def words(self) -> list[str]:
        """Return which texts of pillar are over, and what the ledger learns of machines that it knows."""
        closed = list(over(self.server).values())
        more = [f"and {len(closed) - NAMED} more requests are over"] if len(closed) > NAMED else []
        return [*closed[:NAMED], *more, *noted(self.server)[:NAMED]]

    def carry_out(self) -> None:
        """Write and remove answer files, for those armed at this very moment."""
        server, files = self.server, self.server.armed_files
        with files.locked():
            if (position := server.position()) is not None:
                remember(server.disk, server.family.state_dir, position)
        ahead = server.ahead()
        asked = {
            path: (host, request)
            for host, request in server.armed().items()
            if host not in ahead
            for path in paths.of_host(server.site, host, server.family.http_root)
        }
        plan = self._plan()
        written = [change for change in plan if change.kind is not Kind.REMOVE]
        former = server.former_names()
        pairs = {
            host: tuple((name, request) for name in (host, *former.get(host, ())))
            for host, request in set(asked.values())
        }
        with wholly(files, asked, asked.keys(), files.locked, pairs=pairs):
            carry_out_in_parts(files, written, asked, files.locked, pairs=pairs)
        if len(written) < len(plan):
            # Which answer files a boot file leads to must be known at the moment when the others go.
            with files.locked():
                still = referenced(files)
                gone = [change for change in plan if change.kind is Kind.REMOVE and change.path not in still]
                carry_out_in_parts(files, gone, asked, nullcontext)

    def _plan(self) -> Plan:
        server, served = self.server, self.server.served
        ahead = server.ahead()
        answers = {host: served.answers[host] for host in server.armed() if host not in ahead}
        profiles = {name: served.profile_answers[name] for name in unknown_profiles(server.site)}
        tree = render.answer_tree(server.site, answers, server.family, profiles)
        plan = difference(server.disk, tree, paths.folders(server.family.http_root))
        if any(change.kind is Kind.REMOVE for change in plan):
            still = referenced(server.armed_files)
            plan = [change for change in plan if change.kind is not Kind.REMOVE or change.path not in still]
        return plan


step = AnswerFileStep
