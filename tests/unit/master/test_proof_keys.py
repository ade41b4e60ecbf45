"""No machine is armed whose finish the master could not prove."""

from __future__ import annotations

from salt_pxe.arming.proof import KeyRing
from salt_pxe.master.merge import Known
from salt_pxe.master.proof_keys import lost, unprovable
from tests.unit.master.test_merge import TRUSTED, row

RING = KeyRing(2, {1: b"1" * 32, 2: b"2" * 32})
ARMED = {"web01": "CHG1"}


def of(generation: int) -> Known:
    """Return a ledger with one open request, asked for by this key."""
    return Known(TRUSTED, RING.current, open={"web01": row("CHG1", key_generation=generation)})


def test_a_request_whose_key_is_kept_may_be_armed() -> None:
    """Whichever it was, and whatever else is lost."""
    for generation in RING.keys:
        assert unprovable(RING, "", ARMED, of(generation)) == {}
        assert unprovable(RING, "keys are lost", ARMED, of(generation)) == {}


def test_a_request_whose_key_is_not_kept_is_named_with_what_to_do() -> None:
    """It is asked for anew by another text."""
    found = unprovable(RING, "", ARMED, of(3))
    assert found["web01"].path == "pxe:hosts:web01:install"
    assert "by key 3, which is not kept" in found["web01"].message
    assert "pxe.cancel web01" in found["web01"].hint


def test_what_the_ledger_does_not_know_yet_gets_the_current_key_or_waits() -> None:
    """While keys are lost nothing new begins; another text of the same host is new too."""
    new = Known(TRUSTED, RING.current)
    assert unprovable(RING, "", ARMED, new) == {}
    assert set(unprovable(RING, "keys are lost", ARMED, new)) == {"web01"}
    assert set(unprovable(RING, "keys are lost", {"web01": "CHG2"}, of(1))) == {"web01"}
    assert set(unprovable(KeyRing(0, {}), "keys are lost", ARMED, Known(TRUSTED, 0))) == {"web01"}


def test_a_loss_is_a_warning_of_the_whole_site() -> None:
    """And nothing else is."""
    assert lost("") is None
    warning = lost("keys.json was lost")
    assert warning and "keys.json was lost" in warning.message and warning.path == "pxe:hosts"
