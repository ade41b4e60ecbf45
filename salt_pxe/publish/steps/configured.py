"""A step that is a daemon and its configuration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from salt_pxe.publish.daemons.daemon import Action, Configured, enforce
from salt_pxe.publish.files.disk import PublishError
from salt_pxe.publish.files.display import changes
from salt_pxe.publish.kickstart_server import KickstartServer
from salt_pxe.publish.steps import Step
from salt_pxe.services.refusals import DaemonFailed


@dataclass
class ConfiguredStep(Step):
    """The configuration of one daemon, and whether it runs. `look` says what that should be at this moment."""

    server: KickstartServer
    look: Callable[[], Configured]
    beside: Callable[[], list[str]] = list
    """Returns what is wrong beside it and stops nothing, a line each."""
    configured: Configured = field(init=False)

    def __post_init__(self) -> None:
        self.configured = self.look()

    def changes(self) -> dict[str, Any]:
        """Return the differences of the files, and what happens to the daemon. Asks the official parser.

        Raises PublishError where that refuses the candidate.
        """
        if self.configured.candidate and self.configured.plan:
            try:
                self.configured.candidate(self.server.disk, self.configured.plan)
            except DaemonFailed as refusal:
                name = self.configured.daemon.name
                raise PublishError(
                    f"{name} refuses its new configuration; nothing is changed.\n{refusal}"
                ) from refusal
        said: dict[str, Any] = dict(changes(self.configured.plan, self.server.redact))
        action = self.configured.action(self.server.disk)
        if action.value:
            said[self.configured.daemon.name] = action.value
        return said

    def warnings(self) -> list[str]:
        """Return what is wrong beside it, a line each."""
        return self.beside()

    def carry_out(self) -> None:
        """Bring both in force. Raises PublishError with the daemon's words; the old configuration is then back."""
        bring_in_force(self.server, self.look)


def bring_in_force(server: KickstartServer, look: Callable[[], Configured]) -> Action:
    """Make a daemon and its configuration what `look` says at this moment; return what happened to it.

    Who disarms the last machine meanwhile does not wait, and leaves it to us to stop the daemon. Raises PublishError as
    `enforce` does.
    """
    files = server.armed_files
    with files.daemons_locked():
        action = enforce(server.disk, look())
    if look().action(server.disk) is Action.STOP:
        with files.daemons_locked():
            action = enforce(server.disk, look())
    return action
