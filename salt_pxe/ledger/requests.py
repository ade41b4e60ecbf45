"""Changes of requests: asked for, moved from state to state, finished, expired, given up.

Whoever loses a race is told so, together with what the request has become. Every method can be repeated: doing it again
changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, insert

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
    SEEN,
    STATES,
    Machine,
    Request,
    refusal,
)
from salt_pxe.ledger.hosts import Enrolling
from salt_pxe.ledger.machines import of_text, open_of, seen_in, write_seen
from salt_pxe.ledger.minion_ids import refuse_held
from salt_pxe.ledger.rows import numbered
from salt_pxe.ledger.schema import REQUESTS
from salt_pxe.ledger.servers import Serving
from salt_pxe.ledger.transaction import (
    DONE_BEFORE,
    Changing,
    Outcome,
    changed,
    existing,
    state_fields,
    take_turn,
    write_down,
)
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
        macs: Collection[str] = (),
    ) -> Outcome:
        """Ask for an install by a site's kickstart servers, which expires `lifetime` seconds from now.

        `mac` is the one that its token is made with, `macs` may name more. A text that this machine had before, under
        this name or with one of these MACs, is not asked for again, whatever became of it. While another request of the
        machine is open the new one is refused, or, with `supersede`, cancels it if it is of the same site. Raises
        MinionIdHeld, and ValueError for values that no site can hold.
        """
        row = new_row(site, host, request, mac, minion_id, key_generation, now, lifetime)
        machine = machine_of(row, macs)
        return self.attempt(lambda connection: requested(connection, row, machine, by, supersede))

    def note(self, request: Request, machine: Machine, *, now: int, by: str) -> Outcome:
        """Write down that the machine of a request is seen under this name and with these MACs.

        While the request is open, that is refused where another open request has the name or a MAC, or where another
        site sees it. Raises UnknownRequest.
        """

        def once(connection: Connection) -> Outcome:
            take_turn(connection)
            row = existing(connection, request)
            if row.is_open(now):
                if machine.site != row.site:
                    return Outcome(False, row, f"the site {row.site} installs this machine")
                for rival in open_of(connection, machine):
                    if rival.number != row.number and rival.is_open(now):
                        reason = (
                            f"{rival.request!r} of {rival.host}, which has this name or MAC, is {rival.state}"
                        )
                        return Outcome(False, row, reason)
            new = write_seen(connection, row.number, machine, row.request, now)
            if not new:
                return Outcome(False, row, DONE_BEFORE)
            return Outcome(True, changed(connection, row, SEEN, {}, now, by, ", ".join(new)))

        return self.attempt(once)

    def move(self, request: Request, to: str, *, now: int, by: str, note: str = "") -> Outcome:
        """Move a request to a state, if the rules let it (`request.MOVES`) and its deadline does.

        `installed` needs the machine's key: see `finish`. Raises UnknownRequest, and ValueError for no such state.
        """
        if to not in STATES or to == INSTALLED:
            raise ValueError(f"no request is moved to {to!r}")

        def allowed(row: Request) -> str:
            return refusal(row, to, now) or (
                "its minion's key is not stored yet" if to == ONBOARDED and row.accepted_at is None else ""
            )

        return self.change(request, to, allowed, state_fields(to), now=now, by=by, note=note)

    def finish(self, request: Request, public_key: str | None, *, now: int, by: str) -> Outcome:
        """Move a request to `installed` and remember the machine's key, which somebody else has proved to be its own.

        None is for a machine that becomes no minion. Of two finishes one wins. Raises UnknownRequest, and ValueError
        where the key is none.
        """
        fields = state_fields(INSTALLED)
        if public_key is not None:
            key = proof.public_key(public_key)
            fields |= {"public_key": key, "fingerprint": proof.fingerprint(key)}
        return self.change(
            request, INSTALLED, lambda row: refusal(row, INSTALLED, now), fields, now=now, by=by
        )

    def accepted(self, request: Request, *, now: int, by: str) -> Outcome:
        """Write down that the key of an installed machine is stored as accepted. Raises UnknownRequest."""

        def allowed(row: Request) -> str:
            if row.state != INSTALLED or row.retired_at is not None:
                return f"it is {row.state}" if row.retired_at is None else "the machine was retired"
            return "" if row.accepted_at is None else DONE_BEFORE

        return self.change(request, ACCEPTED, allowed, {"accepted_at": now}, now=now, by=by)

    def retire(self, requests: Iterable[Request], *, now: int, by: str) -> list[Request]:
        """Give a machine up, whose requests these are: cancel the open one, and let its minion id go.

        Returns the requests that changed. The enrolled host itself goes by `withdraw`.
        """

        def allowed(row: Request) -> str:
            if row.state in OPEN:
                return f"it is {row.state}"
            return "" if row.retired_at is None else DONE_BEFORE

        retired = []
        for row in requests:
            if row.state in OPEN:
                self.move(row, CANCELLED, now=now, by=by, note="retired")
            done = self.change(row, RETIRED, allowed, {"retired_at": now}, now=now, by=by)
            if done.won:
                retired.append(done.request)
        return retired

    def expire(self, now: int, by: str = "deadline") -> list[Request]:
        """Close every open request whose deadline has come. Returns those that this call closed."""
        closed = []
        for row in self.overdue(now):
            outcome = self.move(row, EXPIRED, now=now, by=by)
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
        "minion_key": minion_id.lower(),
        "key_generation": key_generation,
        "state": REQUESTED,
        "version": 1,
        "requested_at": now,
        "deadline": now + lifetime,
        "changed_at": now,
        "open_for": f"{site}/{host}".lower(),
    }


def machine_of(row: Mapping[str, Any], macs: Collection[str] = ()) -> Machine:
    """Return the machine of a new row, which may have more MACs. Raises ValueError."""
    more = {mac_value(one) for one in macs} - {row["mac"]}
    return Machine(row["site"], row["host"], (row["mac"], *sorted(more)))


def requested(
    connection: Connection, row: Mapping[str, Any], machine: Machine, by: str, supersede: bool
) -> Outcome:
    """Ask for an install in a transaction that is under way; `row` comes from `new_row`. Raises MinionIdHeld."""
    take_turn(connection)
    now = row["changed_at"]
    if old := of_text(connection, machine, row["request"]):
        return Outcome(False, old, f"{old.request!r} was asked for before; it is {old.state}")
    rivals = open_of(connection, machine)
    for rival in rivals:
        if rival.is_open(now) and (reason := _stands(connection, rival, machine, supersede)):
            return Outcome(False, rival, reason)
    refuse_held(connection, row["minion_id"], machine, now)
    for rival in rivals:
        # One whose deadline has come stands in nobody's way, even if nothing has closed it yet.
        to, note = (CANCELLED, f"superseded by {row['request']}") if rival.is_open(now) else (EXPIRED, "")
        changed(connection, rival, to, state_fields(to), now, by, note)
    number = connection.execute(insert(REQUESTS).values(**row)).inserted_primary_key
    assert number is not None
    write_seen(connection, number[0], machine, row["request"], now)
    write_down(connection, number[0], 1, REQUESTED, now, by, "")
    made = numbered(connection, number[0])
    assert made is not None
    return Outcome(True, made)


def _stands(connection: Connection, rival: Request, machine: Machine, supersede: bool) -> str:
    """Return why an open request keeps a machine from another one; an empty text where it may be superseded."""
    if rival.site != machine.site:
        return f"the site {rival.site} installs a machine with this MAC address"
    had = seen_in(connection, [rival.number])[rival.number]
    if not had.is_of(machine):
        return f"{rival.request!r} of the machine that had this name, and is {had.names[-1][1]} now, is {rival.state}"
    return "" if supersede else f"the host's request {rival.request!r} is {rival.state}"
