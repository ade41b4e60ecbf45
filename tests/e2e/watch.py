"""What happens while a machine boots, in the words of the daemons and of the machine? One stream, with times."""

from __future__ import annotations

import contextlib
import heapq
import json
import queue
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from tests.e2e.machine import Machine
from tests.e2e.server import Server

SETTLE = 0.8  # seconds in which every source has delivered a line; until then lines may be put in order


@dataclass(frozen=True, order=True)
class Event:
    """One line that was logged or printed."""

    seconds: float
    """Since the watch began."""
    source: str
    """``dhcpd``, ``in.tftpd``, ``nginx``, or ``console``."""
    text: str


class Watch:
    """Follows the server's journal, nginx's access log and a machine's console; ``with`` ends it."""

    def __init__(self, server: Server, machine: Machine) -> None:
        self._machine = machine
        self._events: queue.Queue[Event] = queue.Queue()
        self._began = time.time()
        self._over = threading.Event()
        follow = ["sh", "-c", "exec tail -q -n 0 -s 0.1 -F /var/log/nginx/salt-pxe.log"]
        self._sources = [server.follow(), server.stream(follow)]
        jobs = [(self._journal, self._sources[0]), (self._access, self._sources[1])]
        self._threads = [threading.Thread(target=job, args=(source,), daemon=True) for job, source in jobs]
        self._threads.append(threading.Thread(target=self._console, daemon=True))

    def __enter__(self) -> Watch:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for source in self._sources:
            source.terminate()
            source.wait()
        for thread in self._threads:
            thread.join(5)

    def events(self, timeout: float) -> Iterator[Event]:
        """Yield what happens, as it happens, until the machine is off, the watch or ``timeout`` seconds are over."""
        deadline = time.time() + timeout
        waiting: list[Event] = []
        off_since = 0.0
        while (now := time.time()) < deadline and not self._over.is_set():
            with contextlib.suppress(queue.Empty):
                heapq.heappush(waiting, self._events.get(timeout=0.1))
            while waiting and waiting[0].seconds < now - self._began - SETTLE:
                yield heapq.heappop(waiting)
            if not off_since and not self._machine.is_on():
                off_since = now
            # Once it is off, the daemons' last lines are still on their way.
            if off_since and now > off_since + 2 * SETTLE and not waiting:
                return

    def _put(self, source: str, text: str, when: float | None = None) -> None:
        self._events.put(Event((when or time.time()) - self._began, source, text))

    def _journal(self, source: subprocess.Popen[str]) -> None:
        assert source.stdout
        for line in source.stdout:
            entry = json.loads(line)
            if entry.get("SYSLOG_IDENTIFIER") in ("dhcpd", "in.tftpd"):
                when = int(entry["__REALTIME_TIMESTAMP"]) / 1e6
                self._put(entry["SYSLOG_IDENTIFIER"], str(entry["MESSAGE"]), when)

    def _access(self, source: subprocess.Popen[str]) -> None:
        assert source.stdout
        for line in source.stdout:
            self._put("nginx", line.rstrip())

    def _console(self) -> None:
        printed = 0
        while not self._over.wait(0.1):
            lines = self._machine.console().split("\n")
            for line in lines[printed:-1]:
                self._put("console", line)
            printed = max(printed, len(lines) - 1)
