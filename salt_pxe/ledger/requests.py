"""Changes of requests: asked for, moved from state to state, finished, expired, given up.

Whoever loses a race is told so, together with what the request has become. Every method can be repeated: doing it again
changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select

from salt_pxe.arming import proof
from salt_pxe.arming.request import (
    ACCEPTED,
    CANCELLED,
    EXPIRED,
    INSTALLED,
    LIFETIME,
    ONBOARDED,
    OPEN,
    REQUESTED,
    RETIRED,
    STATES,
    Request,
    refusal,
)
from salt_pxe.ledger.hosts import Enrolling
from salt_pxe.ledger.rows import COLUMNS, as_request, found
from salt_pxe.ledger.schema import REQUESTS
from salt_pxe.ledger.servers import Serving
from salt_pxe.ledger.transaction import Changing, Outcome, changed, state_fields, write_down
from salt_pxe.ledger.trust import Trusting
from salt_pxe.site.values import minion_id as minion_id_value
from salt_pxe.site.values import name, profile_values
from salt_pxe.site.values.addresses import host_key
from salt_pxe.site.values.addresses import mac as mac_value


class Requests(Changing):
    """The part of the ledger that holds requests."""

    def request(
        self,
        host: str,
        request: str,
        *,
        site: str,
        mac: str,
        minion_id: str,
        key_generation: int,
        now: int,
        by: str,
        lifetime: int = LIFETIME,
        supersede: bool = False,
    ) -> Outcome:
        """Ask for an install by a site's kickstart servers, which expires `lifetime` seconds from now.

        A text that this host had before is not asked for again, whatever became of it. While another request of the
        host is open the new one is refused, or, with `supersede`, cancels it if it is of the same site. Raises
        ValueError for values that no site can hold.
        """
        row = new_row(site, host, request, mac, minion_id, key_generation, now, lifetime)
        return self.attempt(lambda connection: requested(connection, row, by, supersede))

    def move(self, host: str, request: str, to: str, *, now: int, by: str, note: str = "") -> Outcome:
        """Move a request to a state, if the rules let it (`request.MOVES`) and its deadline does.

        `installed` needs the machine's key: see `finish`. Raises UnknownRequest, and ValueError for no such state.
        """
        if to not in STATES or to == INSTALLED:
            raise ValueError(f"no request is moved to {to!r}")

        def allowed(row: Request) -> str:
            return refusal(row, to, now) or (
                "its minion's key is not stored yet" if to == ONBOARDED and row.accepted_at is None else ""
            )

        return self.change(host, request, to, allowed, state_fields(to), now=now, by=by, note=note)

    def finish(self, host: str, request: str, public_key: str | None, *, now: int, by: str) -> Outcome:
        """Move a request to `installed` and remember the machine's key, which somebody else has proved to be its own.

        None is for a machine that becomes no minion. Of two finishes one wins. Raises UnknownRequest, and ValueError
        where the key is none.
        """
        fields = state_fields(INSTALLED)
        if public_key is not None:
            key = proof.public_key(public_key)
            fields |= {"public_key": key, "fingerprint": proof.fingerprint(key)}
        return self.change(
            host, request, INSTALLED, lambda row: refusal(row, INSTALLED, now), fields, now=now, by=by
        )

    def accepted(self, host: str, request: str, *, now: int, by: str) -> Outcome:
        """Write down that the key of an installed machine is stored as accepted. Raises UnknownRequest."""

        def allowed(row: Request) -> str:
            if row.state != INSTALLED or row.retired_at is not None:
                return f"it is {row.state}" if row.retired_at is None else "the machine was retired"
            return "" if row.accepted_at is None else "it was done before"

        return self.change(host, request, ACCEPTED, allowed, {"accepted_at": now}, now=now, by=by)

    def retire(self, host: str, *, now: int, by: str) -> list[Request]:
        """Give a machine up: cancel its open request, and let its minion id go. Returns the requests that changed.

        The enrolled host itself goes by `withdraw`.
        """

        def allowed(row: Request) -> str:
            if row.state in OPEN:
                return f"it is {row.state}"
            return "" if row.retired_at is None else "it was done before"

        retired = []
        for row in self.of_host(host):
            if row.state in OPEN:
                self.move(host, row.request, CANCELLED, now=now, by=by, note="retired")
            done = self.change(host, row.request, RETIRED, allowed, {"retired_at": now}, now=now, by=by)
            if done.won:
                retired.append(done.request)
        return retired

    def expire(self, now: int, by: str = "deadline") -> list[Request]:
        """Close every open request whose deadline has come. Returns those that this call closed."""
        closed = []
        for row in self.overdue(now):
            outcome = self.move(row.host, row.request, EXPIRED, now=now, by=by)
            if outcome.won:
                closed.append(outcome.request)
        return closed


class Ledger(Requests, Serving, Trusting, Enrolling):
    """The ledger, for writing. Times are seconds since 1970; `by` says who or what asked, `note` why."""


def new_row(
    site: str,
    host: str,
    request: str,
    mac: str,
    minion_id: str,
    key_generation: int,
    now: int,
    lifetime: int,
) -> dict[str, Any]:
    """Return the columns of a new request. Raises ValueError for values that no site can hold."""
    return {
        "site": name(site),
        "host": host_key(host),
        "request": profile_values.request(request),
        "mac": mac_value(mac),
        "minion_id": minion_id_value(minion_id),
        "key_generation": key_generation,
        "state": REQUESTED,
        "version": 1,
        "requested_at": now,
        "deadline": now + lifetime,
        "changed_at": now,
        "open_for": host,
    }


def requested(connection: Connection, row: Mapping[str, Any], by: str, supersede: bool) -> Outcome:
    """Ask for an install in a transaction that is under way; `row` comes from `new_row`."""
    old = found(connection, row["host"], row["request"])
    if old:
        return Outcome(False, old, f"{old.request!r} was asked for before; it is {old.state}")
    other = connection.execute(select(*COLUMNS).where(REQUESTS.c.open_for == row["host"])).first()
    if other:
        rival, now = as_request(other), row["changed_at"]
        # One whose deadline has come stands in nobody's way, even if nothing has closed it yet.
        to = EXPIRED if now >= rival.deadline else CANCELLED
        if to == CANCELLED and rival.site != row["site"]:
            return Outcome(False, rival, f"the site {rival.site} installs a machine of this name")
        if to == CANCELLED and not supersede:
            return Outcome(False, rival, f"the host's request {rival.request!r} is {rival.state}")
        note = f"superseded by {row['request']}" if to == CANCELLED else ""
        changed(connection, rival, to, state_fields(to), now, by, note)
    number = connection.execute(insert(REQUESTS).values(**row)).inserted_primary_key
    assert number is not None
    write_down(connection, number[0], 1, REQUESTED, row["changed_at"], by, "")
    made = found(connection, row["host"], row["request"])
    assert made is not None
    return Outcome(True, made)
