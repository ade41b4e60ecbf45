"""A configuration comes in force with its daemon, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from salt_pxe.publish.daemons.daemon import Action, Configured, Policy, enforce
from salt_pxe.publish.daemons.service import Service
from salt_pxe.publish.files.changes import Plan, difference
from salt_pxe.publish.files.disk import KEPT, Disk, PublishError
from salt_pxe.services.refusals import DaemonFailed, NoAnswer
from salt_pxe.site.artefact import MARK, File

CONF = "/etc/dhcp/dhcpd.conf"
GOOD, BAD = f"# {MARK}\ngood\n", f"# {MARK}\nbad\n"


@dataclass
class FakeDaemon:
    """A daemon that does not start with a configuration that says `bad`, and remembers what was done to it."""

    disk: Disk
    is_running: bool = True
    reloads: bool = False
    name: str = "dhcpd"
    done: list[str] = field(default_factory=list)
    reads: str = ""

    def running(self) -> bool:
        return self.is_running

    def start(self) -> None:
        self.done.append("start")
        self._read()

    def stop(self) -> None:
        self.done.append("stop")
        self.is_running = False

    def restart(self) -> None:
        self.done.append("restart")
        self.is_running = False
        self._read()

    def _read(self) -> None:
        found = self.disk.read(CONF)
        self.reads = (found.content or b"").decode() if found else ""
        if "bad" in self.reads:
            raise DaemonFailed("Not configured to listen on any interfaces!")
        self.is_running = True


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    """A disk with a good configuration in force."""
    disk = Disk(str(tmp_path))
    disk.write(CONF, File(GOOD.encode()))
    return disk


def plan_to(disk: Disk, text: str) -> Plan:
    """Return the plan that brings the configuration to this text."""
    return difference(disk, {CONF: File(text.encode())})


def conf(disk: Disk) -> str:
    """Return the configuration on disk."""
    return Path(disk.real(CONF)).read_text()


@pytest.mark.parametrize(
    ("running", "policy", "changed", "reloads", "action"),
    [
        (True, Policy.RUN, False, False, Action.NONE),
        (True, Policy.RUN, True, False, Action.RESTART),
        (True, Policy.RUN, True, True, Action.RELOAD),
        (False, Policy.RUN, False, False, Action.START),
        (False, Policy.RUN, True, False, Action.START),
        (True, Policy.REST, False, False, Action.STOP),
        (True, Policy.REST, True, False, Action.STOP),
        (False, Policy.REST, True, False, Action.NONE),
        (True, Policy.SHARED_REST, False, True, Action.NONE),
        (True, Policy.SHARED_REST, True, True, Action.RELOAD),
        (False, Policy.SHARED_REST, True, True, Action.NONE),
    ],
)
def test_a_daemon_follows_only_where_it_must(
    disk: Disk, running: bool, policy: Policy, changed: bool, reloads: bool, action: Action
) -> None:
    """What was predicted is what happens: started, stopped or restarted only where policy or a change asks for it."""
    daemon = FakeDaemon(disk, running, reloads)
    plan = plan_to(disk, GOOD + "more\n") if changed else []
    configured = Configured(daemon, plan, policy)
    assert configured.action(disk) is action
    assert enforce(disk, configured) is action
    assert daemon.is_running is (
        running if action in (Action.NONE, Action.RELOAD) else action is not Action.STOP
    )


def test_a_refused_candidate_changes_nothing(disk: Disk) -> None:
    """When the parser refuses the candidate, neither file nor daemon is touched, and its words are passed on."""

    def refuse(_: Disk, __: Plan) -> None:
        raise DaemonFailed("line 2: semicolon expected.")

    daemon = FakeDaemon(disk)
    with pytest.raises(PublishError, match=r"nothing is changed.*\n?.*semicolon expected"):
        enforce(disk, Configured(daemon, plan_to(disk, BAD), Policy.RUN, candidate=refuse))
    assert conf(disk) == GOOD
    assert daemon.done == []


def test_a_configuration_that_does_not_start_is_put_back(disk: Disk) -> None:
    """The old file and the old daemon are in force again, and the failure is in the daemon's words."""
    daemon = FakeDaemon(disk)
    with pytest.raises(
        PublishError, match=r"Not configured to listen(.|\n)*old configuration is in force again"
    ):
        enforce(disk, Configured(daemon, plan_to(disk, BAD), Policy.RUN))
    assert conf(disk) == GOOD
    assert daemon.is_running
    assert daemon.reads == GOOD


def test_a_daemon_that_rested_rests_again_after_a_failed_start(disk: Disk) -> None:
    """A daemon that did not run before is left stopped, with the old configuration."""
    daemon = FakeDaemon(disk, is_running=False)
    with pytest.raises(PublishError, match="is stopped, as it was"):
        enforce(disk, Configured(daemon, plan_to(disk, BAD), Policy.RUN))
    assert conf(disk) == GOOD
    assert not daemon.is_running


def test_a_daemon_that_does_not_answer_is_put_back(disk: Disk) -> None:
    """Running is not enough: what does not answer the probe does not stay."""

    def silent() -> None:
        raise NoAnswer("DHCP on eth1 does not answer within 6 s")

    daemon = FakeDaemon(disk)
    with pytest.raises(PublishError, match="does not answer"):
        enforce(disk, Configured(daemon, plan_to(disk, GOOD + "more\n"), Policy.RUN, probe=silent))
    assert conf(disk) == GOOD
    assert daemon.reads == GOOD


def test_a_first_configuration_that_fails_leaves_none(tmp_path: Path) -> None:
    """Where there was no file before, there is none after the failure."""
    disk = Disk(str(tmp_path))
    with pytest.raises(PublishError):
        enforce(disk, Configured(FakeDaemon(disk, False), plan_to(disk, BAD), Policy.RUN))
    assert not Path(disk.real(CONF)).exists()


def test_a_foreign_file_comes_back_under_its_name(disk: Disk) -> None:
    """When the swap fails, the foreign file that was set aside is at its place again, with its mode."""
    Path(disk.real(CONF)).write_text("by hand\n")
    Path(disk.real(CONF)).chmod(0o600)
    with pytest.raises(PublishError):
        enforce(disk, Configured(FakeDaemon(disk), plan_to(disk, BAD), Policy.RUN))
    assert conf(disk) == "by hand\n"
    assert Path(disk.real(CONF)).stat().st_mode & 0o777 == 0o600
    assert not Path(disk.real(CONF + KEPT)).exists()


def test_that_nothing_comes_back_is_said(disk: Disk) -> None:
    """A daemon that fails with the old configuration too is reported as down."""
    daemon = FakeDaemon(disk)
    plan = plan_to(disk, BAD)
    Path(disk.real(CONF)).write_text(BAD + "even worse\n")
    plan = [change._replace(found=disk.read(CONF)) for change in plan]
    with pytest.raises(PublishError, match="does not come back with it either"):
        enforce(disk, Configured(daemon, plan, Policy.RUN))


def test_a_swap_that_was_interrupted_is_finished_next_time(disk: Disk) -> None:
    """A kill between swap and restart leaves a note, so the next run restarts although no file differs."""
    pending = "/var/lib/salt-pxe/dhcpd.pending"
    daemon = FakeDaemon(disk)

    def kill() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        enforce(
            disk, Configured(daemon, plan_to(disk, GOOD + "more\n"), Policy.RUN, whole=kill, pending=pending)
        )
    again = Configured(daemon, plan_to(disk, GOOD + "more\n"), Policy.RUN, pending=pending)
    assert again.plan == []
    assert enforce(disk, again) is Action.RESTART
    assert Configured(daemon, [], Policy.RUN, pending=pending).action(disk) is Action.NONE


def calls(active: bool, done: list[str], answer: object = True) -> dict[str, Callable[..., Any]]:
    """Return service functions that remember what they were asked."""

    def verb(name: str) -> Callable[[str], object]:
        def call(unit: str) -> object:
            done.append(f"{name} {unit}")
            if isinstance(answer, Exception):
                raise answer
            return answer

        return call

    found: dict[str, Callable[..., Any]] = {
        f"service.{name}": verb(name) for name in ("start", "stop", "restart", "reload")
    }
    return {**found, "service.status": lambda _: active}


def test_an_active_unit_without_its_daemon_does_not_count_as_running() -> None:
    """Debian's dhcpd unit stays active when dhcpd has died: it does not run, and starting it means restarting."""
    done: list[str] = []
    service = Service("salt-pxe-test", calls(True, done), ("salt-pxe-test",), gone=lambda: True)
    assert not service.running()
    service.start()
    assert done == ["restart salt-pxe-test"]


def test_a_socket_and_its_service_stop_together() -> None:
    """Where a socket starts the daemon, stopping means both, and starting the socket alone."""
    done: list[str] = []
    service = Service("t.socket", calls(False, done), ("t.socket", "t.service"))
    service.stop()
    service.start()
    assert done == ["stop t.socket", "stop t.service", "start t.socket"]


@pytest.mark.parametrize("answer", [False, RuntimeError("Job for it failed")])
def test_what_the_service_function_says_is_a_refusal(answer: object) -> None:
    """False and an exception both fail, with words."""
    service = Service("salt-pxe-test", calls(False, [], answer), ("salt-pxe-test",))
    with pytest.raises(DaemonFailed, match=r"failed|does not start"):
        service.start()
