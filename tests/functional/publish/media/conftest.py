"""What the tests of install media share: a tree, the disk that it lies on, and a server that gives it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from salt_pxe.publish.files.disk import Disk
from tests.functional.publish.media.trees import make_tree


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree of the shape of EL 9."""
    return make_tree(tmp_path / "root/srv/media/el9")


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    """The disk of the kickstart server."""
    return Disk(str(tmp_path / "root"))


@pytest.fixture
def served(tree: Path) -> Iterator[tuple[str, list[str]]]:
    """Serve the tree over HTTP on the loopback; return its URL and the list of what is asked for."""
    asked: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        def log_request(self, *_: object) -> None:
            asked.append(self.path)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(tree))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()
