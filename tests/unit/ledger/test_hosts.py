"""Hosts that were enrolled: no two share what no two machines may share."""

from __future__ import annotations

import pytest

from salt_pxe.ledger.errors import Taken
from salt_pxe.ledger.requests import Ledger
from tests.unit.ledger.asking import NOW


def test_hosts_are_enrolled_changed_and_withdrawn(ledger: Ledger) -> None:
    """The same again changes nothing; every change stays in the enrolment history."""
    web01 = {"mac": "52:54:00:12:34:56", "fixed_address": "10.0.0.21", "profile": "el9-web"}
    assert ledger.enroll("web01", "kickstart01", web01, now=NOW, by="ticket")
    assert not ledger.enroll("web01", "kickstart01", web01, now=NOW, by="ticket")
    assert ledger.enroll(
        "web01", "kickstart01", {**web01, "fixed_address": "10.0.0.22"}, now=NOW, by="ticket"
    )
    assert ledger.hosts("kickstart01")["web01"].declared["fixed_address"] == "10.0.0.22"
    assert ledger.hosts("kickstart02") == {}
    assert ledger.withdraw("web01", now=NOW, by="ticket") and not ledger.withdraw(
        "web01", now=NOW, by="ticket"
    )
    assert [row.declared and row.declared["fixed_address"] for row in ledger.enrolments("web01")] == [
        *("10.0.0.21", "10.0.0.22", None)
    ]


@pytest.mark.parametrize(
    "clash", [{"mac": "52-54-00-12-34-56"}, {"fixed_address": "10.0.0.21"}, {"minion_id": "web01"}]
)
def test_no_two_enrolled_hosts_share_a_mac_an_address_or_a_minion_id(
    ledger: Ledger, clash: dict[str, str]
) -> None:
    """In any spelling; the host that was there stays as it was."""
    web01 = {"mac": "52:54:00:12:34:56", "fixed_address": "10.0.0.21"}
    ledger.enroll("web01", "kickstart01", web01, now=NOW, by="ticket")
    with pytest.raises(Taken):
        ledger.enroll("web02", "kickstart01", {"mac": "52:54:00:12:34:57", **clash}, now=NOW, by="ticket")
    assert set(ledger.hosts()) == {"web01"} and len(ledger.enrolments("web01")) == 1
    assert ledger.enrolments("web02") == []
