"""Who hears a machine's reports? A small kickstart server on loopback, which answers as nginx does.

While it has a `kickstart` it serves that to the machine.
"""

from __future__ import annotations

import http.server
import threading
from types import TracebackType
from urllib.parse import parse_qsl

MAC = "52:54:00:12:34:56"


class Reported:
    """A server that is told reports and says whether the machine is still armed; use as a context manager."""

    def __init__(self, disarmed_after: int = 1) -> None:
        self.reports: list[dict[str, str]] = []
        self.disarmed_after = disarmed_after
        self.kickstart = ""
        handler = type("Handler", (_Handler,), {"owner": self})
        self._httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._httpd.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        """The start of the kickstart server's URLs."""
        return f"http://127.0.0.1:{self._httpd.server_address[1]}/pxe"

    def __enter__(self) -> Reported:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._httpd.shutdown()
        self._httpd.server_close()


class _Handler(http.server.BaseHTTPRequestHandler):
    owner: Reported

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        assert self.path == "/pxe/event" and length <= 16384, "nginx passes no more on"
        pairs = parse_qsl(
            self.rfile.read(length).decode("ascii"), keep_blank_values=True, strict_parsing=False
        )
        assert len(dict(pairs)) == len(pairs)
        self.owner.reports.append(dict(pairs))
        self._answer(b"ok\n")

    def do_GET(self) -> None:
        if self.path == f"/pxe/ks/{MAC}" and self.owner.kickstart:
            self._answer(self.owner.kickstart.encode())
            return
        assert self.path == f"/pxe/armed/{MAC}"
        self._answer(b"no\n" if len(self.owner.reports) >= self.owner.disarmed_after else b"yes\n")

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
