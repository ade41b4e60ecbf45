"""The kernel and the initrd of a repo behind a URL, fetched in bounded time, and nothing else of it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import requests

from salt_pxe.publish.media.treeinfo import RepoRefused

CONNECT_SECONDS = 10
READ_SECONDS = 60
"""How long the other side may be silent."""


def text(url: str, name: str) -> str:
    """Return the text at a URL of a repo. Raises RepoRefused."""
    try:
        answer = requests.get(url, timeout=(CONNECT_SECONDS, READ_SECONDS))
        answer.raise_for_status()
    except requests.RequestException as error:
        raise RepoRefused(f"pxe:repos:{name}:source: {url} cannot be fetched: {error}") from error
    return answer.text


@contextmanager
def fetched(source: str, files: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Fetch files for the time of the block: `files` maps any key to a path in the tree; yields key to the local file.

    Raises RepoRefused.
    """
    with tempfile.TemporaryDirectory(prefix="salt-pxe-") as folder:
        local = {}
        for number, (key, inside) in enumerate(files.items()):
            target = Path(folder, str(number))
            _download(f"{source.rstrip('/')}/{inside}", target)
            local[key] = str(target)
        yield local


def _download(url: str, target: Path) -> None:
    try:
        with requests.get(url, timeout=(CONNECT_SECONDS, READ_SECONDS), stream=True) as answer:
            answer.raise_for_status()
            with target.open("wb") as file:
                for piece in answer.iter_content(1 << 20):
                    file.write(piece)
    except requests.RequestException as error:
        raise RepoRefused(f"{url} cannot be fetched: {error}") from error
