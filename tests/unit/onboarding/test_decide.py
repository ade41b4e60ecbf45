"""What a machine's word leads to: every way to be refused, and the few ways to be believed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from salt_pxe.arming import proof
from salt_pxe.arming.proof import KeyRing
from salt_pxe.arming.request import LIFETIME, STATES, Request
from salt_pxe.onboarding import decide as decision
from salt_pxe.onboarding import events
from salt_pxe.onboarding.events import (
    Accept,
    Auth,
    Done,
    KeyView,
    LedgerView,
    Move,
    Refuse,
    Report,
    Start,
)
from tests.minion_keys import KEYS

NOW = 1_000_000
RING = KeyRing(2, {1: b"a" * 32, 2: b"b" * 32})
FINGERS = [proof.fingerprint(key) for key in KEYS]
ARMED = Request(
    number=7,
    site="fra1",
    host="web01",
    request="CHG1",
    mac="52:54:00:12:34:56",
    minion_id="web01.example.com",
    key_generation=1,
    state="armed",
    version=3,
    requested_at=NOW - 60,
    deadline=NOW + LIFETIME,
    changed_at=NOW - 60,
)
INSTALLED = replace(ARMED, state="installed", public_key=KEYS[0], fingerprint=FINGERS[0])
ACCEPTED = replace(INSTALLED, accepted_at=NOW - 1)
TWIN = replace(ARMED, number=8, host="web02", mac="52:54:00:12:34:57")
CLOSED = [state for state in STATES if state in ("failed", "expired", "cancelled")]


def proved(request: Request, event: str, finger: str, generation: int | None = None) -> str:
    """Return the proof that the machine of a request makes."""
    install = (request.site, request.host, request.mac, request.request)
    token = RING.token(generation or request.key_generation, *install)
    assert token
    return proof.proof(token, event, *install, request.minion_id, finger)


def report(
    request: Request = ARMED, /, event: str = "installed", key: str = KEYS[0], **forged: Any
) -> Report:
    """Return what the machine of a request truly reports, but for what is forged."""
    finger = proof.fingerprint(key) if event == "installed" else ""
    true = Report(
        event,
        request.site,
        request.host,
        request.mac,
        request.request,
        request.minion_id,
        proved(request, event, finger),
        key,
    )
    return replace(true, **forged)


def auth(request: Request = ARMED, /, key: str = KEYS[0], **forged: Any) -> Auth:
    """Return the event of the machine's minion asking for its key to be accepted."""
    return replace(
        Auth("pend", request.minion_id, key, proved(request, "installed", proof.fingerprint(key))), **forged
    )


def decide(
    event: events.Event, *known: Request, accepted: str | None = None, now: int = NOW, distrust: str = ""
) -> Any:
    """Decide about an event; the first known request is the one that it names."""
    view = LedgerView(known[0] if known else None, known, distrust)
    return decision.decide(event, view, KeyView(accepted), RING, now)


@pytest.mark.parametrize("state", ["requested", "armed", "booting", "installing"])
@pytest.mark.parametrize("event", [report(), auth(), auth(act="denied")], ids=["report", "pend", "denied"])
def test_a_proved_finish_is_accepted_with_exactly_its_key(event: Any, state: str) -> None:
    """By the report, or by the minion's own request where the report was lost; signals in between may be lost."""
    request = replace(ARMED, state=state)
    assert decide(event, request) == Accept(request, KEYS[0], FINGERS[0])


def test_a_reinstalled_machine_replaces_its_old_key() -> None:
    """The decision says which accepted key goes; the one that stays is not replaced by itself."""
    assert decide(report(), ARMED, accepted=FINGERS[2]).replaces == FINGERS[2]
    assert decide(report(), ARMED, accepted=FINGERS[0]).replaces is None


ANOTHER = "it was asked for another site, another MAC or another minion id"
NO_KEY = "this is not a public key: one PEM block, BEGIN PUBLIC KEY to END PUBLIC KEY"
UNKNOWN = "no request with this minion id has such a proof"
WRONG = "the proof is wrong"
REFUSED = {
    "no proof": (report(proof=None), "no proof"),
    "empty proof": (report(proof=""), WRONG),
    "wrong proof": (report(proof="0" * 64), WRONG),
    "another host's proof": (report(proof=proved(TWIN, "installed", FINGERS[0])), WRONG),
    "another request's proof": (
        report(proof=proved(replace(ARMED, request="CHG2"), "installed", FINGERS[0])),
        WRONG,
    ),
    "another event's proof": (report(proof=proved(ARMED, "installing", "")), WRONG),
    "another generation's proof": (
        report(proof=proved(ARMED, "installed", FINGERS[0], 2)),
        WRONG,
    ),
    "right proof with another key": (report(public_key=KEYS[1]), WRONG),
    "no key": (report(public_key=None), WRONG),
    "two keys": (
        report(public_key=f"{KEYS[0]}\n{KEYS[1]}"),
        NO_KEY,
    ),
    "another host": (report(host="web02"), "nobody asked for this install"),
    "another request": (report(request="CHG2"), "nobody asked for this install"),
    "another site": (report(site="muc1"), ANOTHER),
    "another MAC": (report(mac="52:54:00:12:34:57"), ANOTHER),
    "glob": (report(minion_id="*"), ANOTHER),
    "path": (
        report(minion_id="../../web01.example.com"),
        ANOTHER,
    ),
    "another minion's id": (
        report(minion_id="web02.example.com"),
        ANOTHER,
    ),
    "a state that no machine reports": (report(event="onboarded"), "no machine reports that"),
    "auth without proof": (auth(proof=None), "no proof"),
    "auth with wrong proof": (auth(proof="0" * 64), UNKNOWN),
    "auth with another key": (auth(public_key=KEYS[1]), UNKNOWN),
    "auth with another host's proof": (
        auth(proof=proved(TWIN, "installed", FINGERS[0])),
        UNKNOWN,
    ),
    "auth of an accepted minion": (auth(act="accept"), "a key that is accept needs no decision"),
    "auth with a glob": (auth(minion_id="*"), '"*" is a glob, not a minion id'),
    "auth with a path": (auth(minion_id="../web01"), '"../web01" is a path, not a minion id'),
    "auth with no key": (
        auth(public_key="x"),
        NO_KEY,
    ),
}


@pytest.mark.parametrize(("event", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_proved_leads_to_nothing(event: Any, reason: str) -> None:
    """Each single forgery is refused, for its own reason."""
    assert decide(event, ARMED) == Refuse(reason)


def test_nothing_is_known_of_a_stranger() -> None:
    """A proof for a request that the ledger does not have is worth nothing."""
    assert decide(report()) == Refuse("nobody asked for this install")
    assert decide(auth()) == Refuse("no request with this minion id has such a proof")


@pytest.mark.parametrize("event", [report(), auth()], ids=["report", "auth"])
@pytest.mark.parametrize("state", CLOSED)
def test_a_finish_comes_too_late_once_the_request_is_over(event: Any, state: str) -> None:
    """After cancel, failure and expiry a true proof opens nothing."""
    assert decide(event, replace(ARMED, state=state)) == Refuse(f"the request is over: it is {state}")


@pytest.mark.parametrize("event", [report(), auth()], ids=["report", "auth"])
def test_a_finish_after_the_deadline_is_refused_before_anybody_has_closed_the_request(event: Any) -> None:
    """The deadline holds by itself, to the second."""
    assert isinstance(decide(event, ARMED, now=ARMED.deadline - 1), Accept)
    assert "deadline has passed" in decide(event, ARMED, now=ARMED.deadline).reason


@pytest.mark.parametrize("event", [report(), auth()], ids=["report", "auth"])
def test_a_repeated_finish_is_taken_up_where_a_crash_left_it_and_does_nothing_afterwards(event: Any) -> None:
    """Until the key is stored, repeating stores it; then it is done, even if somebody deletes the key later."""
    assert decide(event, INSTALLED, now=NOW + 2 * LIFETIME) == Accept(INSTALLED, KEYS[0], FINGERS[0])
    for accepted in (FINGERS[0], FINGERS[2], None):
        assert decide(event, ACCEPTED, accepted=accepted) == Done(ACCEPTED)
        onboarded = replace(ACCEPTED, state="onboarded")
        assert decide(event, onboarded, accepted=accepted) == Done(onboarded)


@pytest.mark.parametrize("finished", [INSTALLED, ACCEPTED, replace(ACCEPTED, state="onboarded")])
def test_a_second_finish_with_another_key_is_refused(finished: Request) -> None:
    """Whoever has the token and comes second gets nothing, however true its proof is."""
    for event in (report(key=KEYS[1]), auth(key=KEYS[1])):
        assert decide(event, finished) == Refuse("the install finished with another key")


@pytest.mark.parametrize("state", ["requested", "armed", "installing", "installed", "onboarded"])
def test_two_machines_with_one_minion_id_are_refused_by_name(state: str) -> None:
    """Whichever comes first: a person has to retire one of them."""
    for event in (report(), auth()):
        twins = (replace(TWIN, number=9, host="web03"), replace(TWIN, state=state))
        assert decide(event, ARMED, *twins) == Refuse(
            "web01.example.com is the minion id of fra1/web02, fra1/web03 as well; retire it first"
        )


def test_a_later_install_of_the_same_machine_ends_an_earlier_one() -> None:
    """The old system's proof does not put its old key in the place of the new one."""
    later = replace(ARMED, number=9, request="CHG2")
    assert decide(report(INSTALLED), INSTALLED, later) == Refuse(
        "a later install of this machine was asked for"
    )
    assert isinstance(decide(report(later), later, INSTALLED), Accept)


def test_a_retired_machine_is_not_taken_in_again() -> None:
    """Its proof stays true and means nothing."""
    assert decide(report(), replace(INSTALLED, retired_at=NOW)) == Refuse("the machine was retired")


def test_nothing_is_believed_while_the_ledger_is_not_trusted() -> None:
    """A ledger that is new or older may have forgotten that this install is over."""
    for event in (
        report(),
        auth(),
        report(event="failed"),
        Start("web01.example.com"),
    ):
        assert decide(event, ARMED, distrust="it is old") == Refuse("it is old")


def test_a_token_whose_key_is_gone_proves_nothing() -> None:
    """The refusal says which key it was."""
    assert "key 3" in decide(report(), replace(ARMED, key_generation=3)).reason


@pytest.mark.parametrize(
    ("event", "state", "wanted"),
    [
        ("installing", "requested", "installing"),
        ("installing", "armed", "installing"),
        ("installing", "installing", Done),
        ("installing", "installed", "the request cannot become installing: it is installed"),
        ("installing", "cancelled", "the request cannot become installing: it is cancelled"),
        ("failed", "armed", "failed"),
        ("failed", "installing", "failed"),
        ("failed", "failed", Done),
        ("failed", "installed", "the request cannot become failed: it is installed"),
    ],
)
def test_a_proved_report_moves_the_request_forward_only(event: str, state: str, wanted: Any) -> None:
    """A repeated one is done, one that comes late is refused."""
    request = replace(ARMED, state=state)
    decision = decide(report(event=event), request)
    if wanted is Done:
        assert decision == Done(request)
    else:
        assert decision == (Move(request, wanted) if wanted in STATES else Refuse(wanted))


def test_a_machine_without_a_minion_finishes_without_a_key() -> None:
    """Its proof says that it has none; once an install has finished with a key, such a report is refused."""
    keyless = report(public_key=None, proof=proved(ARMED, "installed", ""))
    assert decide(keyless, ARMED) == Move(ARMED, "installed")
    finished = replace(ARMED, state="installed")
    assert decide(keyless, finished) == Done(finished)
    assert decide(keyless, INSTALLED) == Refuse("the install finished with a key")
    late = Refuse("the request cannot become failed: it is installed")
    assert decide(report(event="failed"), INSTALLED) == late


@pytest.mark.parametrize("event", ["installing", "failed"])
def test_nobody_else_fails_an_install(event: str) -> None:
    """Without the machine's proof even a failure is not believed."""
    assert decide(report(event=event, proof="0" * 64), ARMED) == Refuse("the proof is wrong")


def test_a_minion_is_onboarded_when_it_starts_with_the_key_that_was_proved() -> None:
    """A start that somebody else announces, or one with another accepted key, changes nothing."""
    start = Start("web01.example.com", NOW)
    assert decide(start, ACCEPTED, accepted=FINGERS[0]) == Move(ACCEPTED, "onboarded")
    for known, accepted in (
        (ACCEPTED, FINGERS[2]),
        (ACCEPTED, None),
        (INSTALLED, FINGERS[0]),
    ):
        assert decide(start, known, accepted=accepted) == Refuse(
            "the accepted key is not the one that the installed machine proved to have"
        )
    stranger = Refuse("no installed machine with this minion id is awaited")
    assert decide(start, ARMED, accepted=FINGERS[0]) == stranger
    assert decide(Start("*", NOW), ACCEPTED, accepted=FINGERS[0]) == stranger


@pytest.mark.parametrize("contact_at", [None, 0, -1])
def test_a_start_that_the_master_has_not_heard_itself_onboards_nobody(contact_at: int | None) -> None:
    """Anybody may have fired the event: the minion has to have spoken since its key was accepted."""
    assert ACCEPTED.accepted_at is not None
    before = None if contact_at is None else ACCEPTED.accepted_at + contact_at
    refused = decide(Start("web01.example.com", before), ACCEPTED, accepted=FINGERS[0])
    if contact_at == 0:
        assert refused == Move(ACCEPTED, "onboarded")
    else:
        assert refused == Refuse("the master has not heard that minion itself since its key was accepted")


def test_a_machine_that_was_installed_twice_before_it_started_is_known_by_its_key() -> None:
    """Its start belongs to the install whose key is accepted, whichever is the older one."""
    again = replace(ACCEPTED, number=9, request="CHG2", fingerprint=FINGERS[1], public_key=KEYS[1])
    start = Start("web01.example.com", NOW)
    assert decide(start, ACCEPTED, again, accepted=FINGERS[1]) == Move(again, "onboarded")
    assert decide(start, ACCEPTED, again, accepted=FINGERS[0]) == Move(ACCEPTED, "onboarded")
    assert isinstance(decide(start, ACCEPTED, again, accepted=FINGERS[2]), Refuse)


def test_what_the_ledger_took_in_is_resumed_without_the_machine() -> None:
    """After a crash the stored key is enough, under the same conditions."""

    def resume(request: Request, *others: Request, distrust: str = "") -> Any:
        return decision.resume(request, LedgerView(request, (request, *others), distrust), KeyView(), NOW)

    assert resume(INSTALLED) == Accept(INSTALLED, KEYS[0], FINGERS[0])
    assert resume(ACCEPTED) == Done(ACCEPTED)
    assert resume(INSTALLED, distrust="it is old") == Refuse("it is old")
    assert resume(INSTALLED, TWIN) == Refuse(
        "web01.example.com is the minion id of fra1/web02 as well; retire it first"
    )
    assert resume(ARMED) == Refuse("it is armed")
    for broken in ({"public_key": None}, {"fingerprint": None}, {"state": "onboarded"}):
        assert isinstance(resume(replace(INSTALLED, **broken)), Refuse)
