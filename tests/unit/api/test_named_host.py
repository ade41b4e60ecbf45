"""A call means one machine: by its name, and by its site where several have one of that name."""

from __future__ import annotations

import pytest

from salt_pxe.api.context import Refused
from salt_pxe.api.named_host import named_host, site_name
from salt_pxe.arming.request import Machine
from tests.ticket_office import NOW, Office
from tests.unit.ledger.asking import MAC, ask, ask_of, mac_of, row_of


def sites_of(master: Office, host: str) -> list[str]:
    """Return the sites between which a call has to choose."""
    with pytest.raises(Refused) as refused:
        named_host(master.ledger, host, None)
    assert refused.value.code == "several_sites"
    return list(refused.value.sites)


def test_a_name_that_nobody_has_is_nobody_s(master: Office) -> None:
    """Of the site that was named, if any."""
    for site in (None, "fra1"):
        found = named_host(master.ledger, "web01", site)
        assert (found.site, found.requests, found.enrolled) == (site, (), None)


def test_an_installed_and_an_enrolled_machine_of_one_name_are_two_where_their_sites_are(
    master: Office,
) -> None:
    """In whatever case; a site that is named decides."""
    row = ask(master.ledger, host="Web01").request
    assert named_host(master.ledger, "web01", None).requests == (row,)
    declared = {"mac": mac_of("other"), "minion_id": "other"}
    master.ledger.enroll("web01", "ks2", declared, site="muc1", now=NOW, by="x")
    assert sites_of(master, "WEB01") == ["fra1", "muc1"]
    here, there = (named_host(master.ledger, "web01", site) for site in ("fra1", "muc1"))
    assert (here.requests, here.enrolled) == ((row,), None)
    assert there.requests == () and there.enrolled and there.enrolled.server == "ks2"


def test_a_renamed_machine_is_found_by_both_names(master: Office) -> None:
    """Its requests are not those of the machine that has its old name now."""
    asked = ask(master.ledger).request
    row = master.ledger.note(asked, Machine("fra1", "db01", (MAC,)), now=NOW, by="x").request
    for name in ("web01", "DB01"):
        assert named_host(master.ledger, name, None).requests == (row,)
    assert named_host(master.ledger, "db01", None).own == (row,)
    old = named_host(master.ledger, "web01", None)
    assert old.own == () and old.called == {row.number: "db01"}


def test_a_retired_machine_counts_where_there_is_no_other(master: Office) -> None:
    """Its history can be asked for, and it makes no name ambiguous."""
    ledger = master.ledger
    ledger.retire([ask(ledger).request], now=NOW, by="x")
    assert named_host(ledger, "web01", None).site == "fra1"
    ask_of(ledger, "web01", "muc1", "CHG2", mac=mac_of("other"))
    found = named_host(ledger, "web01", None)
    assert found.site == "muc1" and [row.request for row in found.requests] == ["CHG2"]
    ledger.retire([row_of(ledger, "web01", "CHG2", "muc1")], now=NOW, by="x")
    assert sites_of(master, "web01") == ["fra1", "muc1"]


def test_only_a_request_of_the_name_is_looked_at_where_one_is_named(master: Office) -> None:
    """So that a text which one site alone has used needs no site."""
    ask(master.ledger)
    ask_of(master.ledger, "web01", "muc1", "CHG2", mac=mac_of("other"), minion_id="other")
    assert sites_of(master, "web01") == ["fra1", "muc1"]
    assert named_host(master.ledger, "web01", None, "CHG2").site == "muc1"


def test_what_is_no_site_is_refused() -> None:
    """None is no site that was named."""
    assert site_name(None) is None and site_name("fra1") == "fra1"
    for bad in ("a/b", "*", 5, ""):
        with pytest.raises(Refused):
            site_name(bad)
