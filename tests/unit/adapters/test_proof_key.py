"""Keys that were lost are told by every tool, arm nothing, and are given up by a person alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from salt_pxe.adapters import jobs
from salt_pxe.adapters.proof_key import rotated
from salt_pxe.adapters.runner_context import RunnerContext, now
from salt_pxe.adapters.server_registration import registered
from salt_pxe.adapters.signal_decisions import drained
from salt_pxe.adapters.sweep import swept
from salt_pxe.api.context import Refused
from salt_pxe.master.keyring import KeyRingError
from salt_pxe.served import KEY
from tests.unit.adapters.salt_master import KS, Master
from tests.unit.adapters.test_signal_decisions import MAC, MINION, report
from tests.unit.ledger.asking import row_of


@pytest.fixture
def context(master: Master, bus: list[tuple[str, Any]]) -> RunnerContext:
    """A master whose pillar asks for an install, and on which another machine is installing."""
    found = RunnerContext({**master.opts, "id": KS})
    facts = {"site": "fra1", "mac": MAC, "minion_id": MINION, "key_generation": found.ring().current}
    found.ledger().request("web01", "CHG1", **facts, now=now(), by="me")
    return found


@pytest.fixture
def keys(context: RunnerContext) -> bytes:
    """The master's file of keys, as a backup has it; the file itself is gone."""
    path = context.settings.key_file
    content = path.read_bytes()
    path.unlink()
    return content


def put_back(context: RunnerContext, content: bytes) -> None:
    """Put the keys back from the backup."""
    path = context.settings.key_file
    path.write_bytes(content)
    path.chmod(0o600)


def test_no_key_is_made_in_the_place_of_a_lost_one(
    master: Master, context: RunnerContext, keys: bytes
) -> None:
    """Neither by a compiled pillar nor by any call."""
    master.compile()
    drained(context)
    assert context.ring().keys == {} and "was lost" in context.kept().loss
    with pytest.raises(Refused, match="was lost") as refused:
        context.call_context().generation()
    assert refused.value.code == "key"
    assert not context.settings.key_file.exists()


def test_the_pillar_arms_nothing_without_its_key_and_says_so(
    master: Master, context: RunnerContext, keys: bytes
) -> None:
    """The site is served all the same; with the key back all is as before."""
    context.ledger().move(row_of(context.ledger()), "cancelled", now=now(), by="me")
    lost = master.compile()[KEY]
    assert (lost["armed"], lost["answers"], lost["seal"]) == ({}, {}, None)
    assert set(lost["site"]["hosts"]) == {"web01", "web02"}
    assert "was lost" in lost["warnings"][0][1]
    assert [problem[0] for problem in lost["refused"]] == ["pxe:hosts:web01:install"]
    put_back(context, keys)
    found = master.compile()[KEY]
    assert found["armed"] == {"web01": "CHG0012345"} and found["seal"]
    assert not [text for _, text, _ in found["warnings"] if "key" in text]


def test_a_server_registers_nothing_without_its_key(context: RunnerContext, keys: bytes) -> None:
    """Its pillar may be older than the loss."""
    with pytest.raises(ValueError, match="keeps no key of generation 1"):
        registered(context, 1, False, None, None)


def test_reports_wait_for_the_key_to_come_back(context: RunnerContext, bus: list[tuple[str, Any]]) -> None:
    """A true one would be refused for good. Deadlines are kept meanwhile."""
    path, signal = context.settings.key_file, report(context)
    keys = path.read_bytes()
    path.unlink()
    context.spool().put(signal)
    late = {"site": "fra1", "mac": "52:54:00:00:00:99", "minion_id": "late", "key_generation": 1}
    context.ledger().request("late", "CHG9", **late, now=now() - 100, by="me", lifetime=50)
    done = swept(context)
    assert done["decided"] == 0 and "signals wait" in done["said"][0]
    assert done["expired"] == ["late by 'CHG9'"]
    put_back(context, keys)
    assert drained(context)["decided"] == 1
    row = context.ledger().find("fra1", "web01", "CHG1")
    assert row and row.state == "installing"


def test_what_is_over_is_disarmed_without_a_key(
    context: RunnerContext, keys: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The call goes out; that it was obeyed cannot be known, so it stays to be done."""
    sent: list[tuple[Any, ...]] = []

    def published(opts: Any, minions: list[str], function: str, **kwargs: Any) -> str:
        sent.append((minions, function, kwargs))
        return "1"

    monkeypatch.setattr(jobs, "published_job", published)
    assert not context.calls.disarm()(KS, "web01", "CHG1")
    assert sent == [([KS], "pxe.disarm_all", {"requests": [["web01", "CHG1"]]})]
    sent.clear()
    assert "keys are lost" in context.calls.arm()(KS, "web01", "CHG1")["error"] and sent == []


def test_a_person_gives_up_what_is_lost(master: Master, context: RunnerContext, keys: bytes) -> None:
    """The new key has another generation; the installs that no key can prove any more are named, and not armed."""
    with pytest.raises(KeyRingError, match="was lost"):
        rotated(context)
    done = rotated(context, lost=True)
    assert (done["generation"], done["kept"], done["stranded"]) == (2, [], ["web01 by 'CHG1'"])
    assert context.kept().loss == "" and context.call_context().generation() == 2
    text = Path(master.opts["root_dir"], "pillar/all.sls")
    text.write_text(text.read_text().replace("CHG0012345", "CHG1").replace("web01.example.com", MINION))
    served = master.compile()[KEY]
    assert served["armed"] == {}
    (problem,) = [one for one in served["refused"] if one[0] == "pxe:hosts:web01:install"]
    assert "key 1, which is not kept" in problem[1] and "pxe.cancel web01" in problem[2]
    with pytest.raises(KeyRingError, match="nothing is lost"):
        rotated(context, lost=True)


def test_a_rotation_keeps_what_is_under_way(context: RunnerContext) -> None:
    """And names nobody as stranded, for nobody is."""
    assert rotated(context) == {"generation": 2, "kept": [1]}


def test_a_file_from_before_a_rotation_arms_nothing_new(master: Master, context: RunnerContext) -> None:
    """Where a request was asked for by a key that it lacks."""
    path = context.settings.key_file
    before = path.read_bytes()
    rotated(context)
    context.ledger().move(row_of(context.ledger()), "cancelled", now=now(), by="me")
    assert registered(context, 2, False, None, None)["armed"] == {"web01": "CHG0012345"}
    assert master.compile()[KEY]["armed"] == {"web01": "CHG0012345"}
    put_back(context, before)
    lost = master.compile()[KEY]
    assert lost["armed"] == {} and "older" in lost["warnings"][0][1]
    with pytest.raises(Refused, match="older"):
        context.call_context().generation()
