"""What the pillar extension makes of what comes with a request, inside Salt's own compile of a pillar."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import salt.cache
import salt.config
import salt.pillar
from sqlalchemy.engine import Engine

from salt_pxe.adapters.pillar_request import ForeignPillar, masters_own
from tests.site import changed
from tests.unit.adapters.salt_master import KS, NOBODY, Master


def armed(answer: Any) -> dict[str, str]:
    """Return the hosts that a server was given a kickstart for."""
    return dict((answer.get("pxe_served") or {}).get("armed", {}))


def test_a_server_is_served_and_nobody_else(master: Master) -> None:
    """Though both have a `pxe` key in their pillar."""
    found = master.compile()
    assert armed(found) == {"web01": "CHG0012345"} and found["pxe_served"]["site"]["site"] == "fra1"
    assert "pxe_served" not in master.compile(NOBODY) and "_errors" not in master.compile(NOBODY)


@pytest.mark.parametrize(
    "sent", [{"pxe": {}}, {"pxe": None}, {"pxe_served": {"armed": {}}}, {"pxe": 1, "x": 2}]
)
@pytest.mark.parametrize("first", [False, True])
def test_what_only_the_master_may_say_is_refused(tmp_path: Path, sent: dict[str, Any], first: bool) -> None:
    """Whatever its value, and wherever the extension runs; Salt then refuses to run states."""
    found = Master(tmp_path, ext_pillar_first=first).compile(pillar_override=sent)
    assert "came with the request; only the master's pillar" in str(found["_errors"])
    assert not (found.get("pxe_served") or {}).get("answers")


@pytest.mark.parametrize("sent", [{"said": "evil"}, {"roles": [1]}, {"_errors": []}], ids=str)
def test_what_else_came_along_is_left_out_of_what_is_served(master: Master, sent: dict[str, Any]) -> None:
    """Whoever reads it gets the pillar without it, with the grains that Salt used."""
    found = master.compile(pillar_override=sent, grains={"role": "ks"})
    assert armed(found) == {"web01": "CHG0012345"}
    own: list[Any] = []

    class Asking(salt.pillar.Pillar):
        def ext_pillar(self, pillar: Any, errors: Any = None) -> Any:
            own.append((pillar, masters_own(KS, pillar, "pxe", ("pxe", "pxe_served"))))
            return pillar, errors or []

    master.compile(kind=Asking, pillar_override=sent, grains={"role": "ks"})
    ((given, clean),) = own
    assert clean["said"] == "nothing" and clean["role"] == "ks"
    assert given["said"] == sent.get("said", "nothing")


def test_without_anything_sent_along_nothing_is_compiled_twice(master: Master) -> None:
    """The given pillar itself is the master's own."""

    class Asking(salt.pillar.Pillar):
        def ext_pillar(self, pillar: Any, errors: Any = None) -> Any:
            assert masters_own(KS, pillar, "pxe", ("pxe",)) is pillar
            return pillar, errors or []

    assert master.compile(kind=Asking)["said"] == "nothing"


def test_an_extension_on_demand_names_no_servers(tmp_path: Path) -> None:
    """Salt adds it to the configuration that extensions see, where an operator lets minions ask for it."""
    master = Master(tmp_path, on_demand_ext_pillar=["pxe", "cmd_json"])
    found = master.compile(NOBODY, ext={"pxe": {"servers": [NOBODY]}})
    assert "pxe_served" not in found and "its log says how" in str(found["_errors"])
    added = master.compile(ext={"cmd_json": 'echo \'{"pxe": {"hosts": {"web02": {"install": "X"}}}}\''})
    assert added["pxe"]["hosts"]["web02"]["install"] == "X", "the minion's own extension ran"
    assert armed(added) == {"web01": "CHG0012345"}, "and nothing of it is served"


def test_data_for_extensions_does_nothing(master: Master) -> None:
    """What the minion passes to them is not taken."""
    found = master.compile(extra_minion_data={"pxe": {"servers": [NOBODY]}, "minion_id": NOBODY})
    assert armed(found) == {"web01": "CHG0012345"}
    assert "pxe_served" not in master.compile(NOBODY, extra_minion_data={"pxe": {"servers": [NOBODY]}})


def test_an_extension_that_runs_first_sees_the_whole_pillar(tmp_path: Path) -> None:
    """With ext_pillar_first Salt hands it nothing of pillar: it compiles its own."""
    found = Master(tmp_path, ext_pillar_first=True).compile()
    assert armed(found) == {"web01": "CHG0012345"}


def test_a_pillar_that_salt_caches_serves_nobody(tmp_path: Path) -> None:
    """It would hold requests that are over, and what an earlier request brought along."""
    master = Master(tmp_path, pillar_cache=True)
    found = master.compile(kind=salt.pillar.PillarCache)
    assert "pxe_served" not in found and "pillar_cache" in str(found["_errors"])
    stored = Master.compile(_uncached(master), kind=salt.pillar.PillarCache)
    assert armed(stored) == {"web01": "CHG0012345"}, "a cache that is only written to does no harm"


def _uncached(master: Master) -> Master:
    master.opts["pillar_cache"] = False
    return master


def test_where_the_compile_cannot_be_seen_nothing_is_trusted() -> None:
    """A Salt that calls its extensions in another way is refused rather than believed."""
    with pytest.raises(ForeignPillar, match="does not show what a minion sends along"):
        masters_own(KS, {"pxe": {}}, "pxe", ("pxe",))


@pytest.mark.parametrize("servers", [{"fra1": KS, "muc1": "ks*"}, "G@role:ks"], ids=["two sites", "grains"])
def test_a_wrong_setting_takes_no_pillar_away(tmp_path: Path, servers: Any) -> None:
    """Minions without a site keep theirs; one with a site is refused, and not told what the setting says."""
    master = Master(tmp_path, ext_pillar=[{"pxe": {"servers": servers}}])
    found = master.compile()
    assert "its log says how" in str(found["_errors"]) and "muc1" not in str(found["_errors"])
    (tmp_path / "pillar/all.sls").write_text("other: 1\n")
    assert master.compile() == {"other": 1}


def test_a_site_that_pillar_names_otherwise_is_refused(tmp_path: Path) -> None:
    """With both names."""
    master = Master(tmp_path)
    (tmp_path / "pillar/all.sls").write_text(json.dumps(changed({"site": "muc1"})))
    found = master.compile()
    assert "pxe:site: is 'muc1'" in str(found["_errors"]) and "'fra1'" in str(found["_errors"])


def test_an_ordinary_minion_costs_some_microseconds(master: Master, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its pillar is compiled without the ledger, without the keys, and without a second look at pillar."""

    def never(*words: Any, **more: Any) -> Any:
        raise AssertionError("something was opened for a minion that is no server")

    monkeypatch.setattr(Engine, "connect", never)
    assert "_errors" not in master.compile(NOBODY, pillar_override={"pxe": {}, "x": 1})
    assert not (Path(master.opts["root_dir"]) / "keys.json").exists()
