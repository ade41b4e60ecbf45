"""Where does a lab live? In network, mount and process namespaces of its own, which vanish with the harness.

Nothing in there has a way out, nothing needs undoing: whatever runs or is mounted inside ends with the anchor.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from tests.e2e.built import CHECKOUT
from tests.e2e.inside import Command, Inside


class Namespace(Inside):
    """Namespaces of one lab; use as a context manager."""

    def __enter__(self) -> Namespace:
        anchor = [sys.executable, "-m", "tests.e2e.anchor"]
        flags = ["--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"]
        # A session of its own: Ctrl-C is for the harness, which then ends the lab in order.
        self._unshare = subprocess.Popen(
            ["unshare", *flags, *anchor],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=CHECKOUT,
            start_new_session=True,
        )
        assert self._unshare.stdout
        if self._unshare.stdout.readline() != b"ready\n":
            raise RuntimeError("the lab's namespaces could not be made; this needs root")
        self.pid = children(self._unshare.pid)[0]
        self.run(["ip", "link", "set", "lo", "up"])
        return self

    def lay_wire(self, address: str) -> None:
        """Make the interface eth1 with an address (`10.0.0.7/24`), and `other`, its far end; both are up."""
        for command in (
            "ip link add eth1 type veth peer name other",
            f"ip address add {address} dev eth1",
            "ip link set eth1 up",
            "ip link set other up",
        ):
            self.run(command.split())

    def __exit__(self, *_: object) -> None:
        assert self._unshare.stdin
        self._unshare.stdin.close()
        self._unshare.wait()
        if self._unshare.stdout:
            self._unshare.stdout.close()

    def enter(self, command: Command) -> list[str]:
        """Return ``command`` wrapped so that it runs inside (nsenter(1))."""
        return ["nsenter", "-t", str(self.pid), "-m", "-n", "-p", "-r", "-w", "--", *map(str, command)]

    def start(
        self, command: Command, *, output: IO[Any] | int | None = None, env: Mapping[str, str] | None = None
    ) -> Process:
        """Start ``command`` inside and return at once; its output goes to ``output``."""
        wrapper = subprocess.Popen(
            self.enter(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=env,
            start_new_session=True,
        )
        return Process(wrapper)


class Process:
    """A process inside a lab, seen from outside."""

    def __init__(self, wrapper: subprocess.Popen[Any]) -> None:
        self._wrapper = wrapper

    @property
    def pid(self) -> int | None:
        """Its process id as this machine counts, or None once it has ended (or has not yet begun)."""
        if self._wrapper.poll() is not None:
            return None
        return next(iter(children(self._wrapper.pid)), None)

    @property
    def stdout(self) -> IO[Any]:
        """What it prints, if it was started with ``output=subprocess.PIPE``."""
        assert self._wrapper.stdout
        return self._wrapper.stdout

    def ended(self) -> bool:
        """Tell whether it has ended."""
        return self._wrapper.poll() is not None

    def wait(self, timeout: float) -> int:
        """Wait for its end, at most ``timeout`` seconds, and return its exit code."""
        return self._wrapper.wait(timeout)

    def stop(self, signal: str = "TERM", grace: float = 15) -> None:
        """Send it a signal, then KILL if it has not ended after ``grace`` seconds."""
        for number, seconds in ((signal, grace), ("KILL", 10.0)):
            if self.ended():
                return
            if self.pid is not None:
                subprocess.run(["kill", f"-{number}", str(self.pid)], check=False, stderr=subprocess.DEVNULL)
            try:
                self._wrapper.wait(seconds)
            except subprocess.TimeoutExpired:
                continue


def children(pid: int) -> list[int]:
    """Return the children of a process (proc(5), ``/proc/pid/task/tid/children``)."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*"):
        try:
            found += [int(child) for child in (task / "children").read_text().split()]
        except OSError:
            continue
    return found
