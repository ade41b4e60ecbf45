"""What one kickstart server gets to know: what it needs, and what was refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from salt_pxe.arming import seal
from salt_pxe.arming.ledger_trust import Position, Standing
from salt_pxe.arming.proof import KeyRing
from salt_pxe.master.merge import Known
from salt_pxe.master.serve import Master, serve
from salt_pxe.served import KEY
from salt_pxe.site.problem import PillarError
from tests.site import ABSENT, HASH, changed
from tests.unit.master.test_merge import row

RING = KeyRing(1, {1: b"k" * 32})
MAC = "52:54:00:12:34:56"
TOKEN = RING.token(1, "fra1", "web01", MAC, "CHG0012345")
TRUSTED = Standing(Position("ledger", 7, "mark"))
REPORTING = {"server:api": "http://10.0.0.1:8000"}
"""A site whose machines report, and so have a token."""
STRANGERS = {**REPORTING, "unknown": "el9-web", "profiles:el9-web:install_unknown": True}


def no_file(url: str) -> str:
    """Stand for a master that has no file of its own for kickstarts."""
    raise OSError(f"no {url}")


def served(changes: Mapping[str, Any] | None = None, master: Master | None = None) -> Any:
    """Return what a server with this pillar gets."""
    return serve(changed(changes or {}), no_file, master)[KEY]


def master(known: Known | None = None, **more: Any) -> Master:
    """Return a master of one site."""
    return Master(known or Known(TRUSTED, 1), RING, "fra1", **more)


def test_without_a_pxe_key_nothing_is_served() -> None:
    """A minion that is no kickstart server costs nothing."""
    assert serve({"other": 1}, no_file) == {}


def test_who_is_armed_has_an_answer_file_with_his_token() -> None:
    """And nobody else has one."""
    found = served(REPORTING, master(finger="aa:bb"))
    assert found["armed"] == {"web01": "CHG0012345"}
    assert set(found["answers"]) == {"web01"}
    text = "".join(found["answers"]["web01"].values())
    assert HASH in text and str(TOKEN) in text and "aa:bb" in text


def test_without_a_master_nothing_proves_a_report() -> None:
    """Pillar alone says what is asked for; no ledger travels."""
    found = served(REPORTING)
    assert found["armed"] == {"web01": "CHG0012345"}
    assert (found["ledger"], found["seal"]) == (None, None)
    assert str(TOKEN) not in str(found)


def test_the_master_s_keys_do_not_travel() -> None:
    """A server gets the tokens of its own machines, and the secret that seals its own answers."""
    own = seal.secret(RING, "ks1")
    found = served(REPORTING, master(seal=own))
    assert found["seal"] == dict(own)
    assert RING.keys[1].decode() not in str(found)
    assert RING.keys[1].hex() not in str(found)


def test_a_bad_host_is_left_out_and_named() -> None:
    """It blocks no other."""
    found = served({"hosts:web02": {"mac": "52:54", "profile": "el9-web", "install": "CHG2"}}, master())
    assert set(found["site"]["hosts"]) == {"web01"}
    assert found["armed"] == {"web01": "CHG0012345"}
    assert [problem[0] for problem in found["refused"]] == ["pxe:hosts:web02:mac"]


def test_a_host_whose_answer_file_is_refused_stays_and_is_not_armed() -> None:
    """Its request travels no further, so that the server does not wait for a file that never comes."""
    own = {"profiles:own": {**changed({})["pxe"]["profiles"]["el9-web"], "template": "salt://none.ks"}}
    found = served({**own, "hosts:web01:profile": "own", "hosts:web02:install": "CHG2"}, master())
    assert set(found["armed"]) == set(found["answers"]) == {"web02"}
    assert "install" not in found["site"]["hosts"]["web01"]
    ((path, message, _),) = found["refused"]
    assert path.startswith("pxe:hosts:web01") and "salt://none.ks" in message


def test_a_site_that_is_wrong_is_refused_whole() -> None:
    """With every problem."""
    with pytest.raises(PillarError) as refused:
        served({"server:address": "10.0.0", "server:interfaces": ABSENT}, master())
    assert {problem.path for problem in refused.value.problems} >= {
        "pxe:server:address",
        "pxe:server:interfaces",
    }


def test_what_strangers_may_install_has_an_answer_file_without_a_token() -> None:
    """Nobody vouches for them."""
    found = served(STRANGERS, master())
    assert set(found["profile_answers"]) == {"el9-web"}
    assert str(TOKEN) not in str(found["profile_answers"])


def test_a_ledger_that_is_not_trusted_arms_nobody_and_says_so() -> None:
    """As a warning of the whole site; the machines stay declared."""
    lost = Known(Standing(Position("ledger", 0, ""), "the ledger is new"), 1)
    found = served({}, master(lost))
    assert (found["armed"], found["answers"]) == ({}, {})
    assert found["warnings"][0][0] == "pxe:hosts"
    assert set(found["site"]["hosts"]) == {"web01", "web02"}


def test_a_text_that_is_over_travels_with_its_state_unless_the_host_is_armed_by_another() -> None:
    """The server tells it to the operator; it is no warning, for nothing is wrong."""
    over = {"web01": ("CHG0", "failed"), "web02": ("CHG7", "installed")}
    found = served({}, master(Known(TRUSTED, 1, over=over)))
    assert set(found["armed"]) == {"web01"}
    assert found["ledger"]["over"] == {"web02": ["CHG7", "installed"]}
    assert (found["warnings"], found["refused"]) == ([], [])


def test_what_the_ledger_has_registered_here_travels_with_its_position() -> None:
    """Of requests that this server waits for, and no others."""
    rows = {
        "web01": row("CHG0012345"),
        "web02": row("CHG2", "web02", mac="52:54:00:12:34:57", minion_id="web02", number=2),
    }
    found = served({}, master(Known(TRUSTED, 1, open=rows, here=[rows["web01"].number])))
    assert found["ledger"] == {
        "standing": TRUSTED.to_plain(),
        "generation": 1,
        "registered": {"web01": "CHG0012345"},
        "deadlines": {"web01": 10},
        "former_names": {},
        "unnoted": {},
        "over": {},
    }
    assert found["armed"] == {"web01": "CHG0012345", "web02": "CHG2"}
