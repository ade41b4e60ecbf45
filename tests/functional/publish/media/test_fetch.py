"""What is fetched from a mirror comes whole or is refused, in bounded time, and is not left behind."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from salt_pxe.publish.media import fetch
from salt_pxe.publish.media.treeinfo import RepoRefused
from tests.e2e.installer.media import PXEBOOT


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of a server that takes the question and says nothing; nobody waits long for it.

    After a while it hangs up, so that who waits for ever fails in another way.
    """
    monkeypatch.setattr(fetch, "READ_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as server:
        end = threading.Timer(30, server.close)
        end.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        end.cancel()


def test_a_text_is_fetched(served: tuple[str, list[str]], tree: Path) -> None:
    """As it is."""
    assert fetch.text(f"{served[0]}/.treeinfo", "el9") == (tree / ".treeinfo").read_text()


def test_files_are_there_for_the_time_of_the_block(served: tuple[str, list[str]]) -> None:
    """Under the caller's own keys; nothing else is asked for, and afterwards nothing is left."""
    url, asked = served
    wanted = {"kernel": f"{PXEBOOT}/vmlinuz", "initrd": f"{PXEBOOT}/initrd.img"}
    with fetch.fetched(f"{url}/", wanted) as local:
        assert {key: Path(path).read_bytes() for key, path in local.items()} == {
            "kernel": b"kernel",
            "initrd": b"initrd",
        }
    assert asked == [f"/{path}" for path in wanted.values()]
    assert not any(Path(path).parent.exists() for path in local.values())


def test_a_file_that_the_mirror_has_not_is_named(served: tuple[str, list[str]]) -> None:
    """With its URL, and for a text with its place in pillar."""
    url, _ = served
    with pytest.raises(RepoRefused, match=rf"^pxe:repos:el9:source: {url}/none cannot be fetched: 404"):
        fetch.text(f"{url}/none", "el9")
    with (
        pytest.raises(RepoRefused, match=rf"^{url}/none cannot be fetched: 404"),
        fetch.fetched(url, {"kernel": "none"}),
    ):
        pytest.fail("a page that says 404 is no kernel")


def test_a_silent_mirror_is_given_up(silent: str) -> None:
    """A run of the states does not hang on it."""
    with pytest.raises(RepoRefused, match=r"cannot be fetched: .*timed out"):
        fetch.text(f"{silent}/.treeinfo", "el9")
    with (
        pytest.raises(RepoRefused, match=r"vmlinuz cannot be fetched: .*timed out"),
        fetch.fetched(silent, {"kernel": "vmlinuz"}),
    ):
        pytest.fail("nothing came")
