"""A server's site with the hosts that were enrolled for it, and one more that is checked as pillar is."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.api.context import Refused
from salt_pxe.api.whole_site import site_of, whole_site
from salt_pxe.master.kickstart_servers import ServersError
from tests.site import changed
from tests.ticket_office import NOW, Office

NEW = {"mac": "52:54:00:00:00:09", "profile": "el9-web"}


def enrolled(master: Office, name: str, **declared: Any) -> None:
    """Write an enrolled host into the ledger, whatever it holds."""
    master.ledger.enroll(name, "ks1", {**NEW, **declared}, site="fra1", now=NOW, by="ticket")


def test_a_site_has_pillar_s_hosts_and_those_that_were_enrolled(master: Office) -> None:
    """And the host that is asked about, as given."""
    master.pillars["ks1"] = changed({})
    enrolled(master, "new", mac="52:54:00:00:00:08")
    found = whole_site(master.context(), "ks1")
    assert (found.server, found.site) == ("ks1", "fra1")
    assert set(found.in_pillar) == {"web01", "web02"}
    assert set(found.enrolled) == {"new"}
    assert set(found.with_host("newer", NEW).hosts) == {"web01", "web02", "new", "newer"}


def test_a_host_that_is_enrolled_already_is_replaced(master: Office) -> None:
    """Not compared with itself."""
    enrolled(master, "new")
    site = whole_site(master.context(), "ks1").with_host("new", {**NEW, "fixed_address": "10.0.0.40"})
    assert site.hosts["new"].fixed_address == "10.0.0.40"


def test_a_host_that_pillar_would_refuse_is_refused_with_its_own_problems(master: Office) -> None:
    """And not with those of another host, which is left out."""
    enrolled(master, "bad", mac="52:54:00:00:00:08", profile="none")
    found = whole_site(master.context(), "ks1")
    assert set(found.with_host("new", NEW).hosts) == {"new"}
    with pytest.raises(Refused) as refused:
        found.with_host("new", {**NEW, "profile": "el9-wbe"})
    assert (refused.value.code, refused.value.reason) == ("invalid", "pillar would refuse new")
    assert {problem.path for problem in refused.value.problems} == {"pxe:hosts:new:profile"}


def test_a_name_is_not_taken_for_the_beginning_of_another(master: Office) -> None:
    """`new` and `new2` are two hosts."""
    enrolled(master, "new2", mac="52:54:00:00:00:08", profile="none")
    with pytest.raises(Refused) as refused:
        whole_site(master.context(), "ks1").with_host("new", {**NEW, "mac": "52:54"})
    assert all(problem.path.startswith("pxe:hosts:new:") for problem in refused.value.problems)


def test_a_site_that_is_wrong_enrolls_nobody(master: Office) -> None:
    """It says that this has nothing to do with the host."""
    master.pillars["ks1"] = changed({"hosts": {}, "server:address": "10.0.0"})
    with pytest.raises(Refused) as refused:
        whole_site(master.context(), "ks1").with_host("new", NEW)
    assert refused.value.reason == "the site of ks1 is wrong, whoever is enrolled"
    assert [problem.path for problem in refused.value.problems] == ["pxe:server:address"]


def test_who_has_no_site_is_refused_with_the_reason(master: Office) -> None:
    """Not named by the master, out of reach, without the key."""
    master.sites["db01"] = None
    with pytest.raises(Refused, match=r"db01 is no kickstart server: the master's configuration .*db01"):
        site_of(master.context(), "db01")
    with pytest.raises(Refused, match="the pillar of ks9 cannot be had: no minion has this id"):
        whole_site(master.context(), "ks9")
    for pxe in ({}, {"pxe": "text"}):
        master.pillars["ks2"] = pxe
        with pytest.raises(Refused, match="ks2 is no kickstart server: its pillar has no pxe key"):
            whole_site(master.context(), "ks2")


def test_a_configuration_that_is_wrong_is_told(master: Office) -> None:
    """Whoever calls is an operator."""

    def broken(server: str) -> str | None:
        raise ServersError("fra1 is named twice")

    context = master.context()
    object.__setattr__(context, "site_of", broken)
    with pytest.raises(Refused, match="fra1 is named twice"):
        site_of(context, "ks1")


@pytest.mark.parametrize("hosts", [None, [], "web01"])
def test_hosts_that_are_no_mapping_hold_no_host(master: Office, hosts: Any) -> None:
    """The door says what is wrong with them."""
    master.pillars["ks1"] = {"pxe": {**changed({})["pxe"], "hosts": hosts}}
    assert whole_site(master.context(), "ks1").in_pillar == {}
