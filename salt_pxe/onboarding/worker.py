"""Decide the signals that wait: all of them, several at once, by one process at a time."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice

from salt_pxe.onboarding.reports import Spool
from salt_pxe.onboarding.signals import Signal

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.1
"""How often the spool is looked into while signals are being decided."""


def drain(spool: Spool, decide: Callable[[Signal], None], at_once: int) -> int:
    """Decide every signal in the spool; return how many this call has decided.

    While another process does it, that one also takes what came meanwhile, and nothing is left to do here. `decide`
    runs in threads. A signal for which it raises stays in the spool for the next time.
    """
    decided = 0
    failed: set[str] = set()
    # Who finds the lock taken goes away; so whoever held it looks again once it is free.
    while spool.names() and not failed.issuperset(spool.names()):
        with spool.alone() as mine:
            if not mine:
                break
            decided += _drain(spool, decide, at_once, failed)
    return decided


def _drain(spool: Spool, decide: Callable[[Signal], None], at_once: int, failed: set[str]) -> int:
    decided = 0
    running: dict[Future[None], str] = {}
    with ThreadPoolExecutor(at_once, thread_name_prefix="pxe") as pool:
        while True:
            taken = failed.union(running.values())
            waiting = (name for name in spool.names() if name not in taken)
            # A few more than can run, so that no thread idles while the spool is being listed.
            for name in islice(waiting, max(0, 2 * at_once - len(running))):
                running[pool.submit(_one, spool, name, decide)] = name
            if not running:
                return decided
            done, _ = wait(running, LOOK_SECONDS, FIRST_COMPLETED)
            for future in done:
                name = running.pop(future)
                if error := future.exception():
                    failed.add(name)
                    log.error("a signal cannot be decided now and is kept: %s", error)
                else:
                    decided += 1


def _one(spool: Spool, name: str, decide: Callable[[Signal], None]) -> None:
    signal = spool.read(name)
    if signal is not None:
        decide(signal)
    spool.drop(name)
