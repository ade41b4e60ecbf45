"""What did an install cost? The seconds of each step from power on to the login prompt, and what was sent for it."""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.e2e.boot_story import TITLES, Sight, sights
from tests.e2e.built import BUILD
from tests.e2e.machine import Machine
from tests.e2e.server import Server
from tests.e2e.watch import Event, Watch

CYCLES = BUILD / "artifacts/cycles"
AIM = 240.0  # seconds of one cycle under emulation on two cores
TFTP_ROOT = "/srv/tftp"
LAG = 5.0  # seconds in which the last log lines arrive

recorded: list[dict[str, Any]] = []
"""The cycles that this process has recorded, as they are in their files."""


@dataclass
class Step:
    """One step of an install."""

    title: str
    begin: float | None = None
    """Seconds since power on at which its first sight was seen; None if it was not."""
    end: float | None = None
    tftp: int = 0
    """Bytes of files and answers that were sent in this step."""
    http: int = 0


@dataclass
class Cycle:
    """One install; give it each event in its order."""

    wanted: list[Sight]
    """What was not seen yet; empty once all was seen that must be."""
    size: Callable[[str], int]
    """Returns the bytes of a file that in.tftpd is asked for."""
    steps: list[Step] = field(default_factory=lambda: [Step(title) for title in TITLES])
    requests: list[tuple[float, str, str, str]] = field(default_factory=list)
    """Seconds, protocol, what was asked for, what was served: for each sight that is a request."""
    _current: int = 1
    _sent: int = 0

    def take(self, event: Event) -> Sight | None:
        """Count an event; return the sight that it is. One log may overtake another by a moment, but never itself."""
        awaited = next((sight for sight in self.wanted if sight.source == event.source), None)
        seen = awaited if awaited and re.search(awaited.pattern, event.text) else None
        if seen:
            self.wanted.remove(seen)
            if not any(sight.must for sight in self.wanted):
                self.wanted.clear()
            self._current = max(self._current, seen.step)
            step = self.steps[seen.step - 1]
            step.begin = event.seconds if step.begin is None else step.begin
            step.end = event.seconds
        request = self._count(event, self.steps[self._current - 1])
        if seen and request:
            self.requests.append((event.seconds, *request))
        return seen

    def _count(self, event: Event, step: Step) -> tuple[str, str, str] | None:
        if found := re.search(r"DHCPACK on (\S+) to (\S+)", event.text):
            return "DHCP", f"an address for {found[2]}", found[1]
        if found := re.search(r"RRQ from \S+ filename (\S+)", event.text):
            # Asked for at once: what was served is taken away when the machine is disarmed.
            self._sent = self.size(found[1])
            step.tftp += self._sent
            return "TFTP", found[1], f"{self._sent} bytes"
        if event.source == "in.tftpd" and "does not accept options" in event.text:
            # UEFI asks for the size first, and breaks off when it knows.
            step.tftp -= self._sent
        if found := re.search(r'"(?:GET|POST) (\S+)[^"]*" (\d+) (\d+)', event.text):
            step.http += int(found[3])
            return "HTTP", found[1], f"{found[2]}, {found[3]} bytes"
        return None

    def summary(self) -> dict[str, Any]:
        """Return the steps and their sums as plain data; ``seconds`` is None if the login prompt was not seen."""
        return {
            "seconds": self.steps[-1].end,
            "tftp": sum(step.tftp for step in self.steps),
            "http": sum(step.http for step in self.steps),
            "steps": [asdict(step) for step in self.steps],
        }


def size_on(server: Server) -> Callable[[str], int]:
    """Return what tells the size of a file below the server's TFTP root, 0 if there is none."""

    def size(name: str) -> int:
        done = server.run(["stat", "-L", "-c", "%s", f"{TFTP_ROOT}/{name.lstrip('/')}"], check=False)
        return int(done.stdout or 0)

    return size


class Recorder:
    """Records one install while a test waits for what it wants to see; ``with`` writes the cycle at the end.

    The machine is powered on inside. The file is ``build/artifacts/cycles/<firmware>-<name>.json``.
    """

    def __init__(self, server: Server, machine: Machine, name: str, address: str, patience: float) -> None:
        self._machine, self._name, self._patience = machine, name, patience
        self._watch = Watch(server, machine)
        self.cycle = Cycle(sights(name, machine.mac, address, machine.firmware), size_on(server))
        self._load = os.getloadavg()[0]
        self._thread = threading.Thread(target=self._take, daemon=True)

    def _take(self) -> None:
        for event in self._watch.events(self._patience):
            self.cycle.take(event)
            if not self.cycle.wanted:
                return

    def __enter__(self) -> Cycle:
        self._watch.__enter__()
        self._thread.start()
        return self.cycle

    def __exit__(self, *_: object) -> None:
        worked = self._machine.worked()
        self._thread.join(LAG)
        self._watch.__exit__()
        self._thread.join(LAG)
        told = {
            "host": self._name,
            "firmware": self._machine.firmware,
            "accelerator": self._machine.accelerator,
            "load": round(self._load, 1),
            "processor": round(worked, 1),
            "unseen": [sight.pattern for sight in self.cycle.wanted],
            **self.cycle.summary(),
        }
        CYCLES.mkdir(parents=True, exist_ok=True)
        file = CYCLES / f"{self._machine.firmware}-{self._name}.json"
        file.write_text(json.dumps(told, indent=1) + "\n")
        recorded.append(told)


def line(told: dict[str, Any]) -> str:
    """Return what a recorded cycle was in one line, which says so if it took longer than it should."""
    seconds = told["seconds"]
    took = f"{seconds:.0f} s to the login prompt" if seconds else "no login prompt"
    slow = f", MORE THAN {AIM:.0f} s" if seconds and seconds > AIM else ""
    sent = f"{told['tftp'] / 1e6:.1f} MB over TFTP, {told['http'] / 1e6:.1f} MB over HTTP"
    busy = f"{told['processor']:.0f} processor seconds, load {told['load']} before"
    return f"{told['host']} ({told['firmware']}, {told['accelerator']}): {took}{slow}; {sent}; {busy}"


def latest(folder: Path = CYCLES) -> dict[str, dict[str, Any]]:
    """Return the newest recorded cycle of each firmware that reached its login prompt."""
    files = sorted(folder.glob("*.json"), key=lambda file: file.stat().st_mtime)
    told = [json.loads(file.read_text()) for file in files]
    return {one["firmware"]: one for one in told if one["seconds"]}
