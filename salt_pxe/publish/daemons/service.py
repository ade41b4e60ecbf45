"""Drive a daemon through the service functions that the caller brings, with systemd's words where it fails."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from salt_pxe.services.refusals import DaemonFailed, each_once

GONE_SECONDS = 10.0
Calls = Mapping[str, Callable[..., Any]]
"""`service.status`, `service.start`, `service.stop`, `service.restart`, `service.reload`: name to True or False."""


@dataclass(frozen=True)
class Service:
    """One service of the system. `units` are what is started and stopped; the first one tells whether it runs."""

    name: str
    calls: Calls
    units: tuple[str, ...]
    reloads: bool = False
    gone: Callable[[], bool] | None = None
    """Tells whether the stopped daemon has let go of its port; some init scripts do not wait for that."""
    own_words: Callable[[str], str] = each_once
    """Takes out of what the daemon wrote to its log what it writes there in every run."""

    def running(self) -> bool:
        """Tell whether it runs: the unit is active and, where that can be told, the daemon has its port."""
        return self._active() and not (self.gone and self.gone())

    def start(self) -> None:
        """Start it. Raises DaemonFailed with its own words."""
        # A unit made from an init script stays active when its daemon has died; starting it again does nothing.
        self._do("restart" if self._active() else "start", self.units[:1])

    def stop(self) -> None:
        """Stop it. Raises DaemonFailed with its own words."""
        self._do("stop", self.units)

    def restart(self) -> None:
        """Restart it, or reload it where that is enough. Raises DaemonFailed with its own words."""
        if self.reloads or self.gone is None:
            self._do("reload" if self.reloads else "restart", self.units)
            return
        self.stop()
        deadline = time.monotonic() + GONE_SECONDS
        while not self.gone() and time.monotonic() < deadline:
            time.sleep(0.05)
        self.start()

    def _active(self) -> bool:
        return bool(self.calls["service.status"](self.units[0]))

    def _do(self, verb: str, units: tuple[str, ...]) -> None:
        for unit in units:
            if verb in ("start", "restart"):
                reset_failed(unit)
            began = time.time()
            try:
                done = self.calls[f"service.{verb}"](unit)
            except Exception as error:  # whatever the caller's functions raise is a refusal, in its words
                raise DaemonFailed(self._last_words(unit, began) or str(error)) from error
            if not done:
                raise DaemonFailed(self._last_words(unit, began) or f"it does not {verb}")

    def _last_words(self, unit: str, began: float) -> str:
        return self.own_words(last_words(unit, began))


def reset_failed(unit: str) -> None:
    """Make systemd forget earlier failures of a unit, so that its start limit does not refuse ours."""
    if shutil.which("systemctl"):
        subprocess.run(["systemctl", "reset-failed", unit], capture_output=True, timeout=30)


def last_words(unit: str, since: float) -> str:
    """Return what a unit's programs have written to the journal since a time (seconds since 1970)."""
    if not shutil.which("journalctl"):
        return ""
    command = [
        "journalctl",
        "-u",
        unit,
        f"--since=@{int(since)}",
        "-n",
        "60",
        "-o",
        "json",
        "--no-pager",
        "-q",
    ]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=30)
    if done.returncode:
        return ""
    entries = [json.loads(line) for line in done.stdout.splitlines()]
    own = [entry for entry in entries if entry.get("SYSLOG_IDENTIFIER") != "systemd"]
    return "\n".join(str(entry.get("MESSAGE", "")) for entry in own or entries)


def units(service: str) -> tuple[str, ...]:
    """Return the units of a service: where a socket starts the daemon, both have to stop."""
    return (
        (service, f"{service.removesuffix('.socket')}.service") if service.endswith(".socket") else (service,)
    )
