"""A service is driven by the caller's functions, and what fails says so in the daemon's own words."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from salt_pxe.publish.daemons import service as service_room
from salt_pxe.publish.daemons.service import Service, units
from salt_pxe.services.refusals import DaemonFailed


@dataclass
class Systemd:
    """A system's services, as the caller's functions show them. What is done is remembered."""

    active: bool = False
    answers: bool = True
    done: list[tuple[str, str]] = field(default_factory=list)

    def calls(self) -> dict[str, Callable[..., Any]]:
        """Return the functions."""

        def doing(verb: str) -> Callable[[str], bool]:
            def call(unit: str) -> bool:
                self.done.append((verb, unit))
                if self.answers:
                    self.active = verb != "stop"
                return self.answers

            return call

        verbs = {f"service.{verb}": doing(verb) for verb in ("start", "stop", "restart", "reload")}
        return {**verbs, "service.status": lambda unit: self.active}


def test_a_unit_that_lost_its_port_does_not_run() -> None:
    """A unit made from an init script stays active when its daemon has died."""
    system, gone = Systemd(active=True), True
    service = Service("dhcp", system.calls(), ("dhcp",), gone=lambda: gone)
    assert not service.running()
    gone = False
    assert service.running()
    system.active = False
    assert not service.running()


def test_an_active_unit_whose_daemon_died_is_restarted_to_start_it() -> None:
    """Starting an active unit again does nothing."""
    for active, verb in ((True, "restart"), (False, "start")):
        system = Systemd(active=active)
        Service("dhcp", system.calls(), ("dhcp",)).start()
        assert system.done == [(verb, "dhcp")]


def test_a_daemon_is_reloaded_where_that_is_enough() -> None:
    """All of its units are stopped and restarted; the first one alone is started."""
    system = Systemd()
    Service("nginx", system.calls(), ("nginx",), reloads=True).restart()
    Service("tftp", system.calls(), ("tftp.socket", "tftp.service")).restart()
    Service("tftp", system.calls(), ("tftp.socket", "tftp.service")).stop()
    assert system.done == [
        ("reload", "nginx"),
        ("restart", "tftp.socket"),
        ("restart", "tftp.service"),
        ("stop", "tftp.socket"),
        ("stop", "tftp.service"),
    ]


def test_a_restart_waits_until_the_port_is_free() -> None:
    """Some init scripts return before the daemon has ended, and the new one would not get the port."""
    system, turns = Systemd(active=True), iter([False, False, True])
    Service("dhcp", system.calls(), ("dhcp",), gone=lambda: next(turns)).restart()
    assert system.done == [("stop", "dhcp"), ("start", "dhcp")]
    assert next(turns, None) is None


def test_a_restart_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """What holds the port then is named by the start that fails."""
    monkeypatch.setattr(service_room, "GONE_SECONDS", 0.2)
    system = Systemd(active=True)
    Service("dhcp", system.calls(), ("dhcp",), gone=lambda: False).restart()
    assert system.done == [("stop", "dhcp"), ("start", "dhcp")]


@pytest.mark.parametrize("verb", ["start", "stop", "restart"])
def test_a_failure_is_told_in_the_words_of_the_journal(monkeypatch: pytest.MonkeyPatch, verb: str) -> None:
    """Cleaned as the daemon's room says; without a journal the caller's own error, or what was tried."""
    system = Systemd(answers=False)
    monkeypatch.setattr(service_room, "last_words", lambda unit, since: f"{unit}: no room\nbanner")
    service = Service("dhcp", system.calls(), ("dhcp",), own_words=lambda text: text.replace("\nbanner", ""))
    with pytest.raises(DaemonFailed, match=r"^dhcp: no room$"):
        getattr(service, verb)()
    monkeypatch.setattr(service_room, "last_words", lambda unit, since: "")
    with pytest.raises(DaemonFailed, match=f"does not {verb}"):
        getattr(service, verb)()

    def broken(unit: str) -> bool:
        raise RuntimeError("Unit dhcp.service is masked.")

    calls = {**system.calls(), f"service.{verb}": broken}
    with pytest.raises(DaemonFailed, match="is masked"):
        getattr(Service("dhcp", calls, ("dhcp",)), verb)()


def test_of_the_journal_the_daemons_own_lines_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """What systemd says of it is told where the daemon itself said nothing; a damaged journal says nothing."""
    lines = {
        "both": '{"SYSLOG_IDENTIFIER":"systemd","MESSAGE":"Failed"}\n{"SYSLOG_IDENTIFIER":"d","MESSAGE":"why"}',
        "systemd": '{"SYSLOG_IDENTIFIER":"systemd","MESSAGE":"Failed"}',
        "none": "",
    }
    asked: list[list[str]] = []

    def run(command: list[str], **_: Any) -> Any:
        asked.append(command)
        unit = command[2]
        return type("Done", (), {"stdout": lines.get(unit, ""), "returncode": int(unit == "broken")})

    monkeypatch.setattr(service_room.shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(service_room.subprocess, "run", run)
    said = {unit: service_room.last_words(unit, 1234.9) for unit in (*lines, "broken")}
    assert said == {"both": "why", "systemd": "Failed", "none": "", "broken": ""}
    assert all("--since=@1234" in command for command in asked)


def test_a_socket_is_stopped_together_with_its_daemon() -> None:
    """A daemon whose socket is left would be started by the next packet."""
    assert units("tftp.socket") == ("tftp.socket", "tftp.service")
    assert units("nginx") == ("nginx",)


def test_a_journal_that_is_not_there_says_nothing() -> None:
    """Where there is no systemd, the caller's own error is told."""
    assert service_room.last_words("salt-pxe-no-such-unit.service", time.time()) == ""
