"""The end of a request that the ledger cannot take now: its machine is disarmed all the same."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from salt_pxe.ledger.errors import LedgerError
from salt_pxe.ledger.reading import Reader


@contextmanager
def disarmed_unwritten(
    ledger: Reader,
    host: str,
    request: str,
    *,
    disarm: Callable[[str, str, str], bool],
    servers: Collection[str],
) -> Iterator[None]:
    """Where the end of a request cannot be written down, disarm it all the same: that is the safe direction.

    Raises the ledger's LedgerError, with what was done; who repeats the call has it written down later.
    """
    try:
        yield
    except LedgerError as failure:
        known = ledger.serving(host, request)
        asked = sorted({*servers, *(server for server, is_off in known.items() if not is_off)})
        off = {server: disarm(server, host, request) for server in asked}
        said = [f"{host} is disarmed on {server}" for server, is_off in off.items() if is_off]
        said += [f"{host} is not disarmed on {server}" for server, is_off in off.items() if not is_off]
        raise LedgerError(
            "; ".join([str(failure), "its end is not written down, repeat it", *said])
        ) from failure
