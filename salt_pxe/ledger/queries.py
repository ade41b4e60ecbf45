"""Every question that can be asked of the ledger. Nothing here changes anything."""

from __future__ import annotations

import json

from sqlalchemy import ColumnElement, Engine, and_, func, or_, select

from salt_pxe.arming.ledger_trust import Position, Standing
from salt_pxe.arming.request import CLOSED, INSTALLED, ONBOARDED, OPEN, Change, Request
from salt_pxe.ledger.errors import translated
from salt_pxe.ledger.rows import (
    COLUMNS,
    Enrolled,
    Enrolment,
    Undone,
    as_request,
    changes_of,
    found,
    served_row,
)
from salt_pxe.ledger.schema import ADDRESSES, ENROLMENTS, HISTORY, HOSTS, IDENTITY, REQUESTS, SERVING, TRUST


class Reader:
    """The ledger, for reading. Every method is one transaction, and raises LedgerError where the database fails."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def find(self, site: str, host: str, request: str) -> Request | None:
        """Return the request that was asked for with this very name, or None where nobody made it."""
        with translated(), self.engine.begin() as connection:
            return found(connection, site, host, request)

    def open(self, now: int, site: str | None = None) -> list[Request]:
        """Return the requests that may arm their hosts now, all or a site's; a machine has at most one."""
        of_site = [] if site is None else [REQUESTS.c.site == site]
        return self._requests(*_may_arm(now), *of_site)

    def open_elsewhere(self, site: str, now: int) -> set[str]:
        """Return the MAC addresses of the machines that another site than this one may install now."""
        query = select(ADDRESSES.c.mac).join(REQUESTS, REQUESTS.c.id == ADDRESSES.c.request_id)
        with translated(), self.engine.begin() as connection:
            return set(connection.scalars(query.where(*_may_arm(now), REQUESTS.c.site != site)))

    def overdue(self, now: int) -> list[Request]:
        """Return the requests whose deadline has come while they were open."""
        return self._requests(REQUESTS.c.open_for.is_not(None), REQUESTS.c.deadline <= now)

    def unaccepted(self) -> list[Request]:
        """Return the installed requests whose minion key, which they hold, is not stored as accepted yet."""
        return self._requests(
            REQUESTS.c.state == INSTALLED,
            REQUESTS.c.public_key.is_not(None),
            REQUESTS.c.accepted_at.is_(None),
            REQUESTS.c.retired_at.is_(None),
        )

    def awaited(self) -> list[Request]:
        """Return the installed requests whose machines have not started their minion yet.

        Those are left out that were retired, that have no minion, or whose machine was installed again.
        """
        later, mine, theirs = REQUESTS.alias("later"), ADDRESSES.alias("mine"), ADDRESSES.alias("theirs")
        again = (
            select(later.c.id)
            .join(theirs, theirs.c.request_id == later.c.id)
            .join(mine, mine.c.mac == theirs.c.mac)
            .where(mine.c.request_id == REQUESTS.c.id, later.c.id > REQUESTS.c.id)
            .where(later.c.state.in_((INSTALLED, ONBOARDED)))
        )
        return self._requests(
            REQUESTS.c.state == INSTALLED,
            REQUESTS.c.public_key.is_not(None),
            REQUESTS.c.retired_at.is_(None),
            ~again.exists(),
        )

    def with_minion_id(self, minion_id: str) -> tuple[Request, ...]:
        """Return the requests whose machines have this minion id or are to get it: open, installed, not retired."""
        return tuple(
            self._requests(
                REQUESTS.c.minion_key == minion_id.lower(),
                REQUESTS.c.minion_id == minion_id,
                REQUESTS.c.state.in_((*OPEN, INSTALLED, ONBOARDED)),
                REQUESTS.c.retired_at.is_(None),
            )
        )

    def history(
        self,
        host: str | None = None,
        request: str | None = None,
        after: int = 0,
        limit: int | None = None,
        site: str | None = None,
    ) -> list[Change]:
        """Return the rows of the history, the oldest first: all, a host's, or a request's; those after a serial."""
        query = (
            changes_of(host, request, site).where(HISTORY.c.id > after).order_by(HISTORY.c.id).limit(limit)
        )
        with translated(), self.engine.begin() as connection:
            return [Change(*row) for row in connection.execute(query)]

    def undone(self) -> list[Undone]:
        """Return what is still to be disarmed, the oldest first."""
        query = (
            select(*COLUMNS, SERVING.c.server)
            .join(SERVING, SERVING.c.request_id == REQUESTS.c.id)
            .where(REQUESTS.c.state.in_(CLOSED), SERVING.c.disarmed_at.is_(None))
            .order_by(REQUESTS.c.id, SERVING.c.server)
        )
        with translated(), self.engine.begin() as connection:
            return [Undone(*served_row(row)) for row in connection.execute(query)]

    def serving(self, request: Request) -> dict[str, bool]:
        """Return the kickstart servers that were told to serve a request, and whether each has disarmed it."""
        query = (
            select(SERVING.c.server, SERVING.c.disarmed_at)
            .where(SERVING.c.request_id == request.number)
            .order_by(SERVING.c.server)
        )
        with translated(), self.engine.begin() as connection:
            return {server: at is not None for server, at in connection.execute(query)}

    def waiting_on(self, server: str, now: int) -> set[int]:
        """Return the numbers of the open requests that name a kickstart server which has not disarmed them."""
        query = (
            select(REQUESTS.c.id)
            .join(SERVING, SERVING.c.request_id == REQUESTS.c.id)
            .where(*_may_arm(now))
            .where(SERVING.c.server == server, SERVING.c.disarmed_at.is_(None))
        )
        with translated(), self.engine.begin() as connection:
            return set(connection.scalars(query))

    def generations(self) -> set[int]:
        """Return the key generations that are still needed: by open requests, and by keys not stored yet."""
        needed = or_(
            REQUESTS.c.open_for.is_not(None),
            and_(
                REQUESTS.c.state == INSTALLED,
                REQUESTS.c.public_key.is_not(None),
                REQUESTS.c.accepted_at.is_(None),
            ),
        )
        with translated(), self.engine.begin() as connection:
            return set(connection.scalars(select(REQUESTS.c.key_generation).where(needed).distinct()))

    def standing(self) -> Standing:
        """Return where the ledger is and whether it is trusted; `ledger_trust.guard` judges by it."""
        with translated(), self.engine.begin() as connection:
            last = select(HISTORY.c.id, HISTORY.c.mark).order_by(HISTORY.c.id.desc()).limit(1)
            identity = connection.scalar(select(IDENTITY.c.identity)) or ""
            row = connection.execute(last).first()
            rows = connection.execute(select(TRUST).order_by(TRUST.c.id)).all()
        position = Position(identity, row.id, row.mark) if row else Position(identity, 0, "")
        distrust = ""
        if not rows:
            distrust = "the ledger is new and nobody has said yet that it may arm machines"
        elif not rows[-1].trusted:
            distrust = f"the ledger is not trusted since {rows[-1].by} said: {rows[-1].note}"
        return Standing(position, distrust, tuple(row.accepted_loss for row in rows if row.accepted_loss))

    def contains(self, position: Position) -> bool:
        """Tell whether this ledger went through a position; one restored from a backup may not have."""
        with translated(), self.engine.begin() as connection:
            if connection.scalar(select(IDENTITY.c.identity)) != position.ledger:
                return False
            mark = connection.scalar(select(HISTORY.c.mark).where(HISTORY.c.id == position.serial))
            return mark == position.mark if position.serial else position.mark == ""

    def counts(self, site: str | None = None) -> dict[str, int]:
        """Return how many requests are in each state that occurs, of all or of a site."""
        query = select(REQUESTS.c.state, func.count().label("how_many")).group_by(REQUESTS.c.state)
        if site is not None:
            query = query.where(REQUESTS.c.site == site)
        with translated(), self.engine.begin() as connection:
            return {row.state: row.how_many for row in connection.execute(query)}

    def hosts(self, server: str | None = None) -> list[Enrolled]:
        """Return the enrolled hosts, sorted by name: all, or those of a kickstart server."""
        query = select(HOSTS.c.server, HOSTS.c.declared, HOSTS.c.site, HOSTS.c.name).order_by(
            HOSTS.c.name, HOSTS.c.site
        )
        if server is not None:
            query = query.where(HOSTS.c.server == server)
        with translated(), self.engine.begin() as connection:
            return [
                Enrolled(server, json.loads(text), *name) for server, text, *name in connection.execute(query)
            ]

    def enrolments(self, host: str, site: str | None = None) -> list[Enrolment]:
        """Return how a host of a name was enrolled, changed and retired, in a site or in any, the oldest first."""
        columns = [ENROLMENTS.c[name] for name in ("host", "server", "declared", "at", "by", "site")]
        query = select(*columns).where(ENROLMENTS.c.name_key == host.lower()).order_by(ENROLMENTS.c.id)
        if site is not None:
            query = query.where(ENROLMENTS.c.site.in_([site, ""]))
        with translated(), self.engine.begin() as connection:
            return [
                Enrolment(name, server, json.loads(declared) if declared else None, *rest)
                for name, server, declared, *rest in connection.execute(query)
            ]

    def _requests(self, *conditions: ColumnElement[bool]) -> list[Request]:
        query = select(*COLUMNS).where(*conditions).order_by(REQUESTS.c.id)
        with translated(), self.engine.begin() as connection:
            return [as_request(row) for row in connection.execute(query)]


def _may_arm(now: int) -> tuple[ColumnElement[bool], ...]:
    # There is an index for the open ones.
    return REQUESTS.c.open_for.is_not(None), REQUESTS.c.deadline > now
