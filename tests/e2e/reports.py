"""Who hears that a machine is installed? This listener, in salt-api's place: it disarms the machine on its server.

It answers ``POST /hook/pxe/event`` at the master's address, runs ``pxe.disarm`` through the lab's own master, and
writes each report as one JSON line. Keys and proofs are no business of its.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from tests.e2e.master import Master
from tests.e2e.namespace import Namespace, Process
from tests.e2e.network import MASTER
from tests.e2e.server import MINION_ID
from tests.e2e.wheels import VENV

PORT = 8000
URL = f"http://{MASTER}:{PORT}"
HOOK = "/hook/pxe/event"


class Reports:
    """The reports of a lab's machines; use as a context manager."""

    def __init__(self, namespace: Namespace, master: Master) -> None:
        self._namespace, self._master = namespace, master
        self._log = master.folder / "reports.jsonl"

    def __enter__(self) -> Reports:
        command: list[str | Path] = [
            VENV / "bin/python",
            "-m",
            "tests.e2e.reports",
            self._master.config,
            self._log,
        ]
        with (self._master.folder / "reports.log").open("a") as output:
            self._process: Process = self._namespace.start(command, output=output)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stop()

    def all(self) -> list[dict[str, Any]]:
        """Return each report in its order: its fields, and under ``disarmed`` what ``pxe.disarm`` answered."""
        return [json.loads(line) for line in self._log.read_text().splitlines()] if self._log.exists() else []


def disarm(config: Path, report: Mapping[str, str]) -> Any:
    """Run ``pxe.disarm`` for the host and the request of a report; return what the kickstart server answered."""
    command: list[str | Path] = [VENV / "bin/salt", "-c", config, "--out=json", "--static", "-l", "quiet"]
    words = [MINION_ID, "pxe.disarm", f"host={report['host']}", f"request={report['request']}"]
    done = subprocess.run([*command, *words], capture_output=True, text=True)
    return json.loads(done.stdout)[MINION_ID]


def listener(config: Path, log: Path) -> type[BaseHTTPRequestHandler]:
    """Return the handler that writes to ``log`` and disarms through the master with this ``config`` folder."""

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            fields = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            if self.path != HOOK or fields.get("event") != "installed":
                self.send_error(404)
                return
            # salt-api answers at once too: what follows is the reactor's work.
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()
            self.wfile.flush()
            done = disarm(config, fields)
            with log.open("a") as file:
                file.write(json.dumps({**fields, "disarmed": done}) + "\n")

    return Listener


if __name__ == "__main__":
    HTTPServer((MASTER, PORT), listener(Path(sys.argv[1]), Path(sys.argv[2]))).serve_forever()
