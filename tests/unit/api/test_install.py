"""Asking for an install: the rails, pillar that wins, a server that is away, and a text that is good once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from salt_pxe.api.cancel import cancel
from salt_pxe.api.enroll import enroll
from salt_pxe.api.install import install, rearm
from salt_pxe.arming.ledger_trust import Position
from salt_pxe.arming.request import LIFETIME
from tests.minion_keys import KEYS
from tests.site import ABSENT, changed
from tests.ticket_office import NOW, SITE, Office, office
from tests.unit.api.finishing import finish
from tests.unit.ledger.asking import row_of


def add(master: Office, *hosts: str, **more: Any) -> None:
    """Enroll hosts of ks1."""
    for number, host in enumerate(hosts, 1):
        given = {"mac": f"52:54:00:00:01:{number:02x}", "profile": "el9-web", **more}
        answer = enroll(master.context(), "ks1", host, **given)
        assert "error" not in answer, answer


def ask(master: Office, host: Any = "web09", request: Any = "CHG1", **more: Any) -> dict[str, Any]:
    """Ask for an install."""
    return install(master.context(), host, request, **more)


def test_an_install_is_written_down_and_armed_at_once(master: Office) -> None:
    """The ledger knows server, deadline and the key's generation before the server hears of it."""
    add(master, "web09", minion_id="nine")
    assert ask(master) == {
        "site": "fra1",
        "host": "web09",
        "request": "CHG1",
        "state": "armed",
        "open": True,
        "armed": True,
        "mac": "52:54:00:00:01:01",
        "minion_id": "nine",
        "servers": {"ks1": "serves"},
        "requested_at": "2026-11-18T11:06:40Z",
        "requested_at_seconds": NOW,
        "changed_at": "2026-11-18T11:06:40Z",
        "changed_at_seconds": NOW,
        "deadline": "2026-11-18T15:06:40Z",
        "deadline_seconds": NOW + LIFETIME,
    }
    row = master.ledger.find("fra1", "web09", "CHG1")
    assert row and row.key_generation == 3
    assert master.told == [("web09", "CHG1", "requested"), ("web09", "CHG1", "armed")]
    assert [one.by for one in master.ledger.history()] == ["ticket", "ticket", "ks1"]


def test_the_same_text_again_gives_the_same_answer(master: Office) -> None:
    """And calls no server; another open one is refused and named."""
    add(master, "web09")
    first = ask(master)
    assert ask(master, request=" CHG1 ") == first
    assert master.calls == [("arm", "ks1", "web09", "CHG1")]
    other = ask(master, request="CHG2")
    assert other == {"error": "busy", "reason": "the host's request 'CHG1' is armed: cancel it first"}
    assert master.ledger.find("fra1", "web09", "CHG2") is None


@pytest.mark.parametrize("end", ["cancelled", "failed", "installed", "deadline"])
def test_what_is_over_arms_nothing(master: Office, end: str) -> None:
    """Whatever became of it; a new text is a new request."""
    add(master, "web09")
    ask(master)
    later = NOW
    if end == "deadline":
        later += LIFETIME
    elif end == "installed":
        master.ledger.finish(row_of(master.ledger, "web09"), KEYS[0], now=NOW, by="machine")
    else:
        master.ledger.move(row_of(master.ledger, "web09"), end, now=NOW, by="x")
    master.calls.clear()
    again = install(master.context(later), "web09", "CHG1")
    assert not again["armed"] and not again["open"] and "asked for before and is over" in again["note"]
    assert master.calls == []
    assert install(master.context(later), "web09", "CHG2")["armed"]


@pytest.mark.parametrize(
    "host", [None, 7, True, ["web09"], {"a": 1}, "", "web 09", "*", "../x", "a\nb"], ids=str
)
def test_what_is_no_host_is_refused(master: Office, host: Any) -> None:
    """In a sentence that says what is wrong."""
    answer = ask(master, host=host)
    assert answer["error"] == "value" and answer["reason"].startswith("host")


@pytest.mark.parametrize(
    "request_", [None, 20261123, 1.5, False, ["CHG1"], "", "  ", "x" * 129, "a\nb", "%pre"]
)
def test_what_is_no_request_is_refused(master: Office, request_: Any) -> None:
    """Numbers too: YAML and forms would change leading zeros."""
    add(master, "web09")
    answer = ask(master, request=request_)
    assert answer["error"] == "value" and answer["reason"].startswith("request")
    assert master.ledger.history() == []


def test_the_host_has_to_be_known(master: Office) -> None:
    """Enrolled, or in the pillar of the named server; and an enrolled one belongs to its own."""
    assert "enroll it, or name the kickstart server" in ask(master)["reason"]
    assert ask(master, server="ks1")["error"] == "unknown_host"
    assert ask(master, server="ks7")["error"] == "server"
    assert ask(master, server=5)["error"] == "value"
    add(master, "web09")
    assert ask(master, server="ks2")["reason"] == "web09 is enrolled for ks1, not for ks2"
    assert ask(master, server="ks1")["armed"]


def test_a_host_of_pillar_is_installed_by_its_server(master: Office) -> None:
    """With pillar's MAC and minion id; an enrolled one of the same name counts for nothing."""
    add(master, "web02", minion_id="other")
    master.pillars["ks1"] = {"pxe": SITE}
    answer = ask(master, host="web02", server="ks1")
    assert answer["armed"] and answer["minion_id"] == "web02" and answer["mac"] == "52:54:00:12:34:57"


def test_pillars_open_request_wins(master: Office) -> None:
    """Its own text is registered by this call; once it is over, others may be asked for."""
    master.pillars["ks1"] = {"pxe": SITE}
    other = ask(master, host="web01", request="CHG9", server="ks1")
    assert other["error"] == "busy"
    assert other["reason"] == "pillar of ks1 asks for 'CHG0012345' of web01, and pillar wins"
    assert ask(master, host="web01", request="CHG0012345", server="ks1")["armed"]
    assert ask(master, host="web01", request="CHG9", server="ks1")["error"] == "busy"
    cancel(master.context(), "web01")
    assert ask(master, host="web01", request="CHG9", server="ks1")["armed"]


@pytest.mark.parametrize(
    ("changes", "error", "said"),
    [
        ({"hosts:web02:profile": ABSENT}, "invalid", "pxe:hosts:web02:profile"),
        ({"profiles:el9-web:disks": ABSENT}, "invalid", "pxe:hosts:web02:disks"),
        ({"hosts:web02:mac": "52:54:00:12:34"}, "invalid", "pxe:hosts:web02:mac"),
        ({"hosts:web02": "el9-web"}, "invalid", "pxe:hosts:web02"),
        ({"subnets:10.0.0.0/24:range": "10.0.0.9-10.0.0.8"}, "invalid", "pxe:subnets:10.0.0.0/24:range"),
        ({"hosts:web02:protected": "holds the ledger"}, "protected", "web02 is protected: holds the ledger"),
        ({"server:max_armed": 0}, "max_armed", "ks1 may install 0 machines at once"),
    ],
)
def test_rails(master: Office, changes: dict[str, Any], error: str, said: str) -> None:
    """The rules of pillar for a host that asks for an install hold here too; nothing is written, nobody is called."""
    master.pillars["ks1"] = changed({"hosts:web01:install": ABSENT, **changes})
    answer = ask(master, host="web02", server="ks1")
    assert answer["error"] == error
    assert said in answer["reason"] + str(answer.get("problems", ""))
    assert master.calls == [] and master.ledger.history() == []


def test_no_more_machines_than_the_site_allows(master: Office) -> None:
    """Counted over tickets and pillar; a text that found no room is asked for again when there is some."""
    master.pillars["ks1"] = changed({"server:max_armed": 2, "hosts:web02:protected": "no"})
    add(master, "web08", "web09")
    assert ask(master, host="web08")["armed"], "web01 asks in pillar, and web08"
    full = ask(master)
    assert full["error"] == "max_armed" and "ks1 may install 2 machines at once, and has 2" in full["reason"]
    cancel(master.context(), "web08")
    assert ask(master)["armed"]


def test_of_many_at_once_as_many_are_armed_as_there_is_room_for(tmp_path: Path) -> None:
    """The others are refused, and their texts are still good."""
    master = office(tmp_path, pillars={"ks1": changed({"server:max_armed": 3, "hosts": {}})})
    names = [f"web{number}" for number in range(8)]
    add(master, *names)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda name: ask(master, host=name), names))
    assert [answer.get("armed") for answer in answers].count(True) == 3
    assert [answer.get("error") for answer in answers].count("max_armed") == 5
    assert len(master.armed) == len(master.ledger.open(NOW)) == 3


def test_a_ledger_that_is_not_trusted_arms_nothing(tmp_path: Path) -> None:
    """Neither a new request nor one that was asked for before; nor one that is older than what was relied on."""
    master = office(tmp_path, trusted=False)
    add(master, "web09")
    assert "nobody has said yet" in ask(master)["reason"]
    master.ledger.trust(now=NOW, by="operator")
    master.away.add("ks1")
    assert ask(master)["state"] == "requested"
    master.away.clear()
    master.calls.clear()
    master.published = Position("another", 5, "mark")
    assert ask(master)["note"].startswith("nothing is armed: the ledger is another one")
    assert rearm(master.context()) == []
    assert master.calls == []
    cancel(master.context(), "web09")
    assert ask(master, request="CHG2")["error"] == "ledger"


def test_two_machines_do_not_get_one_minion_id(master: Office) -> None:
    """Even of different servers; the finish of the second would be refused."""
    master.pillars["ks2"] = changed({"hosts": {"db01": {"mac": "52:54:00:00:05:05", "profile": "el9-web"}}})
    add(master, "web09", minion_id="db01")
    assert ask(master)["armed"]
    answer = ask(master, host="db01", server="ks2")
    assert answer == {
        "error": "taken",
        "reason": "the minion id db01 is held by fra1/web09: retire that machine first",
    }


def test_a_server_that_is_away_arms_later(master: Office) -> None:
    """The request stays; the same call, or the periodic one, arms it when the server is back."""
    add(master, "web09")
    master.away.add("ks1")
    answer = ask(master)
    assert (answer["state"], answer["armed"], answer["open"]) == ("requested", False, True)
    assert answer["note"].startswith("ks1 does not answer; it is armed when that server is back")
    assert rearm(master.context()) == []
    master.away.clear()
    assert [row.state for row in rearm(master.context())] == ["armed"]
    assert rearm(master.context()) == [] and ask(master)["armed"]


def test_a_silent_server_is_asked_once_in_a_round(master: Office) -> None:
    """Many waiting requests do not each wait for it."""
    add(master, "web08", "web09")
    master.pillars["ks2"] = changed({"hosts": {"db01": {"mac": "52:54:00:00:05:05", "profile": "el9-web"}}})
    master.away |= {"ks1", "ks2"}
    ask(master, "web08"), ask(master), ask(master, "db01", server="ks2")
    master.away.remove("ks2")
    master.calls.clear()
    assert [row.host for row in rearm(master.context())] == ["db01"]
    assert master.calls == [("arm", "ks1", "web08", "CHG1"), ("arm", "ks2", "db01", "CHG1")]
    assert rearm(master.context(NOW + LIFETIME)) == [], "what is overdue is not armed"


def test_a_server_that_refuses_says_why(master: Office) -> None:
    """The request stays open, so that a mended server can arm it."""
    add(master, "web09")
    master.refusing["ks1"] = "its kickstart is refused: no such package group"
    answer = ask(master)
    assert not answer["armed"] and answer["note"].endswith("no such package group")
    del master.refusing["ks1"]
    assert ask(master)["armed"]


def test_an_install_that_is_cancelled_while_it_is_armed_is_disarmed_again(master: Office) -> None:
    """The cancel came between the server's arming and its answer."""
    add(master, "web09")
    ready = master.context()
    real = ready.arm

    def arm(server: str, host: str, request: str) -> Any:
        said = real(server, host, request)
        master.ledger.move(row_of(master.ledger, host, request), "cancelled", now=NOW, by="other")
        return said

    answer = install(replace(ready, arm=arm), "web09", "CHG1")
    assert answer["note"] == "it was closed meanwhile: cancelled" and not answer["armed"]
    assert master.armed == {} and answer["servers"] == {"ks1": "disarmed"}


@pytest.mark.parametrize("answer", ["Traceback ...", None, [], {"armed": "yes"}, {"armed": 1}, 5])
def test_only_a_clear_yes_counts_as_armed(master: Office, answer: Any) -> None:
    """Whatever else a minion returns leaves the request as it was."""
    add(master, "web09")
    ready = replace(master.context(), arm=lambda server, host, request: answer)
    assert install(ready, "web09", "CHG1")["state"] == "requested"


def test_a_minion_that_the_master_names_no_server_is_asked_for_nothing(master: Office) -> None:
    """With the line that would make it one; a request that it once served waits for that."""
    add(master, "web09", "web08")
    master.away = {"ks1"}
    assert ask(master)["state"] == "requested"
    master.away, master.sites = set(), {"ks1": None}
    refused = ask(master, host="web08", server="ks1")
    assert refused["error"] == "server" and "{pxe: {servers: ['ks1']}}" in refused["reason"]
    assert "does not name it" in ask(master)["note"] and rearm(master.context()) == []
    assert [call for call in master.calls if call[0] == "arm"] == [("arm", "ks1", "web09", "CHG1")]
    master.sites = {"ks1": "muc1"}
    assert ask(master)["note"] == "ks1 serves the site muc1, and the install is one of fra1"
    master.sites = {}
    assert ask(master)["armed"]


def test_a_machine_that_another_site_installs_is_in_the_way(master: Office) -> None:
    """The operator is told which site it is."""
    master.pillars["ks2"] = {"pxe": SITE}
    master.sites = {"ks2": "muc1"}
    add(master, "db09", mac="52:54:00:12:34:57")
    assert ask(master, host="db09")["armed"]
    busy = ask(master, host="web02", request="CHG2", server="ks2")
    assert busy["error"] == "busy"
    assert busy["reason"] == "the site fra1 installs a machine with this MAC address: cancel it first"


def test_two_sites_may_each_install_a_machine_of_one_name(master: Office) -> None:
    """By one text, too; where the name alone is given, the sites are listed, and one of them is to be named."""
    own = {"hosts:web02:minion_id": "web02.muc1", "hosts:web01:install": ABSENT}
    master.pillars["ks2"] = changed({**own, "hosts:web02:fixed_address": "10.0.0.23"})
    master.sites = {"ks2": "muc1"}
    add(master, "web02")
    assert ask(master, host="web02")["site"] == "fra1"
    assert ask(master, host="web02", server="ks2")["site"] == "muc1"
    assert master.armed == {("ks1", "web02"): "CHG1", ("ks2", "web02"): "CHG1"}
    sites = {"error": "several_sites", "sites": ["fra1", "muc1"]}
    for asked in (ask(master, host="WEB02"), cancel(master.context(), "web02")):
        assert asked | sites == asked
        assert asked["reason"] == (
            f"the sites fra1, muc1 have a machine named {'WEB02' if 'WEB02' in asked['reason'] else 'web02'}: "
            "say which (site=...)"
        )
    assert ask(master, host="web02", site="muc1")["minion_id"] == "web02.muc1"
    assert cancel(master.context(), "web02", site="fra1")["changed"]
    assert master.armed == {("ks2", "web02"): "CHG1"}
    assert not cancel(master.context(), "web02", site="fra1")["changed"]


def test_a_site_that_is_not_the_server_s_is_refused(master: Office) -> None:
    """A call that means two things does neither."""
    master.pillars["ks2"] = {"pxe": SITE}
    master.sites = {"ks2": "muc1"}
    refused = ask(master, host="web02", server="ks2", site="fra1")
    assert refused == {
        "error": "site",
        "reason": "ks2 is a kickstart server of the site muc1, not of fra1",
    }
    assert ask(master, host="web02", server="ks2", site=5)["error"] == "value"
    assert ask(master, host="web02", server="ks2", site="muc1")["armed"]


@pytest.mark.parametrize(
    ("name", "mac"),
    [("WEB02", "52:54:00:12:34:57"), ("db07", "52:54:00:12:34:57"), ("web02", "52:54:00:00:07:07")],
)
def test_a_text_is_good_once_for_a_machine_whatever_it_became(master: Office, name: str, mac: str) -> None:
    """In another case, renamed, or with another NIC: it is told what became of the text, and nothing is armed."""
    quiet = {"hosts:web01:install": ABSENT}
    master.pillars["ks1"] = changed(quiet)
    ask(master, host="web02", server="ks1")
    cancel(master.context(), "web02")
    became = {"mac": mac, "profile": "el9-web", "minion_id": "web02"}
    master.pillars["ks1"] = changed({**quiet, "hosts:web02": ABSENT, f"hosts:{name}": became})
    again = ask(master, host=name, server="ks1")
    assert (again["host"], again["state"], again["armed"]) == ("web02", "cancelled", False)
    assert "asked for before and is over" in again["note"]
    assert ask(master, host=name, server="ks1", request="CHG2")["armed"]


def test_a_minion_whose_key_is_accepted_keeps_its_id(master: Office) -> None:
    """It is another minion's as long as no install of this machine has proved that key."""
    add(master, "web09")
    master.keys.accept("web09", KEYS[1])
    taken = ask(master)
    assert taken["error"] == "taken" and "`salt-key -d web09`" in taken["reason"]
    assert master.ledger.history() == [] and master.calls == []
    master.keys.drop("web09", KEYS[1])
    assert ask(master)["armed"]
    finish(master)
    assert ask(master, request="CHG2")["armed"], "its own key from the install before"
