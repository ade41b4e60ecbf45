"""Enrolling over REST: the same checks as pillar, addresses that nobody has, and pillar wins."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from salt_pxe.api.enroll import LONGEST, enroll
from salt_pxe.api.install import install
from salt_pxe.ledger.history import enrolled
from salt_pxe.pillar import PillarError, parse
from tests.site import HASH, changed
from tests.ticket_office import QUIET, SITE, Office, office

MAC = "52:54:00:00:00:01"
SMALL = {"10.9.0.0/29": {"routers": ["10.9.0.1"], "domain_name_servers": ["10.9.0.3"]}}
"""Six addresses, of which pillar gives away two."""


def add(master: Office, host: Any = "web09", mac: Any = MAC, **more: Any) -> dict[str, Any]:
    """Enroll a host of ks1."""
    return enroll(
        master.context(), **{"server": "ks1", "host": host, "mac": mac, "profile": "el9-web", **more}
    )


def test_an_enrolled_host_is_in_the_ledger_as_pillar_would_have_it(master: Office) -> None:
    """The answer tells what it got; doing it again, in another spelling, changes nothing."""
    answer = add(master, mac="52-54-00-00-00-01", fixed_address="10.0.0.40", disks=["sdb"])
    assert answer == {
        "host": "web09",
        "site": "fra1",
        "server": "ks1",
        "mac": [MAC],
        "fixed_address": "10.0.0.40",
        "minion_id": "web09",
        "profile": "el9-web",
        "changed": True,
    }
    (kept,) = enrolled(master.ledger, "web09")
    assert (kept.server, kept.site, kept.name) == ("ks1", "fra1", "web09")
    assert kept.declared == {"mac": MAC, "profile": "el9-web", "fixed_address": "10.0.0.40", "disks": ["sdb"]}
    again = add(master, mac=MAC.upper(), fixed_address="10.0.0.40", disks=["sdb"])
    assert again == answer | {"changed": False}
    assert [one.by for one in master.ledger.enrolments("web09")] == ["ticket"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"profile": "el9-wbe"},
        {"fixed_address": "10.0.0.160"},
        {"fixed_address": "10.1.0.1"},
        {"fixed_address": "10.0.0.254"},
        {"disks": ["../x"]},
        {"kernel_args": ["quiet; reboot"]},
        {"hostname": "web10"},
        {"colour": "blue"},
        {"network": [{"bootproto": "static", "ip": "10.0.0.41"}]},
        {"protected": "a\nb"},
        {"minion_id": "*"},
        {"profile": 7},
        {"disks": {"sda": 1}},
    ],
    ids=str,
)
def test_what_pillar_would_refuse_is_refused_with_the_same_problems(
    master: Office, wrong: dict[str, Any]
) -> None:
    """Path, message and hint are those of `pillar.parse`."""
    add(master, host="web10", mac="52:54:00:00:00:10")
    host = {"mac": MAC, "profile": "el9-web", **wrong}
    other = {"mac": "52:54:00:00:00:10", "profile": "el9-web"}
    with pytest.raises(PillarError) as expected:
        parse(changed({"hosts": {"web10": other, "web09": host}}))
    answer = add(master, **wrong)
    assert answer["error"] == "invalid"
    theirs = [p._asdict() for p in expected.value.problems if p.path.startswith("pxe:hosts:web09")]
    assert theirs and answer["problems"] == theirs
    assert enrolled(master.ledger, "web09") == []


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"host": None}, "host: None is not a host name"),
        ({"host": 7}, "host is a number"),
        ({"host": "../etc"}, "is not a host name"),
        ({"host": ["web09"]}, "is not a host name"),
        ({"server": "*"}, "is a glob"),
        ({"server": True}, "server is a number or a truth value"),
        ({"mac": 41135085296}, "mac is a number"),
        ({"mac": None}, "mac: None is not a MAC address"),
        ({"mac": [MAC, {}]}, "is not a MAC address"),
        ({"mac": "ff:ff:ff:ff:ff:ff"}, "multicast"),
        ({"fixed_address": 5}, "fixed_address is a number"),
        ({"fixed_address": "10.0.0"}, "is not an IPv4 address"),
        ({"subnet": "10.0.0.1/24"}, "has bits behind its prefix"),
        ({"fixed_address": "10.0.0.40", "subnet": "10.9.0.0/24"}, "10.0.0.40 is not in 10.9.0.0/24"),
        ({"install": "CHG1"}, "asked for by pxe.install"),
        ({"rootpw": HASH}, "events and job cache"),
        ({"disks": {1, 2}}, "no plain data"),
        ({"variables": {"x": float("nan")}}, "no plain data"),
        ({"variables": {"x": "y" * LONGEST}}, "characters long"),
    ],
)
def test_values_of_a_wrong_kind_are_refused_in_a_sentence(
    master: Office, wrong: dict[str, Any], reason: str
) -> None:
    """Never a traceback, and a hash is not repeated."""
    answer = add(master, **wrong)
    assert answer["error"] == "value" and reason in answer["reason"]
    assert HASH not in str(answer)


def test_a_server_has_to_be_a_kickstart_server(master: Office) -> None:
    """Its pillar is asked for, and must have a site that is right."""
    assert "cannot be had" in add(master, server="ks7")["reason"]
    master.pillars["db01"] = {"other": 1}
    assert add(master, server="db01")["reason"] == "db01 is no kickstart server: its pillar has no pxe key"
    master.pillars["ks2"] = changed({"server:address": "10.0.0", "hosts": {}})
    broken = add(master, server="ks2")
    assert broken["error"] == "invalid" and broken["problems"][0]["path"] == "pxe:server:address"
    master.pillars["ks3"] = changed({"hosts": ["web01"]})
    assert add(master, server="ks3")["problems"][0]["path"] == "pxe:hosts"


def test_one_bad_host_does_not_keep_others_out(master: Office) -> None:
    """Promise 6 holds for tickets too."""
    master.pillars["ks1"] = changed({"hosts": {"web01": {"mac": 5}}})
    assert add(master)["changed"]


def test_the_lowest_free_address_is_chosen(tmp_path: Path) -> None:
    """Nobody's: not in a range or pool, nor network, broadcast, server, router, name server or another host's."""
    site = changed(
        {
            "server:address": "10.9.0.2",
            "subnets": {"10.9.0.0/28": {"range": "10.9.0.5-10.9.0.6", "pools": [{"range": "10.9.0.9"}]}},
            "subnets:10.9.0.0/28:routers": "10.9.0.1",
            "subnets:10.9.0.0/28:domain_name_servers": "10.9.0.3",
            "subnets:10.9.0.0/28:next_server": "10.9.0.11",
            "hosts": {
                "db01": {"mac": "52:54:00:00:01:01", "fixed_address": "10.9.0.4"},
                "db02": {
                    "mac": "52:54:00:00:01:02",
                    "network": [{"bootproto": "static", "ip": "10.9.0.8", "netmask": "255.255.255.240"}],
                },
            },
        }
    )
    master = office(tmp_path, pillars={"ks1": site, "ks2": changed({"subnets": SMALL, "hosts": {}})})
    given = [add(master, f"w{n}", f"52:54:00:00:00:{n:02x}", fixed_address="auto") for n in range(1, 6)]
    assert [one.get("fixed_address") for one in given[:4]] == [
        "10.9.0.7",
        "10.9.0.10",
        "10.9.0.12",
        "10.9.0.13",
    ]
    assert given[4]["fixed_address"] == "10.9.0.14"
    full = add(master, "w6", "52:54:00:00:00:06", fixed_address="auto")
    assert full == {"error": "full", "reason": "no address of 10.9.0.0/28 is free on ks1"}
    other = add(master, "w7", "52:54:00:00:00:07", server="ks2", subnet="10.9.0.0/29")
    assert other["fixed_address"] == "10.9.0.2", "asked for by naming the subnet alone"
    last = add(master, "w8", "52:54:00:00:00:08", server="ks2", subnet="10.9.0.0/29")
    assert last["fixed_address"] == "10.9.0.4", "addresses that another server's hosts have are left alone"


def test_an_address_stays_when_a_host_is_enrolled_again(master: Office) -> None:
    """Even if a lower one has become free."""
    add(master, "w1", "52:54:00:00:00:11", fixed_address="auto")
    second = add(master, fixed_address="auto")
    assert second["fixed_address"] == "10.0.0.3"
    master.ledger.withdraw("fra1", "w1", now=1, by="x")
    assert add(master, fixed_address="auto") == second | {"changed": False}
    moved = add(master, fixed_address="auto", disks=["sdb"])
    assert moved["fixed_address"] == "10.0.0.3" and moved["changed"]


def test_the_subnet_is_named_where_there_are_several(master: Office) -> None:
    """And one that the site does not have is refused with those that it has."""
    master.pillars["ks1"] = changed({"subnets:10.2.0.0/24": {}, "hosts": {}})
    asked = add(master, fixed_address="auto")
    assert asked["reason"] == "name the subnet: ks1 has 10.0.0.0/24, 10.2.0.0/24"
    assert "has no subnet 10.3.0.0/24" in add(master, subnet="10.3.0.0/24")["reason"]
    assert add(master, subnet="10.2.0.0/24")["fixed_address"] == "10.2.0.1"


def test_pillar_wins(master: Office) -> None:
    """The same as in pillar is no error and writes nothing; anything else is refused."""
    master.pillars["ks1"] = {"pxe": SITE}
    same = {"host": "web01", "mac": SITE["hosts"]["web01"]["mac"], "minion_id": "web01.example.com"}
    for address in ("auto", "10.0.0.21"):
        answer = add(master, **same, fixed_address=address)
        assert answer["note"] == "pillar of ks1 has web01 just so; nothing was written"
        assert answer["fixed_address"] == "10.0.0.21" and not answer["changed"]
    other = add(master, **same, fixed_address="10.0.0.99")
    assert other["error"] == "pillar" and "pillar wins" in other["reason"]
    assert add(master, host="web02", mac=MAC)["error"] == "pillar"
    assert master.ledger.hosts() == []
    clash = add(master, mac=SITE["hosts"]["web02"]["mac"])
    assert clash["error"] == "invalid" and "stands there twice" in clash["problems"][0]["message"]


def test_what_another_servers_host_has_is_named(master: Office) -> None:
    """MAC addresses and minion ids are one machine's, on whichever server."""
    master.pillars["ks2"] = QUIET
    add(master, "web10", MAC, minion_id="ten")
    assert add(master, server="ks2")["reason"].startswith(f"the MAC address {MAC} is fra1/web10's")
    answer = add(master, server="ks2", mac="52:54:00:00:00:02", minion_id="ten")
    assert answer["error"] == "taken" and "the minion id ten is fra1/web10's" in answer["reason"]


def test_a_host_that_is_to_be_installed_is_not_changed(master: Office) -> None:
    """The install was asked for the machine as it was; enrolling it as it is stays possible."""
    add(master, fixed_address="10.0.0.40")
    assert install(master.context(), "web09", "CHG1")["armed"]
    for change in ({"mac": "52:54:00:00:00:02"}, {"disks": ["sdb"]}):
        answer = add(master, fixed_address="10.0.0.40", **change)
        assert answer["error"] == "busy" and "cancel it first" in answer["reason"]
    assert not add(master, fixed_address="10.0.0.40")["changed"]


def test_a_ledger_that_fails_is_said(tmp_path: Path) -> None:
    """As data, like any refusal."""
    master = office(tmp_path)
    ready = master.context()
    (tmp_path / "ledger.db").write_bytes(b"no database at all, but some text that is long enough")
    answer = enroll(ready, "ks1", "web09", MAC)
    assert answer["error"] == "ledger"


def test_of_many_enrolments_at_once_each_gets_an_address_of_its_own(tmp_path: Path) -> None:
    """Threads and processes choose at the same time; the ledger's constraints decide."""
    office(tmp_path)
    with ThreadPoolExecutor(6) as threads, ProcessPoolExecutor(2, get_context("spawn")) as processes:
        first = threads.map(_enroll_one, [(tmp_path, number) for number in range(12)])
        second = processes.map(_enroll_one, [(tmp_path, number) for number in range(12, 20)])
        answers = [*first, *second]
    assert all("error" not in answer for answer in answers), answers
    found = sorted(int(answer["fixed_address"].split(".")[-1]) for answer in answers)
    assert found == [1, *range(3, 7), *range(8, 23)], "the lowest that are free"


def test_the_last_free_address_goes_to_one(tmp_path: Path) -> None:
    """The others are told that there is none."""
    master = office(tmp_path, pillars={"ks1": changed({"subnets": SMALL, "hosts": {}})})
    for number in range(3):
        add(master, f"a{number}", f"52:54:00:00:01:{number:02x}", fixed_address="auto")
    with ThreadPoolExecutor(4) as pool:
        jobs = [
            pool.submit(add, master, f"b{n}", f"52:54:00:00:02:{n:02x}", fixed_address="auto")
            for n in range(4)
        ]
    answers = [job.result() for job in jobs]
    assert [one.get("fixed_address") for one in answers].count("10.9.0.6") == 1
    assert [one.get("error") for one in answers].count("full") == 3


def _enroll_one(work: tuple[Path, int]) -> dict[str, Any]:
    folder, number = work
    master = Office(f"sqlite:///{folder}/ledger.db")
    return add(master, f"web{number}", f"52:54:00:00:00:{number:02x}", fixed_address="auto")
