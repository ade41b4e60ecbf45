"""The end of a request that the ledger cannot take now: its machine is disarmed all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from salt_pxe.ledger.errors import LedgerError
from salt_pxe.ledger.queries import Reader


@contextmanager
def disarmed_unwritten(
    ledger: Reader,
    host: str,
    request: str,
    *,
    disarm: Callable[[str, str, str], bool],
) -> Iterator[None]:
    """Where the end of a request cannot be written down, disarm it all the same: that is the safe direction.

    Raises the ledger's LedgerError, with what was done; who repeats the call has it written down later.
    """
    try:
        yield
    except LedgerError as failure:
        asked = sorted(server for server, is_off in ledger.serving(host, request).items() if not is_off)
        off = {server: disarm(server, host, request) for server in asked}
        lines = [f"{host} is disarmed on {server}" for server, is_off in off.items() if is_off]
        lines += [f"{host} is not disarmed on {server}" for server, is_off in off.items() if not is_off]
        raise LedgerError(
            "; ".join([str(failure), "its end is not written down, repeat it", *lines])
        ) from failure
