"""Two sites have a machine of one name: each call lists them, does what it is told for one, and leaves the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from salt_pxe.api.cancel import cancel
from salt_pxe.api.enroll import enroll
from salt_pxe.api.install import install, rearm
from salt_pxe.api.query import history, status
from salt_pxe.api.retire import retire
from salt_pxe.arming.request import Machine
from tests.minion_keys import KEYS
from tests.ticket_office import NOW, QUIET, Office
from tests.unit.ledger.asking import row_of

HERE, THERE = "52:54:00:00:01:01", "52:54:00:00:02:02"

Call = Callable[..., dict[str, Any]]


@pytest.fixture
def twins(master: Office) -> Office:
    """Return a master whose sites fra1 and muc1 each install a web09, by one text."""
    master.pillars["ks2"] = QUIET
    master.sites = {"ks2": "muc1"}
    enroll(master.context(), "ks1", "web09", HERE, "el9-web")
    enroll(master.context(), "ks2", "web09", THERE, "el9-web", minion_id="nine.muc1")
    for site in ("fra1", "muc1"):
        assert install(master.context(), "web09", "CHG1", site=site)["armed"]
    master.calls.clear()
    return master


def _status(master: Office, host: Any, **more: Any) -> dict[str, Any]:
    return status(master.ledger, NOW, host=host, **more)


def _history(master: Office, host: Any, **more: Any) -> dict[str, Any]:
    return history(master.ledger, host=host, **more)


def _install(master: Office, host: Any, **more: Any) -> dict[str, Any]:
    return install(master.context(), host, "CHG1", **more)


def _cancel(master: Office, host: Any, **more: Any) -> dict[str, Any]:
    return cancel(master.context(), host, **more)


def _retire(master: Office, host: Any, **more: Any) -> dict[str, Any]:
    return retire(master.context(), host, **more)


CALLS = [_status, _history, _install, _cancel, _retire]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("name", ["web09", "WEB09"])
def test_a_name_of_several_sites_is_refused_with_the_sites(twins: Office, call: Call, name: str) -> None:
    """Nothing is written down or told to a server; with a site the call is answered."""
    before = twins.ledger.history()
    assert call(twins, name) == {
        "error": "several_sites",
        "reason": f"the sites fra1, muc1 have a machine named {name}: say which (site=...)",
        "sites": ["fra1", "muc1"],
    }
    assert twins.ledger.history() == before and twins.calls == [] and len(twins.armed) == 2
    assert "error" not in call(twins, name, site="muc1")


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("site", [5, True, ["muc1"], "", "*", "a/b", "a\nb"], ids=str)
def test_what_is_no_site_is_refused(twins: Office, call: Call, site: Any) -> None:
    """As each other value of a call is."""
    refused = call(twins, "web09", site=site)
    assert refused["error"] == "value" and refused["reason"].startswith("site")
    assert twins.calls == [] and len(twins.armed) == 2


def test_a_site_without_such_a_machine_changes_nothing(twins: Office) -> None:
    """It is told that nobody is known there; the machines of the name elsewhere are left alone."""
    assert _install(twins, "web09", site="ham1")["error"] == "unknown_host"
    assert _cancel(twins, "web09", site="ham1")["error"] == "unknown_request"
    assert _retire(twins, "web09", site="ham1")["error"] == "unknown_host"
    told = _status(twins, "web09", site="ham1")
    assert told["requests"] == [] and told["enrolled"] is None
    assert _history(twins, "web09", site="ham1") == {"changes": [], "enrolments": []}
    assert twins.calls == [] and len(twins.armed) == 2 and len(twins.ledger.hosts()) == 2


def test_status_and_history_tell_of_the_site_s_machine_alone(twins: Office) -> None:
    """Also of a whole site, without a name."""
    for site, server, mac in (("fra1", "ks1", HERE), ("muc1", "ks2", THERE)):
        told = _status(twins, "web09", site=site)
        assert [(row["site"], row["mac"]) for row in told["requests"]] == [(site, mac)]
        assert (told["enrolled"]["server"], told["enrolled"]["mac"]) == (server, mac)
        named, whole = _history(twins, "web09", site=site), history(twins.ledger, site=site)
        since = [_history(twins, "web09", site=site, after=0), history(twins.ledger, site=site, after=0)]
        for found in (named, whole, *since):
            assert [(row["site"], row["change"]) for row in found["changes"]] == [
                *((site, change) for change in ("requested", "served", "armed"))
            ]
        enrolments = _history(twins, "web09", site=site)["enrolments"]
        assert [(row["site"], row["server"]) for row in enrolments] == [(site, server)]
        assert [row["mac"] for row in status(twins.ledger, NOW, site=site)["requests"]] == [mac]
    assert len(status(twins.ledger, NOW)["requests"]) == 2


def test_one_is_cancelled_and_the_other_goes_on(twins: Office) -> None:
    """On its own server alone."""
    done = _cancel(twins, "web09", site="muc1")
    assert (done["site"], done["state"], done["servers"]) == ("muc1", "cancelled", {"ks2": "disarmed"})
    assert twins.calls == [("disarm", "ks2", "web09", "CHG1")]
    assert twins.armed == {("ks1", "web09"): "CHG1"}
    assert row_of(twins.ledger, "web09").state == "armed"


def test_one_is_retired_and_the_other_keeps_all(twins: Office) -> None:
    """Its enrolment, its install and its key; and then its name alone is enough."""
    twins.ledger.finish(row_of(twins.ledger, "web09"), KEYS[0], now=NOW, by="machine")
    twins.keys.accept("web09", KEYS[0])
    twins.ledger.accepted(row_of(twins.ledger, "web09"), now=NOW, by="master")
    done = _retire(twins, "web09", site="muc1")
    assert (done["site"], done["cancelled"], done["withdrawn"]) == ("muc1", ["CHG1"], True)
    assert done["keys_deleted"] == [] and twins.keys.held == {"web09": KEYS[0]}
    assert [(one.site, one.server) for one in twins.ledger.hosts()] == [("fra1", "ks1")]
    assert row_of(twins.ledger, "web09").retired_at is None
    assert _status(twins, "web09")["requests"][0]["site"] == "fra1"
    assert _retire(twins, "web09")["keys_deleted"] == ["web09"] and twins.keys.held == {}


def test_a_server_and_another_site_are_a_contradiction(twins: Office) -> None:
    """For an install and an enrolment; with the server's own site both are done."""
    refused = {"error": "site", "reason": "ks2 is a kickstart server of the site muc1, not of fra1"}
    assert install(twins.context(), "web09", "CHG1", server="ks2", site="fra1") == refused
    new = ("ks2", "web10", "52:54:00:00:02:03", "el9-web")
    assert enroll(twins.context(), *new, site="fra1") == refused
    assert len(twins.ledger.hosts()) == 2 and twins.calls == []
    assert install(twins.context(), "web09", "CHG1", server="ks2", site="muc1")["mac"] == THERE
    assert enroll(twins.context(), *new, site="muc1")["site"] == "muc1"
    assert enroll(twins.context(), *new, site=7)["error"] == "value"


def test_a_name_in_another_case_is_the_same_host(twins: Office) -> None:
    """Enrolling it under that changes the one that is there, and that of no other site."""
    cancel(twins.context(), "web09", site="fra1")
    assert enroll(twins.context(), "ks1", "WEB09", HERE, "el9-web", minion_id="web09")["changed"]
    assert [(one.site, one.name) for one in twins.ledger.hosts()] == [("fra1", "WEB09"), ("muc1", "web09")]


def test_a_machine_that_was_renamed_answers_to_both_names(twins: Office) -> None:
    """Its state is told and its install cancelled by the old one too; it is given up by its present name alone."""
    twins.ledger.note(row_of(twins.ledger, "web09"), Machine("fra1", "db01", (HERE,)), now=NOW, by="x")
    for name in ("web09", "db01", "DB01"):
        assert [row["mac"] for row in _status(twins, name, site="fra1")["requests"]] == [HERE]
    twins.ledger.withdraw("fra1", "web09", now=NOW, by="x")
    refused = _retire(twins, "web09", site="fra1")
    assert refused["error"] == "renamed" and refused["reason"].endswith("is called db01 now: retire that")
    assert len(twins.armed) == 2
    done = _cancel(twins, "web09", site="fra1")
    assert done["changed"] and done["mac"] == HERE and ("ks1", "web09") not in twins.armed
    assert {call[1:3] for call in twins.calls} == {("ks1", "web09"), ("ks1", "db01")}
    assert "error" not in _retire(twins, "db01") and row_of(twins.ledger, "web09").retired_at == NOW


def test_a_server_arms_a_machine_by_the_name_that_it_has_now(twins: Office) -> None:
    """Which is how its pillar knows it, where the machine was renamed after it was asked for."""
    twins.away = {"ks1"}
    enroll(twins.context(), "ks1", "web05", "52:54:00:00:01:05", "el9-web")
    assert not install(twins.context(), "web05", "CHG5")["armed"]
    renamed = Machine("fra1", "db05", ("52:54:00:00:01:05",))
    twins.ledger.note(row_of(twins.ledger, "web05", "CHG5"), renamed, now=NOW, by="x")
    twins.away.clear()
    twins.calls.clear()
    assert [row.request for row in rearm(twins.context())] == ["CHG5"]
    assert twins.calls == [("arm", "ks1", "db05", "CHG5")]


def test_a_minion_id_of_another_site_s_machine_is_taken(twins: Office) -> None:
    """In another case too; nothing is written down, and one of its own is armed."""
    twins.ledger.withdraw("muc1", "web09", now=NOW, by="x")
    mac = "52:54:00:00:01:05"
    enroll(twins.context(), "ks1", "web05", mac, "el9-web", minion_id="NINE.muc1")
    before = twins.ledger.history()
    refused = install(twins.context(), "web05", "CHG5")
    assert refused["error"] == "taken"
    assert refused["reason"].endswith("is held by muc1/web09: retire that machine first")
    assert twins.ledger.history() == before and twins.calls == []
    enroll(twins.context(), "ks1", "web05", mac, "el9-web", minion_id="five")
    assert install(twins.context(), "web05", "CHG5")["armed"]
