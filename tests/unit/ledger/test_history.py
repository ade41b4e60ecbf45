"""What somebody gets who looks things up: the newest, no more than asked for, and who has what."""

from __future__ import annotations

from salt_pxe.arming.proof import fingerprint
from salt_pxe.arming.request import LIFETIME, OPEN, SERVED
from salt_pxe.ledger import history
from salt_pxe.ledger.history import Unconfirmed
from salt_pxe.ledger.requests import Ledger
from salt_pxe.ledger.rows import Enrolled
from salt_pxe.ledger.servers import note_server
from tests.minion_keys import KEYS
from tests.unit.ledger.asking import NOW, ask, row_of

MAC, OTHER = "52:54:00:00:00:01", "52:54:00:00:00:02"


def busy(ledger: Ledger) -> None:
    """Ask for three installs, of which the first is over."""
    for number in (1, 2, 3):
        ask(ledger, f"CHG{number}", f"web0{number}")
    ledger.move(row_of(ledger), "failed", now=NOW, by="x")


def test_the_newest_requests_come_first(ledger: Ledger) -> None:
    """All, a host's, those in certain states, as many as asked for."""
    busy(ledger)
    assert [row.host for row in history.newest(ledger)] == ["web03", "web02", "web01"]
    assert [row.host for row in history.newest(ledger, limit=1)] == ["web03"]
    assert [row.host for row in history.newest(ledger, "web02")] == ["web02"]
    assert [row.host for row in history.newest(ledger, states=["failed"])] == ["web01"]
    assert [row.host for row in history.newest(ledger, states=OPEN)] == ["web03", "web02"]
    assert [row.host for row in history.newest(ledger, states=["requested", "failed"])] == [
        "web03",
        "web02",
        "web01",
    ]


def test_the_last_changes_come_in_their_order(ledger: Ledger) -> None:
    """The newest of them, told as they happened."""
    busy(ledger)
    assert [(row.host, row.change) for row in history.last_changes(ledger, limit=2)] == [
        ("web03", "requested"),
        ("web01", "failed"),
    ]
    assert [row.change for row in history.last_changes(ledger, "web01", "CHG1")] == ["requested", "failed"]


def test_the_servers_of_many_requests_are_told_at_once(ledger: Ledger) -> None:
    """With whether each has disarmed; a request without a server has none."""
    busy(ledger)
    ledger.served(row_of(ledger, "web02", "CHG2"), "ks2", now=NOW, by="x")
    ledger.served(row_of(ledger, "web02", "CHG2"), "ks1", now=NOW, by="x")
    ledger.disarmed(row_of(ledger, "web02", "CHG2"), "ks1", now=NOW, by="x")
    rows = {row.host: row for row in history.newest(ledger)}
    found = history.servers(ledger, list(rows.values()))
    assert found[rows["web02"].number] == {"ks1": True, "ks2": False}
    assert found[rows["web03"].number] == {}
    assert history.servers(ledger, []) == {}


def test_a_request_that_no_server_has_confirmed_is_told(ledger: Ledger) -> None:
    """Until its deadline, as long as it is open."""
    busy(ledger)
    for number in (1, 2, 3):
        row = row_of(ledger, f"web0{number}", f"CHG{number}")
        with ledger.engine.begin() as connection:
            note_server(connection, row.number, "ks1", SERVED, NOW)
    ledger.served(row_of(ledger, "web03", "CHG3"), "ks1", now=NOW, by="ks1")
    assert history.unconfirmed(ledger, NOW) == [Unconfirmed(row_of(ledger, "web02", "CHG2"), "ks1")]
    assert history.unconfirmed(ledger, NOW + LIFETIME) == []
    ledger.disarmed(row_of(ledger, "web02", "CHG2"), "ks1", now=NOW, by="x")
    assert history.unconfirmed(ledger, NOW) == []


def test_whose_key_it_is_is_known_for_ever(ledger: Ledger) -> None:
    """Of every machine that has proved to have it."""
    ask(ledger, minion_id="old")
    ledger.finish(row_of(ledger), KEYS[0], now=NOW, by="x")
    ledger.retire([row_of(ledger)], now=NOW, by="x")
    ask(ledger, "CHG2", minion_id="new")
    ledger.finish(row_of(ledger, "web01", "CHG2"), KEYS[0], now=NOW, by="x")
    assert history.key_owners(ledger, fingerprint(KEYS[0])) == {"old", "new"}
    assert history.key_owners(ledger, fingerprint(KEYS[1])) == set()


def test_who_has_an_address_a_mac_or_a_minion_id_is_told(ledger: Ledger) -> None:
    """But for the host itself, whichever server it belongs to."""
    one = {"mac": [MAC, OTHER], "fixed_address": "10.0.0.21"}
    ledger.enroll("web01", "ks1", one, site="fra1", now=NOW, by="x")
    other = {"mac": "52:54:00:00:00:03", "minion_id": "M2"}
    ledger.enroll("web01", "ks2", other, site="muc1", now=NOW, by="x")
    assert history.addresses(ledger, ("muc1", "web01")) == {"10.0.0.21"}
    assert history.addresses(ledger, ("fra1", "WEB01")) == set()
    assert history.holders(ledger, [OTHER], "m2", ("fra1", "web09")) == {
        f"the MAC address {OTHER}": "fra1/web01",
        "the minion id m2": "muc1/web01",
    }
    assert history.holders(ledger, [MAC], "web01", ("fra1", "Web01")) == {}


def test_an_enrolled_host_is_as_it_was_declared(ledger: Ledger) -> None:
    """With its server and its site; several sites may have one of a name, in whatever case."""
    ledger.enroll("web01", "ks1", {"mac": MAC, "disks": ["sda"]}, site="fra1", now=NOW, by="x")
    ledger.enroll("WEB01", "ks3", {"mac": OTHER, "minion_id": "m3"}, site="muc1", now=NOW, by="x")
    here = Enrolled("ks1", {"mac": MAC, "disks": ["sda"]}, "fra1", "web01")
    there = Enrolled("ks3", {"mac": OTHER, "minion_id": "m3"}, "muc1", "WEB01")
    assert history.enrolled(ledger, "Web01") == [here, there]
    assert history.enrolled(ledger, "web01", "muc1") == [there]
    assert history.enrolled(ledger, "web02") == [] == history.enrolled(ledger, "web01", "ham1")
