"""A daemon is stopped a little later, unless a machine is armed by then."""

from __future__ import annotations

from pathlib import Path

import pytest

from salt_pxe.publish.daemons import linger

# Stands in for systemd, which starts no timers in a container: it writes down its arguments.
RECORDER = '#!/bin/sh\nprintf "%s\\n" "$0 $*" >> "{log}"\n[ "$1" != is-active ] || [ -e "{log}.waits" ]\n'
# And this one runs at once what it is to run later, by the same shell.
RUNNER = (
    '#!/bin/sh\nprintf "%s\\n" "$0 $*" >> "{log}"\nwhile [ "$1" != /bin/sh ]; do shift; done\nexec "$@"\n'
)


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What was asked of systemd."""
    log = tmp_path / "log"
    for name, text in (("systemctl", RECORDER), ("systemd-run", RUNNER)):
        (tmp_path / name).write_text(text.format(log=log))
        (tmp_path / name).chmod(0o755)
    monkeypatch.setattr(linger, "program", lambda name: str(tmp_path / name))
    return log


@pytest.mark.parametrize("folder", ["armed", "it's armed"])
def test_the_daemon_stops_where_nobody_is_armed_by_then(tmp_path: Path, log: Path, folder: str) -> None:
    """After so many seconds; an earlier timer is replaced by this one."""
    (tmp_path / folder).mkdir()
    linger.stop_later("nginx.service", 30, str(tmp_path / folder))
    first, second, third = log.read_text().splitlines()
    assert first.endswith("systemctl stop salt-pxe-rest-nginx.timer")
    assert "--on-active=30 " in second and "--unit=salt-pxe-rest-nginx.timer" in second
    assert third.endswith("systemctl stop nginx.service")


@pytest.mark.parametrize("folder", ["armed", "it's armed"])
def test_the_daemon_goes_on_where_a_machine_was_armed_meanwhile(
    tmp_path: Path, log: Path, folder: str
) -> None:
    """Its record says so."""
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "web01.json").touch()
    linger.stop_later("nginx", 30, str(tmp_path / folder))
    assert not log.read_text().splitlines()[-1].startswith(f"{tmp_path}/systemctl")


def test_a_timer_that_runs_is_known(log: Path) -> None:
    """Until then the daemon runs although nothing is armed."""
    assert not linger.stops_later("nginx")
    Path(f"{log}.waits").touch()
    assert linger.stops_later("nginx.service")
    assert "is-active --quiet salt-pxe-rest-nginx.timer" in log.read_text()


def test_without_systemd_nothing_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next run of the states stops the daemon."""
    monkeypatch.setattr(linger, "program", lambda name: None)
    linger.stop_later("nginx", 30, str(tmp_path))
    assert not linger.stops_later("nginx")
