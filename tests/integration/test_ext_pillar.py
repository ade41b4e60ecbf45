"""The pillar extension inside real Salt: who gets what, and what a failure looks like."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.masterless import REPOSITORY, Masterless
from tests.site import HASH, SITE, changed

pytestmark = pytest.mark.integration


@pytest.fixture
def minion(tmp_path: Path) -> Masterless:
    """A minion whose extension comes from the installed package."""
    own = tmp_path / "roots"
    own.mkdir()
    return Masterless(tmp_path, file_roots=[own], pillar={"pxe": SITE})


def test_a_minion_without_a_site_gets_nothing(minion: Masterless) -> None:
    """No `pxe` key, no answer."""
    minion.set_pillar({"other": 1})
    assert minion.call("pillar.items", "unmask=True") == {"other": 1}


def test_a_kickstart_server_gets_its_site_and_a_kickstart_for_each_armed_host(minion: Masterless) -> None:
    """Armed is who asks; the kickstart is whole and holds the host's own values."""
    served = minion.call("pillar.items", "unmask=True")["pxe_served"]
    assert served["armed"] == {"web01": "CHG0012345"}
    assert set(served["answers"]) == {"web01"}
    assert HASH in served["answers"]["web01"][""]
    assert set(served["site"]["hosts"]) == {"web01", "web02"}
    assert served["refused"] == []


def test_one_bad_host_is_named_and_the_others_go_on(minion: Masterless) -> None:
    """Promise 6."""
    minion.set_pillar(changed({"hosts:web02:mac": 41135085296, "hosts:web03": {"mac": "52:54:00:00:00:03"}}))
    served = minion.call("pillar.items", "unmask=True")["pxe_served"]
    assert set(served["site"]["hosts"]) == {"web01", "web03"}
    assert [path for path, _, _ in served["refused"]] == ["pxe:hosts:web02:mac"]


def test_a_bad_site_refuses_as_a_whole(minion: Masterless) -> None:
    """The pillar carries an error with the path, and Salt refuses to run states."""
    minion.set_pillar(changed({"subnets:10.0.0.0/24:range": "10.0.0.9-10.0.0.8"}))
    pillar = minion.call("pillar.items", "unmask=True")
    assert "pxe_served" not in pillar
    assert "pxe:subnets:10.0.0.0/24:range: 10.0.0.9-10.0.0.8 is reversed" in str(pillar["_errors"])
    refused = minion.run("state.apply", "pxe")
    assert refused.returncode != 0
    assert "Pillar failed to render" in refused.stdout + refused.stderr


def test_a_template_of_the_sites_own_comes_from_the_file_roots(minion: Masterless) -> None:
    """What is missing there refuses its host by name."""
    minion.set_pillar(changed({"profiles:el9-web:template": "salt://ks/own.ks.j2"}))
    served = minion.call("pillar.items", "unmask=True")["pxe_served"]
    assert served["armed"] == {}
    assert "install" not in served["site"]["hosts"]["web01"]
    assert any("salt://ks/own.ks.j2" in message for _, message, _ in served["refused"])


def test_the_example_pillar_is_served(tmp_path: Path) -> None:
    """What the repository shows is what it can do."""
    minion = Masterless(
        tmp_path,
        file_roots=[tmp_path],
        options={"pillar_roots": {"base": [str(REPOSITORY / "examples" / "pillar")]}},
    )
    served = minion.call("pillar.items", "unmask=True")["pxe_served"]
    assert set(served["answers"]) == {"web01", "web02"}
    assert served["refused"] == []
