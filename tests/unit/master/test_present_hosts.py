"""The machines of a site as they are now, and whose each open request is."""

from __future__ import annotations

from dataclasses import replace

from salt_pxe import pillar
from salt_pxe.arming.request import Machine
from salt_pxe.ledger.machines import Seen
from salt_pxe.master.present_hosts import machine, machines, present
from tests.site import changed
from tests.unit.master.test_merge import row

ONE, TWO = "52:54:00:00:00:01", "52:54:00:00:00:02"


def test_hosts_of_pillar_and_enrolled_ones_are_machines_as_far_as_they_can_be_read() -> None:
    """Pillar wins; a MAC is read in each of its spellings; what is no host is left to the door."""
    given = {
        "hosts": {
            "web01": {"mac": ["52-54-00-00-00-01", TWO.upper(), "none"]},
            "web02": {},
            "web03": "text",
            "a/b": {"mac": ONE},
            7: {"mac": ONE},
        }
    }
    enrolled = {"web01": {"mac": "52:54:00:00:00:99"}, "db01": {"mac": TWO}}
    assert machines(given, enrolled, "fra1") == {
        "web01": Machine("fra1", "web01", (ONE, TWO)),
        "web02": Machine("fra1", "web02", ()),
        "db01": Machine("fra1", "db01", (TWO,)),
    }
    for broken in ({}, {"hosts": None}, {"hosts": ["web01"]}):
        assert set(machines(broken, enrolled, "fra1")) == {"web01", "db01"}


def test_a_host_of_a_checked_site_is_the_same_machine() -> None:
    """So that what is compared and what is written down are one."""
    site = pillar.parse(changed({"site": "fra1", "hosts:web01:mac": [ONE, TWO]}))
    assert machine(site, "web01") == Machine("fra1", "web01", (ONE, TWO))


def test_an_open_request_is_of_the_host_with_its_mac_before_that_with_its_name() -> None:
    """A name is the last that its machine had, in any case and in its own site."""
    asked = replace(row("CHG1"), number=1, host="web01", mac=ONE)
    seen = {1: Seen([("fra1", "web01"), ("fra1", "Db01")], {ONE})}

    def of(*hosts: Machine) -> list[str]:
        return list(present([asked], seen, {one.host: one for one in hosts}))

    assert of(Machine("fra1", "x", (TWO, ONE)), Machine("fra1", "db01", ())) == ["x"]
    assert of(Machine("fra1", "DB01", (TWO,)), Machine("fra1", "web01", ())) == ["DB01"]
    assert of(Machine("fra1", "web01", (TWO,))) == []
    moved = {1: Seen([("fra1", "web01"), ("muc1", "db01")], {ONE})}
    assert present([asked], moved, {"db01": Machine("fra1", "db01", ())}) == {}


def test_a_host_has_one_open_request() -> None:
    """That of its MAC, where another of its name is there too."""
    old, own = replace(row("CHG1"), number=1, mac=TWO), replace(row("CHG2"), number=2, mac=ONE)
    seen = {1: Seen([("fra1", "web01")], {TWO}), 2: Seen([("fra1", "db01")], {ONE})}
    assert present([old, own], seen, {"web01": Machine("fra1", "web01", (ONE,))}) == {"web01": own}
