"""How is a command run in a lab? Wrapped so that it enters; what it prints comes back, or an error with it."""

from __future__ import annotations

import abc
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

Command = Sequence[str | Path]


class Inside(abc.ABC):
    """A place in which commands run: a lab's namespaces, or the container in them."""

    environment: Mapping[str, str] | None = None
    """What its commands find in their environment, if not what the harness has in its own."""

    @abc.abstractmethod
    def enter(self, command: Command) -> list[str]:
        """Return ``command`` wrapped so that it runs inside (nsenter(1))."""

    def run(
        self, command: Command, *, check: bool = True, timeout: float = 120
    ) -> subprocess.CompletedProcess[str]:
        """Run ``command`` inside, at most ``timeout`` seconds; return its exit code and what it printed.

        RuntimeError with what it printed, if ``check`` and it failed. It is no part of the terminal's foreground group:
        Ctrl-C is for the harness.
        """
        done = subprocess.run(
            self.enter(command),
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        if check and done.returncode:
            what = " ".join(map(str, command))
            raise RuntimeError(f"{what}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def stream(self, command: Command) -> subprocess.Popen[str]:
        """Start ``command`` inside and return it at once, to read what it prints as it comes."""
        return subprocess.Popen(
            self.enter(command),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=self.environment,
            start_new_session=True,
        )
