"""What does the installer log? It sends its syslog over the network (RFC 3164), and this listener writes it down."""

from __future__ import annotations

import re
import socket
import sys
from pathlib import Path

from tests.e2e.namespace import Namespace, Process
from tests.e2e.network import MASTER
from tests.e2e.wheels import VENV

PORT = 514
PRIORITY = re.compile(rb"^<\d+>")


class Syslog:
    """The log of the machines of a lab; use as a context manager."""

    def __init__(self, namespace: Namespace, file: Path) -> None:
        self._namespace, self._file = namespace, file

    def __enter__(self) -> Syslog:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.touch()
        command: list[str | Path] = [VENV / "bin/python", "-m", "tests.e2e.kickseed.syslog", self._file]
        self._process: Process = self._namespace.start(command)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stop()

    def lines(self, program: str) -> list[str]:
        """Return what a program logged so far, without time and name."""
        text = self._file.read_text(errors="replace")
        return re.findall(rf"^.*? {re.escape(program)}(?:\[\d+\])?: (.*)$", text, re.M)


def listen(file: Path) -> None:
    """Write each message as one line."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server, file.open("ab", buffering=0) as log:
        server.bind((MASTER, PORT))
        while True:
            log.write(PRIORITY.sub(b"", server.recv(65535)).replace(b"\n", b" ").rstrip() + b"\n")


if __name__ == "__main__":
    listen(Path(sys.argv[1]))
