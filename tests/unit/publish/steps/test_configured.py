"""A daemon and its configuration as one step: asked beforehand, shown, brought in force."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from salt_pxe.publish.daemons.daemon import Action, Configured, Policy
from salt_pxe.publish.files.changes import difference
from salt_pxe.publish.files.disk import Disk, PublishError
from salt_pxe.publish.steps.configured import ConfiguredStep, bring_in_force
from salt_pxe.services.refusals import DaemonFailed
from salt_pxe.site.artefact import MARK, File
from tests.site import HASH
from tests.unit.publish.steps.armed_server import server

CONF = "/etc/daemon.conf"


@dataclass
class Daemon:
    """A daemon that does what it is told."""

    is_running: bool = False
    name: str = "daemon"
    reloads: bool = False
    done: list[str] = field(default_factory=list)
    meanwhile: Callable[[], None] = lambda: None

    def running(self) -> bool:
        return self.is_running

    def start(self) -> None:
        self.done.append("start")
        self.is_running = True
        self.meanwhile()

    def stop(self) -> None:
        self.done.append("stop")
        self.is_running = False

    def restart(self) -> None:
        self.done.append("restart")


def look(
    disk: Disk, daemon: Daemon, text: str = "on", policy: Policy = Policy.RUN, **more: object
) -> Callable[[], Configured]:
    """Return what says how the daemon is to be."""
    tree = {CONF: File(f"# {MARK}\n{text}\n".encode())}
    return lambda: Configured(daemon, difference(disk, tree), policy, pending="/var/daemon.pending", **more)  # type: ignore[arg-type]


def step(disk: Disk, how: Callable[[], Configured]) -> ConfiguredStep:
    """Return the step on a server."""
    return ConfiguredStep(server(disk, 1, {}), how)


def test_what_is_shown_is_the_difference_and_what_happens_to_the_daemon(disk: Disk) -> None:
    """Looking changes nothing; carrying it out makes just that so."""
    daemon = Daemon()
    first = step(disk, look(disk, daemon))
    assert set(first.changes()) == {CONF, "daemon"}
    assert first.changes()["daemon"] == "started"
    assert (daemon.done, disk.exists(CONF)) == ([], False)
    first.carry_out()
    assert (daemon.done, disk.exists(CONF)) == (["start"], True)
    assert step(disk, look(disk, daemon)).changes() == {}
    assert step(disk, look(disk, daemon, "off")).changes()["daemon"] == "restarted"


def test_a_configuration_that_is_refused_is_told_beforehand(disk: Disk) -> None:
    """In the parser's words; without a change it is not asked."""

    def refuses(disk: Disk, plan: object) -> None:
        raise DaemonFailed("line 7: no semicolon")

    daemon = Daemon()
    with pytest.raises(PublishError, match=r"daemon refuses its new .*nothing is changed\.\nline 7: no semi"):
        step(disk, look(disk, daemon, candidate=refuses)).changes()
    assert not disk.exists(CONF)
    step(disk, look(disk, daemon)).carry_out()
    assert step(disk, look(disk, daemon, candidate=refuses)).changes() == {}


def test_a_difference_shows_no_secret_of_the_site(disk: Disk) -> None:
    """Whatever file it may have got into."""
    assert HASH not in str(step(disk, look(disk, Daemon(), f"hash {HASH}")).changes())


def test_a_daemon_whose_last_machine_was_disarmed_while_it_started_is_stopped(disk: Disk) -> None:
    """Who disarms does not wait for it, and leaves the stopping to whoever started it."""
    policy = [Policy.RUN]
    daemon = Daemon(meanwhile=lambda: policy.__setitem__(0, Policy.REST))
    action = bring_in_force(server(disk, 1, {}), lambda: look(disk, daemon, policy=policy[0])())
    assert action is Action.STOP
    assert daemon.done == ["start", "stop"]
