"""A kickstart server has the requests of its pillar written down, and nothing of what it says itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from salt_pxe.adapters.runner_context import RunnerContext
from salt_pxe.adapters.server_registration import registered
from salt_pxe.arming.ledger_trust import Position
from tests.unit.adapters.salt_master import KS, NOBODY, Master
from tests.unit.ledger.asking import row_of


def of(master: Master, caller: str, **more: Any) -> RunnerContext:
    """Return the context of a call by a minion, or with `__cli` by a person."""
    return RunnerContext({**master.opts, "id": caller, **more}, caller)


def register(context: RunnerContext, **more: Any) -> dict[str, Any]:
    """Register with the master's current key."""
    given = {"generation": context.ring().current, "test": False, "published": None, "server": None, **more}
    return registered(context, **given)


def test_what_pillar_asks_for_is_written_down_and_told(master: Master, bus: list[tuple[str, Any]]) -> None:
    """Once, under this server's name; the ledger is relied on from then on."""
    context = of(master, KS)
    answer = register(context)
    assert answer == {"armed": {"web01": "CHG0012345"}, "refused": {}}
    assert register(context) == answer
    assert [tag for tag, _ in bus] == [f"salt/pxe/fra1/web01/{state}" for state in ("requested", "armed")]
    assert context.ledger().serving(row_of(context.ledger(), request="CHG0012345")) == {KS: False}
    assert context.published() == context.ledger().standing().position


def test_a_test_writes_nothing_and_says_the_same(master: Master, bus: list[tuple[str, Any]]) -> None:
    """Neither into the ledger nor anywhere else."""
    context = of(master, KS)
    assert register(context, test=True) == {"armed": {"web01": "CHG0012345"}, "refused": {}}
    assert (context.ledger().history(), context.published(), bus) == ([], None, [])


def test_a_minion_registers_for_itself_alone(master: Master, bus: list[tuple[str, Any]]) -> None:
    """Whatever server it names; a person may name one."""
    with pytest.raises(ValueError, match=f"{NOBODY} is no kickstart server"):
        register(of(master, NOBODY), server=KS)
    assert of(master, KS).ledger().history() == []
    assert register(of(master, NOBODY, __cli="salt-run"), server=KS)["armed"] == {"web01": "CHG0012345"}


@pytest.mark.parametrize("generation", [0, 99, "1", True, None, [1]])
def test_a_generation_that_the_master_has_not_is_refused(master: Master, generation: Any) -> None:
    """The server's pillar is too old, or somebody makes it up."""
    with pytest.raises(ValueError, match="keeps no key of generation"):
        register(of(master, KS), generation=generation)


def test_a_wrong_configuration_is_told_to_the_log_alone(
    master: Master, caplog: pytest.LogCaptureFixture
) -> None:
    """The caller is a minion."""
    master.opts["ext_pillar"] = [{"pxe": {"servers": {"fra1": ["a/secret"]}}}]
    with pytest.raises(ValueError, match="its log says how") as refused:
        register(of(master, KS))
    assert "secret" not in str(refused.value)
    assert "secret" in caplog.text


def test_a_server_whose_pillar_has_no_site_registers_nothing(master: Master, tmp_path: Path) -> None:
    """Nothing is served to it."""
    (tmp_path / "pillar/all.sls").write_text(json.dumps({"other": 1}))
    with pytest.raises(ValueError, match="its pillar has no pxe_served"):
        register(of(master, KS))


def test_a_ledger_older_than_the_server_s_registers_nothing(
    master: Master, bus: list[tuple[str, Any]]
) -> None:
    """The server tells from which position it published last."""
    ahead = Position("another ledger", 9, "mark").to_plain()
    answer = register(of(master, KS), published=ahead)
    assert answer["armed"] == {}
    assert set(answer["refused"]) == {"web01"}
    assert of(master, KS).ledger().history() == []
