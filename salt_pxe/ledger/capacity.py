"""Ask for an install that fits a kickstart server: request, server and the limit of machines in one transaction.

Of requests that come at once no more get in than there is room for, and no crash leaves one that no server knows of.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from salt_pxe.arming.request import LIFETIME, SERVED
from salt_pxe.ledger.errors import NoRoom
from salt_pxe.ledger.machines import seen_in
from salt_pxe.ledger.requests import Ledger, machine_of, new_row, requested
from salt_pxe.ledger.schema import REQUESTS, SERVING
from salt_pxe.ledger.servers import note_server
from salt_pxe.ledger.transaction import Outcome, changed


def ask(
    ledger: Ledger,
    host: str,
    request: str,
    server: str,
    *,
    site: str,
    mac: str,
    minion_id: str,
    key_generation: int,
    most: int,
    besides: Collection[str] = (),
    now: int,
    by: str,
    lifetime: int = LIFETIME,
    macs: Collection[str] = (),
) -> Outcome:
    """Ask for an install that a kickstart server of this site is to serve, as `Ledger.request` does.

    `most` is how many machines the server may have to install at once, counted over the hosts whose open request names
    it and those of `besides`, which pillar asks for and the ledger may not know yet. Raises NoRoom where this one would
    be too many, and MinionIdHeld and ValueError as `Ledger.request`.
    """
    row = new_row(site, host, request, mac, minion_id, key_generation, now, lifetime)
    machine = machine_of(row, macs)

    def once(connection: Connection) -> Outcome:
        outcome = requested(connection, row, machine, by, supersede=False)
        if not outcome.won:
            return outcome
        note_server(connection, outcome.request.number, server, SERVED, now)
        noted = changed(connection, outcome.request, SERVED, {}, now, by, server)
        busy = {*_busy(connection, server, now), *besides}
        if len(busy) > most:
            raise NoRoom(
                f"{server} may install {most} machines at once, and has {len(busy - {host})} to install"
            )
        return Outcome(True, noted)

    return ledger.attempt(once)


def _busy(connection: Connection, server: str, now: int) -> set[str]:
    query = (
        select(REQUESTS.c.id)
        .join(SERVING, SERVING.c.request_id == REQUESTS.c.id)
        .where(SERVING.c.server == server, SERVING.c.disarmed_at.is_(None), REQUESTS.c.deadline > now)
        # Open requests, by the index that they have.
        .where(REQUESTS.c.open_for.is_not(None))
    )
    found = seen_in(connection, connection.scalars(query).all())
    return {had.names[-1][1] for had in found.values()}
