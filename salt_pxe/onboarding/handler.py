"""Carry out what follows from a signal of a machine or of Salt, and tell what has changed.

Every step can be repeated. Whatever a crash leaves undone, the next signal or `catch_up` finishes. What touches Salt
comes in as `Keys` and `Disarm`.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import nullcontext
from itertools import combinations

from salt_pxe.arming import proof
from salt_pxe.arming.ledger_trust import Position, guard
from salt_pxe.arming.proof import KeyRing
from salt_pxe.arming.request import CANCELLED, CLOSED, EXPIRED, INSTALLED, Request
from salt_pxe.ledger import machines
from salt_pxe.ledger.errors import LedgerError, Unstorable
from salt_pxe.ledger.queries import Reader
from salt_pxe.ledger.requests import Ledger, Outcome
from salt_pxe.ledger.rows import Undone
from salt_pxe.onboarding import decide
from salt_pxe.onboarding.events import (
    Accept,
    Event,
    KeyView,
    LedgerView,
    Move,
    Refuse,
    Report,
    Start,
)
from salt_pxe.onboarding.ports import Disarm, Each, Handled, Keys
from salt_pxe.onboarding.unwritten import disarmed_unwritten

_TRIES = 10
EXPIRES = "deadline"
"""By whom a request is closed whose deadline has come."""
FAILURES_TOLD = 20


def handle(
    event: Event,
    *,
    ledger: Ledger,
    ring: KeyRing,
    keys: Keys,
    disarm: Disarm,
    now: int,
    published: Position | None = None,
    by: str = "machine",
    note: str = "",
) -> Handled:
    """Do what follows from an event.

    `published` is the position that was last relied on, by a kickstart server or by this master, where it is known.
    `note` is what the machine says of it, such as the end of its installer's log.
    Raises LedgerError where the database fails; then the sender has to repeat its signal. What holds a value that no
    ledger can hold is refused, for it can never be decided.
    """
    if reason := decide.needless(event):
        return Handled(Refuse(reason))
    for _ in range(_TRIES):
        try:
            known = view(ledger, event, published)
        except Unstorable as error:
            return Handled(Refuse(str(error)))
        if isinstance(event, Start) and (unfinished := _unaccepted(known)):
            # Its key was stored, or it could not have started; a crash came before that was written down.
            for request in unfinished:
                _resume(request, known, ledger, keys, now, by)
            known = view(ledger, event, published)
        # Keys are looked up by ids that the ledger holds, never by what an event may contain.
        held = _held(keys, known.same_id[0].minion_id) if known.same_id else KeyView()
        decision = decide.decide(event, known, held, ring, now)
        if isinstance(decision, Refuse):
            return Handled(decision)
        about = decision.request
        changed: tuple[Request, ...] = ()
        if isinstance(decision, Accept) and decision.request.state not in CLOSED:
            with disarmed_unwritten(ledger, about, disarm=disarm):
                done = ledger.finish(about, decision.public_key, now=now, by=by)
            changed = (done.request,)
        elif isinstance(decision, Move):
            ends = decision.to in CLOSED
            with disarmed_unwritten(ledger, about, disarm=disarm) if ends else nullcontext():
                if decision.to == INSTALLED:
                    done = ledger.finish(about, None, now=now, by=by)
                else:
                    done = ledger.move(about, decision.to, now=now, by=by, note=note)
            changed = (done.request,)
        else:
            break
        if done.won:
            break
        # Another process was faster: what it made of the request decides.
    else:
        return Handled(Refuse("others keep changing this request at the same moment"))
    if isinstance(decision, Accept):
        _store(decision, ledger, keys, now, by)
    return Handled(decision, changed, switch_off(ledger, about, disarm=disarm, now=now))


def cancel(ledger: Ledger, request: Request, *, disarm: Disarm, now: int, by: str) -> Outcome:
    """Cancel a request, and disarm it on every server that may have armed it.

    Raises UnknownRequest, and LedgerError where that cannot be written down: then it is not cancelled, but disarmed.
    """
    with disarmed_unwritten(ledger, request, disarm=disarm):
        outcome = ledger.move(request, CANCELLED, now=now, by=by)
    switch_off(ledger, request, disarm=disarm, now=now)
    return outcome


def switch_off(ledger: Ledger, request: Request, *, disarm: Disarm, now: int) -> bool:
    """Disarm a request that is over on every server that may have armed it; tell whether PXE is off everywhere.

    A server may know the machine by any of its names, and is told each. What cannot be reached now stays written down,
    and `catch_up` gets it done. An open request stays as it is.
    """
    row = machines.with_number(ledger, request.number)
    if row is None or row.state not in CLOSED:
        return False
    known = ledger.serving(row)
    for server, is_off in known.items():
        if not is_off and _disarmed(ledger, row, server, disarm):
            ledger.disarmed(row, server, now=now, by=server)
            known[server] = True
    # Without a server that says so, nobody can tell that PXE is off.
    return bool(known) and all(known.values())


def catch_up(
    *,
    ledger: Ledger,
    keys: Keys,
    disarm: Disarm,
    now: int,
    published: Position | None = None,
    by: str = "catch-up",
    each: Each = map,
) -> list[Request]:
    """Close what is overdue, store the keys and disarm the hosts that a crash or an absent server left behind.

    Returns the requests that expired. What still cannot be done is left for the next time. `each` disarms: `map`, or
    the same in threads. Raises LedgerError where something could not be written down, after all is tried.
    """
    failures: list[LedgerError] = []
    expired: list[Request] = []
    for request in ledger.overdue(now):
        try:
            with disarmed_unwritten(ledger, request, disarm=disarm):
                done = ledger.move(request, EXPIRED, now=now, by=EXPIRES)
        except LedgerError as failure:
            failures.append(failure)
            continue
        expired += [done.request] if done.won else []
    for request in ledger.unaccepted():
        _resume(request, _view(ledger, request, request.minion_id, published), ledger, keys, now, by)

    def switched_off(left: Undone) -> None:
        try:
            if _disarmed(ledger, left.request, left.server, disarm):
                ledger.disarmed(left.request, left.server, now=now, by=by)
        except LedgerError as failure:
            failures.append(failure)

    for _ in each(switched_off, ledger.undone()):
        pass
    if failures:
        raise LedgerError("; ".join(dict.fromkeys(str(failure) for failure in failures[:FAILURES_TOLD])))
    return expired


def view(ledger: Reader, event: Event, published: Position | None = None) -> LedgerView:
    """Return what the ledger knows that matters for an event."""
    request = None
    if isinstance(event, Report):
        request = ledger.find(event.site, event.host, event.request)
    return _view(ledger, request, event.minion_id, published)


def _view(
    ledger: Reader, request: Request | None, minion_id: str, published: Position | None = None
) -> LedgerView:
    contains = None if published is None else ledger.contains(published)
    distrust = guard(ledger.standing(), published, contains)
    same_id = ledger.with_minion_id(minion_id)
    return LedgerView(request, same_id, distrust, _kin(ledger, same_id))


def _kin(ledger: Reader, requests: Collection[Request]) -> frozenset[frozenset[int]]:
    """Return the pairs of requests that are of one machine, for each may be connected with it by others."""
    if len(requests) < 2:
        return frozenset()
    had = machines.seen(ledger, [row.number for row in requests])
    pairs = (pair for group in machines.groups(had) for pair in combinations(group, 2))
    return frozenset(frozenset(pair) for pair in pairs)


def _disarmed(ledger: Reader, request: Request, server: str, disarm: Disarm) -> bool:
    """Disarm a request on a server under every name that its machine had there; tell whether all of that is done."""
    done = [disarm(server, name, request.request) for name in machines.hosts_of(ledger, request)]
    return all(done)


def _unaccepted(known: LedgerView) -> list[Request]:
    return [one for one in known.same_id if one.state == INSTALLED and one.accepted_at is None]


def _resume(request: Request, known: LedgerView, ledger: Ledger, keys: Keys, now: int, by: str) -> None:
    decision = decide.resume(request, known, _held(keys, request.minion_id), now)
    if isinstance(decision, Accept):
        _store(decision, ledger, keys, now, by)


def _held(keys: Keys, minion_id: str) -> KeyView:
    key = keys.accepted(minion_id)
    try:
        return KeyView(None if key is None else proof.fingerprint(key))
    except ValueError:
        return KeyView()  # What is no key is nobody's key.


def _store(decision: Accept, ledger: Ledger, keys: Keys, now: int, by: str) -> None:
    request = decision.request
    keys.accept(request.minion_id, decision.public_key)
    done = ledger.accepted(request, now=now, by=by)
    if done.request.retired_at is not None:
        keys.drop(request.minion_id, decision.public_key)  # It was given up while its key was being stored.
