"""Does a new configuration hold? Check it, swap it in, make the daemon follow, probe, or put all of it back."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from salt_pxe.publish.disk import KEPT, Disk, PublishError
from salt_pxe.publish.plan import Change, Kind, Plan, carry_out
from salt_pxe.publish.probe import NoAnswer
from salt_pxe.tree import MARK, File


class DaemonFailed(Exception):
    """A daemon, or its own check, refuses; the message is in its own words."""


class Daemon(Protocol):
    """One service, however it is driven. The methods raise DaemonFailed with the daemon's own words."""

    @property
    def name(self) -> str:
        """The service's name."""

    @property
    def reloads(self) -> bool:
        """Whether reading a new configuration needs no restart."""

    def running(self) -> bool:
        """Tell whether it runs."""

    def start(self) -> None:
        """Start it."""

    def stop(self) -> None:
        """Stop it."""

    def restart(self) -> None:
        """Make it read its configuration: restart it, or reload it where `reloads`."""


class Policy(Enum):
    """Whether a daemon is to run. SHARED: start it where it must run, never stop it."""

    RUN = "run"
    REST = "rest"
    SHARED_REST = "shared"


class Action(Enum):
    """What happens to a daemon; the value is how it is reported."""

    START = "started"
    RESTART = "restarted"
    RELOAD = "reloaded"
    STOP = "stopped"
    NONE = ""


Check = Callable[[Disk, Plan], None]
"""Ask the official parser about a plan; raises DaemonFailed with its words."""


@dataclass(frozen=True)
class Configured:
    """A daemon with the plan of its configuration, what checks the candidate and the whole, and what asks it."""

    daemon: Daemon
    plan: Plan
    policy: Policy
    candidate: Check | None = None
    whole: Callable[[], None] | None = None
    probe: Callable[[], None] | None = None
    pending: str | None = None
    """A path where a file stands from before the swap until the daemon has followed, also over a crash."""

    def action(self, disk: Disk) -> Action:
        """Return what will happen to the daemon."""
        running = self.daemon.running()
        if running and self.policy is Policy.REST:
            return Action.STOP
        if not running:
            return Action.START if self.policy is Policy.RUN else Action.NONE
        left = self.pending is not None and disk.exists(self.pending)
        if left or any(change.kind is not Kind.ATTRIBUTES for change in self.plan):
            return Action.RELOAD if self.daemon.reloads else Action.RESTART
        return Action.NONE


def enforce(disk: Disk, configured: Configured) -> Action:
    """Bring a configuration and its daemon in force, and return what happened to the daemon.

    Raises PublishError with the daemon's own words. The old configuration is then in place again, and the daemon runs
    with it if it ran before.
    """
    daemon = configured.daemon
    if configured.candidate and configured.plan:
        try:
            configured.candidate(disk, configured.plan)
        except DaemonFailed as refusal:
            raise PublishError(
                f"{daemon.name} refuses its new configuration; nothing is changed. {refusal}"
            ) from refusal
    was_running = daemon.running()
    action = configured.action(disk)
    if configured.pending and configured.plan:
        disk.write(configured.pending, File(f"{MARK}\n".encode(), 0o600), durable=True)
    try:
        carry_out(disk, configured.plan, durable=True)
        if configured.whole and configured.plan:
            configured.whole()
        _act(daemon, action)
        if (
            configured.probe
            and configured.policy is Policy.RUN
            and (action is not Action.NONE or configured.plan)
        ):
            configured.probe()
    except (DaemonFailed, NoAnswer, PublishError) as failure:
        after = _put_back(disk, configured, was_running)
        _settled(disk, configured)
        raise PublishError(f"{daemon.name}: {failure}\n{after}") from failure
    _settled(disk, configured)
    return action


def _settled(disk: Disk, configured: Configured) -> None:
    if configured.pending:
        disk.remove(configured.pending)


def _act(daemon: Daemon, action: Action) -> None:
    if action is Action.START:
        daemon.start()
    elif action is Action.STOP:
        daemon.stop()
    elif action is not Action.NONE:
        daemon.restart()


def _put_back(disk: Disk, configured: Configured, was_running: bool) -> str:
    for change in reversed(configured.plan):
        _restore(disk, change)
    daemon = configured.daemon
    said = (
        "The old configuration is in force again" if configured.plan else "Its configuration did not change"
    )
    try:
        if not was_running:
            daemon.stop()
            return f"{said}; {daemon.name} is stopped, as it was."
        if daemon.running():
            daemon.restart()
        else:
            daemon.start()
        return f"{said}, and {daemon.name} runs with it."
    except DaemonFailed as failure:
        return f"{said}, but {daemon.name} does not come back with it either: {failure}"


def _restore(disk: Disk, change: Change) -> None:
    real = disk.real(change.path)
    if change.found and change.found.content is not None and disk.read(change.path) == change.found:
        return  # It was never changed: on a full disk it could not be written again.
    if change.found is None:
        disk.remove(change.path)
    elif change.keeps:
        os.rename(real + KEPT, real)
    elif change.found.content is not None:
        disk.write_found(change.path, change.found)
