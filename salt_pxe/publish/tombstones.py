"""The requests that never arm their host again on this server: a tombstone for each, made before the host is armed.

A tombstone counts once the file beside it, which says that the request is still open, is gone. So the end of a request
is one removal, which needs no space. Only a request that was never armed here has its tombstone written at its end.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext

from salt_pxe.publish.armed_record import SUFFIX, json_file, json_of, safe
from salt_pxe.publish.disk import Disk, PublishError
from salt_pxe.tree import MARK, File

OPEN = ".open"
"""How the name of the file ends that keeps a tombstone from counting."""

FEW = 100
"""So many files are waited for one by one until they are on the medium."""

_OPEN = File(f"{MARK} The request of the file beside this one is not over.\n".encode(), 0o600)

Lock = Callable[[], AbstractContextManager[None]]
Pair = tuple[str, str]
"""A host and its request."""


class Tombstones:
    """The tombstones in one state folder: a folder for each host, a file for each of its requests.

    A request is any text, so a file has its digest for a name, and the text inside.
    """

    def __init__(self, disk: Disk, state_dir: str) -> None:
        self.disk = disk
        self.state_dir = state_dir
        self.folder = f"{state_dir}/over"
        self.lists = f"{state_dir}/tombstones"
        """Where older versions keep one list of requests for each host. It is read, and never written."""

    def path(self, host: str, request: str) -> str:
        """Return where the tombstone of a request is."""
        return f"{self._of(host)}/{_digest(request)}{SUFFIX}"

    def open_path(self, host: str, request: str) -> str:
        """Return where the file is that keeps the tombstone of a request from counting."""
        return f"{self._of(host)}/{_digest(request)}{OPEN}"

    def counts(self, host: str, request: str) -> bool:
        """Tell whether a request of a host is over. It costs the same whatever else is over."""
        if self.disk.exists(self.path(host, request)):
            return not self.disk.exists(self.open_path(host, request))
        return request in self._listed(host)

    def among(self, requests: Mapping[str, str]) -> set[Pair]:
        """Return those of these hosts' requests that are over."""
        return {pair for pair in requests.items() if self.counts(*pair)}

    def of_host(self, host: str) -> list[str]:
        """Return the requests of a host that are over, sorted."""
        found = set(self._listed(host))
        for name in self.disk.names(self._of(host)):
            path = f"{self._of(host)}/{name}"
            if name.endswith(SUFFIX) and name[0] != "." and (there := self.disk.read(path)):
                request = json_of(path, there)["request"]
                if self.counts(host, request):
                    found.add(request)
        return sorted(found)

    def missing(self, pairs: Iterable[Pair]) -> list[Pair]:
        """Return those of these requests that have no tombstone, not even one that does not count yet."""
        return sorted(pair for pair in set(pairs) if not self.disk.exists(self.path(*pair)))

    def reserve(self, pairs: Iterable[Pair], lock: Lock = nullcontext) -> None:
        """Make the tombstones of requests that are about to be armed, durably; none of them counts yet.

        `lock` keeps others from ending one of them meanwhile; it is held for a few at a time. Raises PublishError, and
        leaves nothing new then.
        """
        new = self.missing(pairs)
        few = len(new) <= FEW
        try:
            # The order keeps a power failure from leaving a tombstone that counts.
            for path, content in ((self.open_path, lambda *_: _OPEN), (self.path, _tombstone)):
                for at in range(0, len(new), FEW):
                    with lock():
                        for pair in new[at : at + FEW]:
                            if not self.disk.exists(self.path(*pair)):
                                self.disk.write(path(*pair), content(*pair), durable=few)
                self._sync(new)
        except (PublishError, OSError):
            with lock():
                for pair in new:
                    self.release(*pair)
            raise

    def release(self, host: str, request: str) -> None:
        """Remove the tombstone of a request that is armed no more and is not over; one that counts stays."""
        if self.disk.exists(self.open_path(host, request)):
            self.disk.remove(self.path(host, request))
            self.disk.remove(self.open_path(host, request))

    def bury(self, host: str, request: str) -> None:
        """Let a request be over, durably. It needs space only where no tombstone was reserved."""
        path = self.path(host, request)
        self.disk.remove(self.open_path(host, request))
        if not self.disk.exists(path) and request not in self._listed(host):
            self.disk.write(path, _tombstone(host, request), durable=True)
            self.disk.sync_folders([self.folder, self.state_dir])
        self.disk.sync_folders([self._of(host)])

    def _of(self, host: str) -> str:
        return f"{self.folder}/{safe(host)}"

    def _listed(self, host: str) -> list[str]:
        path = f"{self.lists}/{safe(host)}{SUFFIX}"
        found = self.disk.read(path)
        return [] if found is None else list(json_of(path, found)["requests"])

    def _sync(self, pairs: Collection[Pair]) -> None:
        if len(pairs) > FEW:
            self.disk.sync_filesystem(self.state_dir)
        elif pairs:
            self.disk.sync_folders([*(self._of(host) for host, _ in pairs), self.folder, self.state_dir])


def _digest(request: str) -> str:
    return hashlib.sha256(request.encode("utf-8", "surrogatepass")).hexdigest()


def _tombstone(host: str, request: str) -> File:
    return json_file({"host": host, "request": request})
