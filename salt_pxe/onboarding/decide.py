"""What follows from a machine's word, decided from the event, the ledger and the minion's keys; nothing is done here.

The finish report, `salt/auth` and the minion's start all end here. Any accepted minion can fire any of these events
with any content: a report and a key count by their proof alone, a start by what the master itself knows of that minion.
Names and tags prove nothing. The caller carries a decision out, and decides again where another process was first.
"""

from __future__ import annotations

from salt_pxe.arming import proof
from salt_pxe.arming import request as request_states
from salt_pxe.arming.proof import KeyRing
from salt_pxe.arming.request import FAILED, INSTALLED, INSTALLING, ONBOARDED, Request
from salt_pxe.onboarding.events import (
    PROOF_OF,
    Accept,
    Auth,
    Decision,
    Done,
    Event,
    KeyView,
    LedgerView,
    Move,
    Refuse,
    Report,
    Start,
)
from salt_pxe.site import values


def decide(event: Event, ledger: LedgerView, keys: KeyView, ring: KeyRing, now: int) -> Decision:
    """Return what follows from an event at a time, in seconds since 1970.

    `ledger` and `keys` belong to the host, request and minion id that the event names.
    """
    if reason := needless(event) or ledger.distrust:
        return Refuse(reason)
    if isinstance(event, Report):
        return _report(event, ledger, keys, ring, now)
    if isinstance(event, Auth):
        return _auth(event, ledger, keys, ring, now)
    return _start(event, ledger, keys)


def needless(event: Event) -> str:
    """Return why an event is nobody's business here, seen without ledger and keys; empty where it is to be decided.

    Ordinary minions authenticate by the thousand.
    """
    if isinstance(event, Auth):
        if event.act not in ("pend", "denied"):
            return f"a key that is {event.act} needs no decision"
        if event.proof is None:
            return "no proof"
    return ""


def resume(request: Request, ledger: LedgerView, keys: KeyView, now: int) -> Decision:
    """Return what is still to be done for an installed machine whose key was proved when the ledger took it in."""
    if ledger.distrust:
        return Refuse(ledger.distrust)
    if request.state != INSTALLED or request.public_key is None or request.fingerprint is None:
        return Refuse(f"it is {request.state}")
    return _finish(request, request.public_key, request.fingerprint, ledger, keys, now)


def _report(event: Report, ledger: LedgerView, keys: KeyView, ring: KeyRing, now: int) -> Decision:
    request = ledger.request
    if event.event not in (INSTALLING, FAILED, INSTALLED):
        return Refuse("no machine reports that")
    if request is None or (request.host, request.request) != (event.host, event.request):
        return Refuse("nobody asked for this install")
    if (event.site, event.mac, event.minion_id) != (request.site, request.mac, request.minion_id):
        return Refuse("it was asked for another site, another MAC or another minion id")
    key = finger = ""
    if event.event == INSTALLED and event.public_key is not None:
        try:
            key = proof.public_key(event.public_key)
        except ValueError as error:
            return Refuse(str(error))
        finger = proof.fingerprint(key)
    if refused := _unproved(event.proof, event.event, request, finger, ring):
        return refused
    if key:
        return _finish(request, key, finger, ledger, keys, now)
    if event.event == INSTALLED and request.fingerprint is not None:
        return Refuse("the install finished with a key")
    if request.state == event.event:
        return Done(request)
    return _moved(request, event.event, now)


def _auth(event: Auth, ledger: LedgerView, keys: KeyView, ring: KeyRing, now: int) -> Decision:
    try:
        values.minion_id(event.minion_id)
        key = proof.public_key(event.public_key)
    except ValueError as error:
        return Refuse(str(error))
    finger = proof.fingerprint(key)
    for request in ledger.same_id:
        if not _unproved(event.proof, PROOF_OF, request, finger, ring):
            return _finish(request, key, finger, ledger, keys, now)
    return Refuse("no request with this minion id has such a proof")


def _start(event: Start, ledger: LedgerView, keys: KeyView) -> Decision:
    awaited = [one for one in ledger.same_id if one.minion_id == event.minion_id and one.state == INSTALLED]
    # A machine may have been installed again before it ever started: the key tells by which request it did.
    for request in reversed(awaited):
        if request.accepted_at is not None and keys.accepted == request.fingerprint:
            if event.contact_at is None or event.contact_at < request.accepted_at:
                return Refuse("the master has not heard that minion itself since its key was accepted")
            return Move(request, ONBOARDED)
    if awaited:
        return Refuse("the accepted key is not the one that the installed machine proved to have")
    return Refuse("no installed machine with this minion id is awaited")


def _unproved(given: str | None, event: str, request: Request, finger: str, ring: KeyRing) -> Refuse | None:
    if given is None:
        return Refuse("no proof")
    token = ring.token(request.key_generation, request.site, request.host, request.mac, request.request)
    if token is None:
        return Refuse(f"key {request.key_generation}, which its token was made with, is not kept any more")
    facts = (request.site, request.host, request.mac, request.request, request.minion_id)
    wanted = proof.proof(token, event, *facts, finger)
    return None if proof.holds(given, wanted) else Refuse("the proof is wrong")


def _finish(request: Request, key: str, finger: str, ledger: LedgerView, keys: KeyView, now: int) -> Decision:
    others = [other for other in ledger.same_id if other.number != request.number]
    rivals = sorted(
        {f"{other.site}/{other.host}" for other in others if not _one_machine(other, request, ledger)}
    )
    if request.retired_at is not None:
        return Refuse("the machine was retired")
    if rivals:
        return Refuse(f"{request.minion_id} is the minion id of {', '.join(rivals)} as well; retire it first")
    if any(other.number > request.number for other in others):
        return Refuse("a later install of this machine was asked for")
    if request.state in (INSTALLED, ONBOARDED):
        if request.fingerprint != finger:
            return Refuse("the install finished with another key")
        if request.accepted_at is not None:
            # Whoever takes the key away afterwards has a reason: an old proof does not bring it back.
            return Done(request)
    elif reason := request_states.refusal(request, INSTALLED, now):
        return Refuse(f"the request is over: {reason}")
    return Accept(request, key, finger, keys.accepted if keys.accepted != finger else None)


def _one_machine(one: Request, other: Request, ledger: LedgerView) -> bool:
    same_name = (one.site, one.host.lower()) == (other.site, other.host.lower())
    return same_name or one.mac == other.mac or frozenset((one.number, other.number)) in ledger.kin


def _moved(request: Request, to: str, now: int) -> Decision:
    reason = request_states.refusal(request, to, now)
    return Refuse(f"the request cannot become {to}: {reason}") if reason else Move(request, to)
