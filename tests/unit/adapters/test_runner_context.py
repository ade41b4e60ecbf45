"""What a call of the runner works with, from the master's configuration alone."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from salt_pxe.adapters.runner_context import RunnerContext, now
from salt_pxe.api.context import Unreachable
from salt_pxe.arming.ledger_trust import Position
from salt_pxe.ledger import frozen
from salt_pxe.ledger.errors import LedgerError
from salt_pxe.served import KEY
from tests.minion_keys import KEYS
from tests.unit.adapters.salt_master import KS, NOBODY, Master
from tests.unit.ledger.asking import row_of

FACTS = {"site": "fra1", "mac": "52:54:00:12:34:56", "minion_id": "web01", "key_generation": 1, "by": "me"}


def context(opts: dict[str, Any], folder: Path, **more: Any) -> RunnerContext:
    """Return the context of a master that has nothing yet in these folders."""
    own = {
        "ledger": f"sqlite:///{folder}/new/ledger.db",
        "key_file": str(folder / "new-keys/keys.json"),
        **more,
    }
    return RunnerContext({**opts, "pxe": own})


def test_a_ledger_and_keys_are_made_where_nobody_else_reads_them(master: Master, tmp_path: Path) -> None:
    """For a writer; a reader of a ledger that is not there fails, and makes nothing."""
    found = context(master.opts, tmp_path)
    with pytest.raises(LedgerError):
        found.reader()
    assert not (tmp_path / "new").exists()
    found.ledger()
    assert found.reader().history() == []
    assert list(found.ring().keys) == [found.ring().current]
    for folder in ("new", "new-keys"):
        assert (tmp_path / folder).stat().st_mode & 0o777 == 0o700


def test_which_site_a_server_has_is_said_by_the_configuration(master: Master) -> None:
    """And nobody else has one."""
    found = RunnerContext(master.opts)
    assert (found.site_of(KS), found.site_of(NOBODY)) == ("fra1", None)


def test_a_ledger_that_was_relied_on_is_known_when_an_older_one_is_there(
    master: Master, tmp_path: Path
) -> None:
    """The position is kept apart from it; a ledger that nobody trusts is not relied on."""
    found = context(master.opts, tmp_path)
    ledger = found.ledger()
    found.rely_on(ledger)
    assert found.published() is None
    assert found.trust(ledger)["trusted"] is False and "new" in found.trust(ledger)["reason"]
    ledger.trust(now=now(), by="me")
    ledger.request("web01", "CHG1", **FACTS, now=now())
    found.rely_on(ledger)
    assert found.published() == ledger.standing().position
    assert found.trust(ledger) == {"trusted": True}
    for file in (tmp_path / "new").iterdir():
        file.unlink()
    other = found.ledger()
    other.trust(now=now(), by="me")
    before = found.published()
    assert isinstance(before, Position) and found.distrust(other)
    found.rely_on(other)
    assert found.published() == before, "an older ledger never takes the place of the newer one's position"


def test_a_ledger_whose_disk_is_full_is_read_all_the_same(
    master: Master, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By it machines are disarmed; one that is not there yet is made."""
    found = context(master.opts, tmp_path)
    made = found.ledger_or_frozen()
    made.trust(now=now(), by="me")
    made.request("web01", "CHG1", **FACTS, now=now())
    made.engine.dispose()

    def full(*_: Any) -> Any:
        raise LedgerError("the ledger cannot be used: OperationalError: database or disk is full")

    monkeypatch.setattr(frozen, "ledger", full)
    read = found.ledger_or_frozen()
    assert [row.host for row in read.open(now())] == ["web01"]
    with pytest.raises(LedgerError, match="disk is full"):
        read.move(row_of(read), "cancelled", now=now(), by="me")


def test_a_server_whose_key_is_not_accepted_is_out_of_reach(
    master: Master, tmp_path: Path, bus: list[tuple[str, Any]]
) -> None:
    """Nobody compiles a pillar for a name; and Salt's own error is a reason."""
    found = context(master.opts, tmp_path)
    calls = found.call_context()
    with pytest.raises(Unreachable, match="no minion with this id is accepted"):
        calls.given(KS)
    found.keys().accept(KS, KEYS[0])
    assert KEY in calls.given(KS)
    (tmp_path / "pillar/top.sls").write_text("base: {'*': [none]}\n")
    with pytest.raises(Unreachable, match="cannot be compiled"):
        calls.given(KS)


def test_a_call_works_with_the_master_s_own(
    master: Master, tmp_path: Path, bus: list[tuple[str, Any]]
) -> None:
    """Its deadline, its keys, its time, its caller; a new state is fired at once."""
    given = context(master.opts, tmp_path, deadline=1234)
    calls = RunnerContext(given.opts, "ticket").call_context()
    assert (calls.by, calls.lifetime, calls.generation()) == ("ticket", 1234, given.ring().current)
    assert abs(calls.now - time.time()) < 60
    assert calls.site_of(KS) == "fra1"
    calls.announce(calls.ledger.request("web01", "CHG1", **FACTS, now=now()).request)
    assert [tag for tag, _ in bus] == ["salt/pxe/fra1/web01/requested"]


def test_a_setting_that_is_none_is_named(master: Master) -> None:
    """By its place in the configuration."""
    with pytest.raises(ValueError, match="pxe:deadline"):
        RunnerContext({**master.opts, "pxe": {"deadline": "soon"}}).call_context()


def test_the_key_file_of_others_is_not_taken(master: Master, tmp_path: Path) -> None:
    """Whoever can read it can make proofs."""
    found = context(master.opts, tmp_path)
    found.ring()
    found.settings.key_file.chmod(0o644)
    assert found.ring().keys == {}
    assert "mode 0644" in found.kept().loss
