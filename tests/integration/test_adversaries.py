"""Who is not believed? Each of these leaves nothing accepted and nothing armed that was not so before."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from salt_pxe.arming.request import CANCELLED
from salt_pxe.ledger.errors import MinionIdHeld
from tests.integration.onboarding_lab import API, Lab, Machine, wait_for

pytestmark = pytest.mark.integration

HOOK = f"{API}/hook/pxe/event"
"""Where nginx passes reports on to; it lets a client repeat them more often."""


@pytest.fixture
def machine(lab: Lab, request: pytest.FixtureRequest) -> Machine:
    """A machine that was asked for, is armed, and has made its key."""
    return armed(lab, f"m{Machine.count}")


def armed(lab: Lab, host: str, **what: str) -> Machine:
    """Return an armed machine with a key."""
    machine = Machine(lab, host, **what)
    machine.make_key()
    lab.arm(machine)
    return machine


def standing(lab: Lab, *machines: Machine) -> object:
    """Return all that must not change: every accepted key, who is armed, the states of requests."""
    return lab.accepted(), [(lab.is_armed(one), lab.state(one)) for one in machines]


@contextmanager
def nothing_follows(lab: Lab, *machines: Machine) -> Iterator[None]:
    """Hold what happens inside to have changed nothing, once everything that was sent is decided."""
    before = standing(lab, *machines)
    yield
    lab.settle()
    assert standing(lab, *machines) == before


def finishes(lab: Lab, machine: Machine) -> None:
    """Hold the machine's own finish to be believed: what was done before has not spoilt it."""
    assert lab.post(machine.fields(), HOOK) == 200
    wait_for("the key", lambda: lab.accepted().get(machine.minion_id) == machine.public_key)
    wait_for("the answer", lambda: not lab.is_armed(machine))


def test_without_its_proof_no_report_counts(lab: Lab, machine: Machine) -> None:
    """None, a wrong one, another event's, another host's, another request's, of another key."""
    other = armed(lab, f"{machine.host}-other")
    again = Machine(lab, machine.host, "CHG0")
    again.mac, again.public_key = machine.mac, machine.public_key
    with nothing_follows(lab, machine, other):
        for proof in ("", "0" * 64, "x", machine.proof("installing"), other.proof(), again.proof()):
            assert lab.post(machine.fields(proof=proof), HOOK) == 200
        lab.post(machine.fields(public_key=other.public_key), HOOK)
        lab.post(machine.fields(public_key=""), HOOK)
        lab.post(machine.fields(mac=other.mac), HOOK)
        lab.post(machine.fields(host=other.host), HOOK)
        lab.post(machine.fields(request="CHG0"), HOOK)
        lab.post(machine.fields(event="onboarded"), HOOK)
    finishes(lab, machine)


@pytest.mark.parametrize(
    "minion_id", ["*", "m[0-9]*", "../../../etc/salt", "{{ 7 * 7 }}", "a b", "x: y", "%", "kickstart01"]
)
def test_a_minion_id_that_nobody_asked_for_does_not_count(lab: Lab, machine: Machine, minion_id: str) -> None:
    """Globs, paths, templates, and the name of another minion: not even with a proof that fits."""
    with nothing_follows(lab, machine):
        lab.post(machine.fields(minion_id=minion_id, proof=machine.proof(minion_id=minion_id)), HOOK)


def test_strangers_who_ask_for_keys_stay_strangers(lab: Lab, machine: Machine) -> None:
    """Ids that are globs or lines, a proof of another key or of another host: the master accepts none of them."""
    other = armed(lab, f"{machine.host}-other")
    ids = ("*", "?*", "m*", "a\nb", "../x", "{{ x }}", machine.minion_id)
    asked = [{"id": one, "pub": other.public_key, "proof": machine.proof()} for one in ids]
    with nothing_follows(lab, machine, other):
        lab.ask_for_keys(*asked, {"id": machine.minion_id, "pub": machine.public_key, "proof": "0" * 64})
    finishes(lab, machine)
    assert "*" in lab.pending() and "*" not in lab.accepted()


def test_an_accepted_minion_that_forges_events_is_not_believed(lab: Lab, machine: Machine) -> None:
    """It can fire any of the tags, and what it fires needs a proof all the same."""
    other = armed(lab, f"{machine.host}-other")
    asked = {
        "act": "pend",
        "id": machine.minion_id,
        "pub": other.public_key,
        "autosign_grains": {"salt_pxe_proof": machine.proof()},
    }
    forged = {
        "salt/auth": asked,
        "salt/netapi/hook/pxe/event": {"post": machine.fields(public_key=other.public_key)},
        f"salt/minion/{machine.minion_id}/start": {"id": machine.minion_id},
    }
    with nothing_follows(lab, machine, other):
        # By the list of events that a minion may hand to its master, it fires them as if they were the master's own.
        events = [{"tag": tag, "data": {**data, "forged": machine.host}} for tag, data in forged.items()]
        lab.salt("event.fire_master", "{}", "x", f"preload={json.dumps({'events': events})}")
        for tag in forged:
            seen = wait_for(tag, lambda tag=tag: [one["data"].get("forged") for one in lab.events(tag)])
            assert machine.host in seen


def test_what_was_said_once_is_not_worth_anything_again(lab: Lab, machine: Machine) -> None:
    """A replayed finish does not bring a key back that an operator has deleted, nor another install to its end."""
    said = machine.fields()
    finishes(lab, machine)
    with nothing_follows(lab, machine):
        lab.post(said, HOOK)
    (Path(lab.accepted_folder) / machine.minion_id).unlink()
    machine.request = "CHG2"
    lab.arm(machine)
    with nothing_follows(lab, machine):
        lab.post(said, HOOK)
        lab.ask_for_keys({"id": machine.minion_id, "pub": machine.public_key, "proof": said["proof"]})


def test_of_two_finishes_at_once_one_wins(lab: Lab, machine: Machine) -> None:
    """Two keys with a true proof each: the accepted one is the one that the ledger holds, and there it stays."""
    first = machine.fields()
    machine.make_key()
    second = machine.fields()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda fields: lab.post(fields, HOOK), [first, second] * 4))
    lab.settle()
    found = lab.row(machine)
    assert found.state == "installed" and found.public_key in (first["public_key"], second["public_key"])
    assert lab.accepted()[machine.minion_id] == found.public_key
    assert not lab.is_armed(machine)
    changes = [row.change for row in lab.ledger.history(machine.host)]
    assert changes.count("installed") == changes.count("accepted") == 1


def test_a_finish_after_the_end_comes_too_late(lab: Lab, machine: Machine) -> None:
    """After a cancel and after the deadline; and what was armed is disarmed, though no machine is believed."""
    late = Machine(lab, f"{machine.host}-late")
    late.make_key()
    lab.arm(late, lifetime=1)
    lab.ledger.move(lab.row(machine), CANCELLED, now=int(time.time()), by="test")
    time.sleep(1.2)
    with nothing_follows(lab, machine, late):
        lab.post(machine.fields(), HOOK)
        lab.post(late.fields(), HOOK)
    said = lab.run("pxe.expire")
    assert said["undone"] == [] and any(late.host in one for one in said["expired"])
    assert not lab.is_armed(machine) and not lab.is_armed(late)
    assert lab.state(late) == "expired"


def test_an_older_key_that_is_pending_does_not_get_in(lab: Lab, machine: Machine) -> None:
    """Whoever asked first under the machine's id is not accepted with it."""
    stranger = Machine(lab, "stranger")
    stranger.make_key()
    lab.ask_for_keys({"id": machine.minion_id, "pub": stranger.public_key, "proof": "0" * 64})
    assert lab.pending()[machine.minion_id] == stranger.public_key
    finishes(lab, machine)
    assert stranger.public_key not in {*lab.accepted().values(), *lab.pending().values()}


def test_a_machine_with_the_minion_id_of_another_is_not_armed(lab: Lab, machine: Machine) -> None:
    """Whose key it is could not be told. Nor does a report of it come to anything."""
    twin = Machine(lab, f"{machine.host}-twin", minion_id=machine.minion_id)
    twin.make_key()
    with pytest.raises(MinionIdHeld, match=f"is held by {machine.site}/{machine.host}: retire"):
        lab.arm(twin)
    before = lab.accepted(), lab.state(machine)
    lab.post(twin.fields(), HOOK)
    lab.settle()
    assert (lab.accepted(), lab.state(machine)) == before and not lab.ledger.history(twin.host)


def test_nothing_is_decided_by_a_ledger_from_a_backup(lab: Lab, machine: Machine) -> None:
    """It has forgotten that the request was cancelled; the master knows how far its ledger was."""
    here = lab.settings.ledger_file
    assert here
    backup, newest = (str(lab.folder / name) for name in ("backup.db", "newest.db"))
    copy(here, backup)
    lab.ledger.move(lab.row(machine), CANCELLED, now=int(time.time()), by="test")
    lab.settle()
    copy(here, newest)
    keys = lab.accepted()
    copy(Path(backup), str(here))
    try:
        assert lab.state(machine) == "armed"
        lab.post(machine.fields(), HOOK)
        wait_for("the decision", lambda: has_said(lab, "refused, the ledger does not contain row"))
        assert lab.state(machine) == "armed" and lab.accepted() == keys
    finally:
        copy(Path(newest), str(here))
    with nothing_follows(lab, machine):
        lab.post(machine.fields(), HOOK)


def has_said(lab: Lab, words: str) -> bool:
    """Tell whether a runner has returned these words."""
    return any(words in str(event["data"].get("return")) for event in lab.events("salt/run/.*/ret"))


def copy(source: Path, to: str) -> None:
    """Make the SQLite database at `to` what the one at `source` is now."""
    with sqlite3.connect(source) as have, sqlite3.connect(to) as wanted:
        have.backup(wanted)


def test_nothing_is_decided_while_the_ledger_is_distrusted(lab: Lab, machine: Machine) -> None:
    """A person's word stops everything, and lets it go on."""
    lab.run("pxe.distrust", "note='a drill'")
    keys = lab.accepted()
    try:
        lab.post(machine.fields(), HOOK)
        wait_for("the decision", lambda: has_said(lab, "refused, the ledger is not trusted"))
        assert lab.accepted() == keys and lab.state(machine) == "armed"
    finally:
        assert lab.run("pxe.trust") == {"trusted": True}
    finishes(lab, machine)
