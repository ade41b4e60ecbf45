"""How is a daemon driven? Through the service functions that the caller brings, with systemd's words where it fails."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from salt_pxe.publish.checks import dhcpd_words
from salt_pxe.publish.daemon import DaemonFailed

Calls = Mapping[str, Callable[..., Any]]
"""`service.status`, `service.start`, `service.stop`, `service.restart`, `service.reload`: name to True or False."""


@dataclass(frozen=True)
class Service:
    """One service of the system. `units` are what is started and stopped; the first one tells whether it runs."""

    name: str
    calls: Calls
    units: tuple[str, ...]
    reloads: bool = field(default=False)

    def running(self) -> bool:
        """Tell whether it runs."""
        return bool(self.calls["service.status"](self.units[0]))

    def start(self) -> None:
        """Start it. Raises DaemonFailed with its own words."""
        self._do("start", self.units[:1])

    def stop(self) -> None:
        """Stop it. Raises DaemonFailed with its own words."""
        self._do("stop", self.units)

    def restart(self) -> None:
        """Restart it, or reload it where that is enough. Raises DaemonFailed with its own words."""
        self._do("reload" if self.reloads else "restart", self.units)

    def _do(self, verb: str, units: tuple[str, ...]) -> None:
        for unit in units:
            if verb in ("start", "restart"):
                reset_failed(unit)
            began = time.time()
            try:
                done = self.calls[f"service.{verb}"](unit)
            except Exception as error:  # whatever the caller's functions raise is a refusal, in its words
                raise DaemonFailed(last_words(unit, began) or str(error)) from error
            if not done:
                raise DaemonFailed(last_words(unit, began) or f"it does not {verb}")


def reset_failed(unit: str) -> None:
    """Make systemd forget earlier failures of a unit, so that its start limit does not refuse ours."""
    if shutil.which("systemctl"):
        subprocess.run(["systemctl", "reset-failed", unit], capture_output=True, timeout=30)


def last_words(unit: str, since: float) -> str:
    """Return what a unit has written to the journal since a time (seconds since 1970), without its banner."""
    if not shutil.which("journalctl"):
        return ""
    command = [
        "journalctl",
        "-u",
        unit,
        f"--since=@{int(since)}",
        "-n",
        "40",
        "-o",
        "cat",
        "--no-pager",
        "-q",
    ]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=30)
    return dhcpd_words(done.stdout) if done.returncode == 0 else ""


def units(service: str) -> tuple[str, ...]:
    """Return the units of a service: where a socket starts the daemon, both have to stop."""
    return (
        (service, f"{service.removesuffix('.socket')}.service") if service.endswith(".socket") else (service,)
    )
