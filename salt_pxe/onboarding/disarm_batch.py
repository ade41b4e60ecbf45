"""Many machines disarmed at once: the calls of many threads become few calls to their kickstart server.

While one call is on its way, what comes up meanwhile is gathered for the next one: a single machine waits for nobody,
and a thousand cost a handful of jobs.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

Pair = tuple[str, str]
"""A host and its request."""

Send = Callable[[str, Sequence[Pair]], Mapping[Pair, bool] | None]
"""(kickstart server, hosts and requests) to which of them it has disarmed for good; None where it does not answer."""

MOST = 200
"""Hosts in one call."""


@dataclass(slots=True)
class _Wish:
    pair: Pair
    ready: threading.Event = field(default_factory=threading.Event)
    done: bool = False


class Disarming:
    """A `ports.Disarm` for many threads. A server that does not answer is not asked again by it."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._lock = threading.Lock()
        self._waiting: dict[str, list[_Wish]] = {}
        self._away: set[str] = set()

    def __call__(self, server: str, host: str, request: str) -> bool:
        """Disarm a host on a server; tell whether that is done."""
        wish = _Wish((host, request))
        with self._lock:
            leads = server not in self._waiting
            self._waiting.setdefault(server, []).append(wish)
        if leads:
            self._lead(server)
        else:
            wish.ready.wait()
        return wish.done

    def _lead(self, server: str) -> None:
        """Send what waits until nothing does; whoever comes meanwhile waits for this thread."""
        failure: Exception | None = None
        while True:
            with self._lock:
                wishes = self._waiting[server][:MOST]
                del self._waiting[server][:MOST]
                if not wishes:
                    del self._waiting[server]
                    break
            try:
                self._carry_out(server, wishes)
            except Exception as error:  # whatever it is, the others must not wait for ever
                failure = failure or error
            for wish in wishes:
                wish.ready.set()
        if failure:
            raise failure

    def _carry_out(self, server: str, wishes: Sequence[_Wish]) -> None:
        if server in self._away:
            return
        answer = self._send(server, list(dict.fromkeys(wish.pair for wish in wishes)))
        if answer is None:
            self._away.add(server)
            return
        for wish in wishes:
            wish.done = answer.get(wish.pair) is True
