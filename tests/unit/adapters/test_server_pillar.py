"""The pillar of a kickstart server, compiled on the master by Salt itself."""

from __future__ import annotations

from pathlib import Path

import pytest
import salt.cache

from salt_pxe.adapters.server_pillar import server_pillar
from salt_pxe.served import KEY
from tests.unit.adapters.salt_master import KS, NOBODY, Master


def test_a_server_s_pillar_is_what_it_would_get(master: Master) -> None:
    """With what the extension serves; of another minion nothing is served."""
    assert set(server_pillar(master.opts, KS)[KEY]["armed"]) == {"web01"}
    assert KEY not in server_pillar(master.opts, NOBODY)


def test_it_is_compiled_with_the_grains_that_the_master_has(master: Master) -> None:
    """Those of Salt's cache; without any by its name alone."""
    assert server_pillar(master.opts, KS)["role"] == ""
    salt.cache.Cache(master.opts).store(f"minions/{KS}", "data", {"grains": {"id": KS, "role": "pxe"}})
    salt.cache.Cache(master.opts).store("grains", KS, {"id": KS, "role": "pxe"})
    assert server_pillar(master.opts, KS)["role"] == "pxe"


def test_it_is_compiled_anew_each_time(master: Master, tmp_path: Path) -> None:
    """A host that was added since is there."""
    server_pillar(master.opts, KS)
    file = tmp_path / "pillar/all.sls"
    file.write_text(file.read_text().replace("'nothing'", "'something'"))
    assert server_pillar(master.opts, KS)["said"] == "something"


def test_a_pillar_that_cannot_be_compiled_is_an_error_in_salt_s_words(master: Master, tmp_path: Path) -> None:
    """Half a pillar would say that hosts are gone."""
    (tmp_path / "pillar/top.sls").write_text("base: {'*': [all, none]}\n")
    with pytest.raises(ValueError, match=rf"(?s)the pillar of {KS} cannot be compiled: .*none"):
        server_pillar(master.opts, KS)


@pytest.mark.parametrize("name", ["*", "../x", "a/b", ""])
def test_a_name_that_is_no_minion_id_is_not_compiled(master: Master, name: str) -> None:
    """It may come from a caller, and becomes part of a path."""
    with pytest.raises(ValueError):
        server_pillar(master.opts, name)
