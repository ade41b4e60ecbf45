"""Hosts that were enrolled: no two share what no two machines may share."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.ledger.errors import Taken
from salt_pxe.ledger.requests import Ledger
from salt_pxe.ledger.rows import Enrolled
from tests.unit.ledger.asking import NOW

HERE: dict[str, Any] = {"site": "fra1", "now": NOW, "by": "ticket"}


def test_hosts_are_enrolled_changed_and_withdrawn(ledger: Ledger) -> None:
    """The same again changes nothing; every change stays in the enrolment history."""
    web01 = {"mac": "52:54:00:12:34:56", "fixed_address": "10.0.0.21", "profile": "el9-web"}
    assert ledger.enroll("web01", "kickstart01", web01, **HERE)
    assert not ledger.enroll("web01", "kickstart01", web01, **HERE)
    moved = {**web01, "fixed_address": "10.0.0.22"}
    assert ledger.enroll("web01", "kickstart01", moved, **HERE)
    assert ledger.hosts("kickstart01") == [Enrolled("kickstart01", moved, "fra1", "web01")]
    assert ledger.hosts("kickstart02") == []
    assert ledger.withdraw("fra1", "web01", now=NOW, by="ticket")
    assert not ledger.withdraw("fra1", "web01", now=NOW, by="ticket")
    assert [row.declared and row.declared["fixed_address"] for row in ledger.enrolments("web01")] == [
        *("10.0.0.21", "10.0.0.22", None)
    ]


def test_a_host_in_another_case_is_the_same_host(ledger: Ledger) -> None:
    """It is called anew, and goes by either name."""
    web01 = {"mac": "52:54:00:12:34:56"}
    ledger.enroll("web01", "kickstart01", web01, **HERE)
    assert ledger.enroll("WEB01", "kickstart01", web01, **HERE)
    assert [(row.site, row.name) for row in ledger.hosts()] == [("fra1", "WEB01")]
    assert [row.host for row in ledger.enrolments("web01")] == ["web01", "WEB01"]
    assert ledger.withdraw("fra1", "Web01", now=NOW, by="ticket") and ledger.hosts() == []


def test_two_sites_may_each_have_a_host_of_one_name(ledger: Ledger) -> None:
    """With ids and MACs of their own; what becomes of one does not touch the other."""
    ledger.enroll("web01", "ks1", {"mac": "52:54:00:12:34:56"}, **HERE)
    other = {"mac": "52:54:00:12:34:57", "minion_id": "web01.muc1"}
    assert ledger.enroll("web01", "ks3", other, **{**HERE, "site": "muc1"})
    assert [(row.site, row.server) for row in ledger.hosts()] == [("fra1", "ks1"), ("muc1", "ks3")]
    assert [row.server for row in ledger.enrolments("web01", "muc1")] == ["ks3"]
    assert not ledger.withdraw("ham1", "web01", now=NOW, by="x")
    assert ledger.withdraw("fra1", "web01", now=NOW, by="x")
    assert [row.site for row in ledger.hosts()] == ["muc1"]


@pytest.mark.parametrize(
    "clash", [{"mac": "52-54-00-12-34-56"}, {"fixed_address": "10.0.0.21"}, {"minion_id": "WEB01"}]
)
@pytest.mark.parametrize("site", ["fra1", "muc1"])
def test_no_two_enrolled_hosts_share_a_mac_an_address_or_a_minion_id(
    ledger: Ledger, clash: dict[str, str], site: str
) -> None:
    """In any spelling, at whatever site; the host that was there stays as it was."""
    web01 = {"mac": "52:54:00:12:34:56", "fixed_address": "10.0.0.21"}
    ledger.enroll("web01", "kickstart01", web01, **HERE)
    with pytest.raises(Taken):
        ledger.enroll("web02", "kickstart01", {"mac": "52:54:00:12:34:57", **clash}, **{**HERE, "site": site})
    assert [row.name for row in ledger.hosts()] == ["web01"] and len(ledger.enrolments("web01")) == 1
    assert ledger.enrolments("web02") == []
