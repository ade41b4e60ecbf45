"""The end of a request that the ledger cannot take now: its machine is disarmed all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from salt_pxe.arming.request import Request
from salt_pxe.ledger import machines
from salt_pxe.ledger.errors import LedgerError
from salt_pxe.ledger.queries import Reader


@contextmanager
def disarmed_unwritten(
    ledger: Reader,
    request: Request,
    *,
    disarm: Callable[[str, str, str], bool],
) -> Iterator[None]:
    """Where the end of a request cannot be written down, disarm it all the same: that is the safe direction.

    Raises the ledger's LedgerError, with what was done; who repeats the call has it written down later.
    """
    try:
        yield
    except LedgerError as failure:
        host, names = request.host, machines.hosts_of(ledger, request)
        asked = sorted(server for server, is_off in ledger.serving(request).items() if not is_off)
        # Each name is told to the server, even where it was the first that was disarmed.
        done = {server: [disarm(server, name, request.request) for name in names] for server in asked}
        off = {server: all(answers) for server, answers in done.items()}
        lines = [f"{host} is disarmed on {server}" for server, is_off in off.items() if is_off]
        lines += [f"{host} is not disarmed on {server}" for server, is_off in off.items() if not is_off]
        raise LedgerError(
            "; ".join([str(failure), "its end is not written down, repeat it", *lines])
        ) from failure
