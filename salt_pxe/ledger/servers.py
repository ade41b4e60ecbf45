"""The kickstart servers that armed a request, and those of them that have disarmed it."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from salt_pxe.arming.request import ARMED, DISARMED, REQUESTED, SERVED, Request, refusal
from salt_pxe.ledger.schema import SERVING
from salt_pxe.ledger.transaction import DONE_BEFORE, Changing, Outcome, changed, existing, state_fields


class Serving(Changing):
    """The part of the ledger that knows the kickstart servers' share."""

    def served(self, request: Request, server: str, *, now: int, by: str) -> Outcome:
        """Write down that a kickstart server has armed a request, before or after it was closed.

        A requested one becomes `armed`. A closed one is then to be disarmed there: see `undone`. Raises UnknownRequest.
        """

        def once(connection: Connection) -> Outcome:
            row = existing(connection, request)
            won = note_server(connection, row.number, server, SERVED, now)
            if won:
                row = changed(connection, row, SERVED, {}, now, by, server)
            reason = refusal(row, ARMED, now) if row.state == REQUESTED else DONE_BEFORE
            if not reason:
                row = changed(connection, row, ARMED, state_fields(ARMED), now, by, server)
                won = True
            return Outcome(won, row, "" if won else reason)

        return self.attempt(once)

    def disarmed(self, request: Request, server: str, *, now: int, by: str) -> Outcome:
        """Write down that a kickstart server has disarmed a request, for good. Raises UnknownRequest."""

        def once(connection: Connection) -> Outcome:
            row = existing(connection, request)
            if not note_server(connection, row.number, server, DISARMED, now):
                return Outcome(False, row, DONE_BEFORE)
            return Outcome(True, changed(connection, row, DISARMED, {}, now, by, server))

        return self.attempt(once)


def note_server(connection: Connection, number: int, server: str, step: str, now: int) -> bool:
    """Write down what a server does (SERVED) or did (DISARMED); False where it was written down before."""
    here = (SERVING.c.request_id == number) & (SERVING.c.server == server)
    disarmed_at = now if step == DISARMED else None
    if connection.execute(select(SERVING.c.server).where(here)).first() is None:
        new = {"request_id": number, "server": server, "served_at": now, "disarmed_at": disarmed_at}
        connection.execute(insert(SERVING).values(**new))
        return True
    other = SERVING.c.disarmed_at.is_(None) if step == DISARMED else SERVING.c.disarmed_at.is_not(None)
    done = connection.execute(update(SERVING).where(here, other).values(disarmed_at=disarmed_at))
    return done.rowcount == 1
