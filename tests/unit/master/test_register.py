"""Pillar and ledger together: which request counts, what is registered, what a kickstart server then arms."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from salt_pxe import pillar
from salt_pxe import served as served_room
from salt_pxe.arming.armed import ArmingRefused
from salt_pxe.arming.ledger_trust import Position
from salt_pxe.arming.proof import KeyRing
from salt_pxe.arming.request import LIFETIME
from salt_pxe.ledger import database
from salt_pxe.ledger.requests import Ledger
from salt_pxe.master import merge
from salt_pxe.master import register as registering
from salt_pxe.master import serve as serve_room
from salt_pxe.master.register import Registered
from salt_pxe.publish.armed.position import published, remember
from salt_pxe.publish.daemons.service import Calls
from salt_pxe.publish.files.disk import Disk
from salt_pxe.publish.kickstart_server import KickstartServer, kickstart_server
from salt_pxe.site.problem import PillarError
from tests.minion_keys import KEYS
from tests.site import ABSENT, changed
from tests.unit.ledger.asking import mac_of, row_of

NOW = 1_000_000
RING = KeyRing(2, {1: b"1" * 32, 2: b"2" * 32})
SITE = "fra1"
MAC, OTHER_MAC = "52:54:00:12:34:56", "52:54:00:00:00:99"


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """Return a ledger that a person trusts."""
    made = database.ledger(f"sqlite:///{tmp_path}/ledger.db")
    made.trust(now=NOW, by="me")
    return made


def served(
    ledger: Ledger,
    changes: Mapping[str, Any] | None = None,
    server: str = "ks1",
    now: int = NOW,
    site: str = SITE,
) -> Any:
    """Return what the pillar extension gives a server of a site."""
    given = changed(changes or {})
    known = registering.known(ledger, RING.current, given["pxe"], server, site, now)
    return serve_room.serve(given, lambda url: "", serve_room.Master(known, RING, site))[served_room.KEY]


def register(
    ledger: Ledger,
    given: Any,
    server: str = "ks1",
    test: bool = False,
    now: int = NOW,
    published: Position | None = None,
) -> Registered:
    """Register what was served, as the runner does."""
    site = pillar.parse({"pxe": given["site"]})
    return registering.register(
        ledger,
        site,
        given["armed"],
        server=server,
        generation=2,
        now=now,
        by=server,
        positions=[published] if published else [],
        test=test,
    )


def here(ledger: Ledger, tmp_path: Path, given: Any, test: bool = False, now: int = NOW) -> KickstartServer:
    """Return the kickstart server that was given this, whose master is the ledger itself."""

    def runner(function: str, arg: list[str], timeout: int) -> Any:
        assert function == "pxe.register"
        words = dict(word.split("=", 1) for word in arg)
        before = Position.from_plain(json.loads(words["published"])) if "published" in words else None
        done = register(ledger, given, test=words["test"] == "True", now=now, published=before)
        return {"armed": dict(done.armed), "refused": dict(done.refused)}

    calls: Calls = {"publish.runner": runner, "cp.cache_dir": lambda url, **more: []}
    grains = {"os_family": "Debian", "osmajorrelease": 12}
    return kickstart_server({"pxe_served": given}, grains, calls, str(tmp_path / "root"), test)


def test_a_new_request_of_pillar_is_registered_before_it_is_armed(ledger: Ledger, tmp_path: Path) -> None:
    """The ledger then holds it with a deadline and the server's name; a second run registers nothing."""
    given = served(ledger)
    assert given["armed"] == {"web01": "CHG0012345"} and given["ledger"]["registered"] == {}
    server = here(ledger, tmp_path, given)
    assert server.armed() == {"web01": "CHG0012345"} and server.unarmed() == []
    (row,) = ledger.open(NOW)
    assert (row.state, row.mac, row.key_generation) == ("armed", MAC, 2)
    assert ledger.serving(row_of(ledger, "web01", "CHG0012345")) == {"ks1": False}
    before = len(ledger.history())
    again = served(ledger)
    assert again["ledger"]["registered"] == {"web01": "CHG0012345"}
    assert again["ledger"]["deadlines"] == {"web01": row.deadline}
    assert here(ledger, tmp_path, again).armed() == {"web01": "CHG0012345"}
    assert len(ledger.history()) == before


def test_test_mode_writes_nothing_and_says_the_same(ledger: Ledger, tmp_path: Path) -> None:
    """What would be armed is what is armed."""
    given = served(ledger)
    assert here(ledger, tmp_path, given, test=True).armed() == {"web01": "CHG0012345"}
    assert ledger.history() == []


def test_a_master_that_does_not_register_arms_nothing(ledger: Ledger, tmp_path: Path) -> None:
    """Without peer_run the answer is empty: the operator is told what is missing."""
    given = served(ledger)
    calls: Calls = {"publish.runner": lambda *words, **more: {}, "cp.cache_dir": lambda url, **more: []}
    grains = {"os_family": "Debian", "osmajorrelease": 12}
    server = kickstart_server({"pxe_served": given}, grains, calls, str(tmp_path), False)
    with pytest.raises(ArmingRefused, match="peer_run"):
        server.armed()


def test_a_closed_text_never_counts_again(ledger: Ledger) -> None:
    """Whatever pillar says, and whatever other text was in between."""
    register(ledger, served(ledger))
    ledger.move(row_of(ledger, "web01", "CHG0012345"), "cancelled", now=NOW, by="x")
    assert served(ledger)["armed"] == {}
    assert served(ledger, {"hosts:web01:install": "CHG2"})["armed"] == {"web01": "CHG2"}
    assert served(ledger)["armed"] == {}


def test_a_deadline_ends_it_without_anybody(ledger: Ledger) -> None:
    """A request whose time is over is not armed although nothing closed it."""
    register(ledger, served(ledger))
    over = ledger.open(NOW)[0].deadline
    assert served(ledger, now=over - 1)["armed"] == {"web01": "CHG0012345"}
    assert served(ledger, now=over)["armed"] == {}


def test_a_request_over_rest_arms_a_host_of_pillar(ledger: Ledger, tmp_path: Path) -> None:
    """Pillar holds no text for it."""
    ledger.request(
        "web02",
        "T1",
        site=SITE,
        mac="52:54:00:12:34:57",
        minion_id="web02",
        key_generation=1,
        now=NOW,
        by="rest",
    )
    ledger.served(row_of(ledger, "web02", "T1"), "ks1", now=NOW, by="rest")
    given = served(ledger)
    assert given["armed"] == {"web01": "CHG0012345", "web02": "T1"}
    assert given["site"]["hosts"]["web02"]["install"] == "T1"
    assert here(ledger, tmp_path, given).armed() == given["armed"]


def test_pillar_wins_over_a_request_over_rest(ledger: Ledger) -> None:
    """Its new text cancels the other one."""
    ledger.request(
        "web01", "T1", site=SITE, mac=MAC, minion_id="web01.example.com", key_generation=1, now=NOW, by="rest"
    )
    given = served(ledger)
    assert given["armed"] == {"web01": "CHG0012345"}
    register(ledger, given)
    found = ledger.find("fra1", "web01", "T1")
    assert found and found.state == "cancelled"


def test_an_open_request_for_another_machine_is_refused_by_name(ledger: Ledger) -> None:
    """Pillar's MAC changed after it was asked for: its token would fit no machine."""
    register(ledger, served(ledger))
    given = served(ledger, {"hosts:web01:mac": "52:54:00:00:00:99"})
    assert given["armed"] == {} and given["answers"] == {}
    assert [path for path, _, _ in given["refused"]] == ["pxe:hosts:web01:install"]


def test_an_enrolled_host_is_served_like_one_of_pillar(ledger: Ledger) -> None:
    """By its own server alone."""
    declared = {"mac": "52:54:00:00:00:01", "fixed_address": "10.0.0.31", "profile": "el9-web"}
    ledger.enroll("db01", "ks1", declared, site=SITE, now=NOW, by="rest")
    assert served(ledger)["site"]["hosts"]["db01"]["fixed_address"] == "10.0.0.31"
    assert "db01" not in served(ledger, server="ks2")["site"]["hosts"]


@pytest.mark.parametrize(
    ("name", "declared"),
    [
        ("web02", {"mac": "52:54:00:00:00:01"}),
        ("db01", {"mac": "52-54-00-12-34-57"}),
        ("db01", {"mac": "52:54:00:00:00:01", "fixed_address": "10.0.0.22"}),
        ("db01", {"mac": "52:54:00:00:00:01", "minion_id": "web01.example.com"}),
    ],
)
def test_where_both_speak_of_a_host_pillar_wins(ledger: Ledger, name: str, declared: dict[str, Any]) -> None:
    """The enrolled one is left out and named; the machines of pillar go on."""
    ledger.enroll(name, "ks1", {**declared, "profile": "el9-web"}, site=SITE, now=NOW, by="rest")
    given = served(ledger)
    assert set(given["site"]["hosts"]) == {"web01", "web02"} and given["armed"] == {"web01": "CHG0012345"}
    assert next(path for path, *_ in given["warnings"]) == f"pxe:hosts:{name}"


def test_no_ledger_and_a_new_ledger_arm_nothing(tmp_path: Path) -> None:
    """Until a person says so; everything else is served."""
    url = f"sqlite:///{tmp_path}/ledger.db"
    assert database.reader_or_none(url) is None
    given = changed({})
    none = registering.known(None, 1, given["pxe"], "ks1", SITE, NOW)
    new = registering.known(database.ledger(url), 1, given["pxe"], "ks1", SITE, NOW)
    for known in (none, new):
        found = serve_room.serve(given, lambda url: "", serve_room.Master(known, RING, SITE))[served_room.KEY]
        assert found["armed"] == {} and found["answers"] == {}
        assert set(found["site"]["hosts"]) == {"web01", "web02"}
        assert "no machine is armed" in found["warnings"][0][1]
    assert (
        register(
            database.ledger(url), {"site": {**given["pxe"], "site": SITE}, "armed": {"web01": "CHG0012345"}}
        ).armed
        == {}
    )


def test_an_older_ledger_than_the_one_published_from_arms_nothing(ledger: Ledger, tmp_path: Path) -> None:
    """The server remembers; a person can accept the loss by its code."""
    given = served(ledger)
    disk, state = Disk(str(tmp_path / "root")), "/var/lib/salt-pxe"
    server = here(ledger, tmp_path, given, test=True)
    position = Position(ledger.standing().position.ledger, 99, "ff")
    remember(disk, server.family.state_dir, position)
    assert server.armed() == {} and server.position() is None
    assert "from a backup" in server.unarmed()[0]
    ledger.trust(now=NOW, by="me", accept_loss=position.code)
    server = here(ledger, tmp_path, served(ledger), test=True)
    assert server.armed() == {"web01": "CHG0012345"}
    assert server.position() and published(disk, server.family.state_dir) == position, state


def test_a_ledger_that_was_restored_and_went_on_registers_nothing(ledger: Ledger, tmp_path: Path) -> None:
    """By its numbers it is not behind; the mark of the row that was published from gives it away."""
    for name in ("A", "B"):
        ledger.request(
            name, "T", site=SITE, mac=mac_of(name), minion_id=name, key_generation=1, now=NOW, by="x"
        )
    given = served(ledger)
    server = here(ledger, tmp_path, given)
    remember(server.disk, server.family.state_dir, Position(ledger.standing().position.ledger, 1, "0" * 16))
    assert server.armed() == {}
    assert "from a backup" in server.unarmed()[0] and ledger.find("fra1", "web01", "CHG0012345") is None


def test_more_than_max_armed_register_nothing(ledger: Ledger) -> None:
    """A mistake in pillar must not erase a data centre."""
    given = served(ledger, {"hosts:web02:install": "X", "server:max_armed": 1})
    done = register(ledger, given)
    assert done.armed == {} and set(done.refused) == {"web01", "web02"} and ledger.history() == []


def test_a_token_keeps_the_generation_that_it_was_asked_for_with(ledger: Ledger) -> None:
    """A new key does not strand an install under way."""
    ledger.request(
        "web01",
        "CHG0012345",
        site=SITE,
        mac=MAC,
        minion_id="web01.example.com",
        key_generation=1,
        now=NOW,
        by="x",
    )
    site, armed = pillar.parse(changed({"site": SITE})), {"web01": "CHG0012345"}
    known = registering.known(ledger, 2, changed({})["pxe"], "ks1", SITE, NOW)
    assert merge.tokens(RING, site, armed, known) == {
        "web01": RING.token(1, SITE, "web01", MAC, "CHG0012345")
    }
    other = registering.known(ledger, 2, changed({"hosts:web01:install": "X"})["pxe"], "ks1", SITE, NOW)
    assert merge.tokens(RING, site, {"web01": "X"}, other) == {
        "web01": RING.token(2, SITE, "web01", MAC, "X")
    }


def test_a_text_of_pillar_that_is_over_is_known_with_its_state(ledger: Ledger) -> None:
    """An open one is not, nor is a new one."""
    ledger.request(
        "web01", "CHG0012345", site=SITE, mac=MAC, minion_id="web01.example.com", key_generation=1, now=NOW, by="x"
    )  # fmt: skip
    given = changed({"hosts:web02:install": "CHG2"})["pxe"]
    assert registering.known(ledger, 1, given, "ks1", SITE, NOW).over == {}
    late = registering.known(ledger, 1, given, "ks1", SITE, NOW + LIFETIME)
    assert late.over == {"web01": ("CHG0012345", "expired")}


def test_the_site_that_is_served_has_the_name_that_the_master_gives(ledger: Ledger) -> None:
    """Pillar may say the same; another one is refused, with both."""
    assert served(ledger)["site"]["site"] == SITE
    assert served(ledger, {"site": SITE})["site"]["site"] == SITE
    with pytest.raises(PillarError, match=r"pxe:site: is 'muc1', and .* the site 'fra1'"):
        served(ledger, {"site": "muc1"})


API = {"server:api": "http://10.0.0.1:8000"}


def test_a_machine_that_another_site_installs_is_neither_armed_nor_shown(ledger: Ledger) -> None:
    """Its server learns that the MAC is taken, and nothing of the other's name, request, minion id or site."""
    ours = {
        **API,
        "hosts:web01": None,
        "hosts:secret-host": {"mac": MAC, "install": "SECRET-REQUEST", "minion_id": "secret-id"},
        "hosts:secret-host:profile": "el9-web",
    }
    first = served(ledger, ours)
    assert register(ledger, first).armed == {"secret-host": "SECRET-REQUEST"}
    theirs = served(ledger, API, "ks9", site="muc1")
    assert theirs["armed"] == {} and theirs["answers"] == {} and theirs["ledger"]["registered"] == {}
    assert [path for path, _, _ in theirs["refused"]] == ["pxe:hosts:web01:install"]
    asked = register(ledger, {**theirs, "armed": {"web01": "CHG0012345"}}, "ks9")
    tried = register(ledger, {**theirs, "armed": {"web01": "SECRET-REQUEST"}}, "ks9", test=True)
    other = register(ledger, {**theirs, "armed": {"web01": "CHG9"}}, "ks9", test=True)
    assert asked.armed == tried.armed == other.armed == {} and asked.changed == ()
    told = json.dumps([theirs, *(dict(one.refused) for one in (asked, tried, other))])
    token = str(RING.token(2, SITE, "secret-host", MAC, "SECRET-REQUEST"))
    assert token in str(first["answers"]["secret-host"])
    for secret in (token, "SECRET-REQUEST", "secret-host", "secret-id", "fra1", "ks1"):
        assert secret not in told, secret
    assert row_of(ledger, "secret-host", "SECRET-REQUEST").state == "armed"


def test_two_sites_may_each_install_a_machine_of_one_name_by_one_text(ledger: Ledger) -> None:
    """Neither sees the other, and the end of one leaves the other armed."""
    own = {**API, "hosts:web01:minion_id": "web01.muc1", "hosts:web01:mac": OTHER_MAC}
    assert register(ledger, served(ledger, API)).armed == {"web01": "CHG0012345"}
    theirs = served(ledger, own, "ks9", site="muc1")
    assert theirs["armed"] == {"web01": "CHG0012345"}
    assert register(ledger, theirs, "ks9").armed == {"web01": "CHG0012345"}
    ledger.move(row_of(ledger, "web01", "CHG0012345"), "cancelled", now=NOW, by="x")
    assert served(ledger, API)["armed"] == {}
    assert served(ledger, own, "ks9", site="muc1")["armed"] == {"web01": "CHG0012345"}
    assert row_of(ledger, "web01", "CHG0012345", "muc1").state == "armed"


def test_a_machine_that_moves_to_another_site_needs_a_new_text(ledger: Ledger) -> None:
    """By its MAC it is known there; a machine of the same name that is another one may use the text."""
    register(ledger, served(ledger))
    ledger.move(row_of(ledger, "web01", "CHG0012345"), "failed", now=NOW, by="x")
    assert served(ledger, {}, "ks9", site="muc1")["armed"] == {}
    another = served(ledger, {"hosts:web01:mac": OTHER_MAC}, "ks9", site="muc1")
    assert another["armed"] == {"web01": "CHG0012345"}
    moved = served(ledger, {"hosts:web01:install": "CHG2"}, "ks9", site="muc1")
    assert moved["armed"] == {"web01": "CHG2"}
    refused = register(ledger, {**moved, "armed": {"web01": "CHG0012345"}}, "ks9").refused
    assert refused == {"web01": "the request 'CHG0012345' is failed"}
    assert register(ledger, moved, "ks9").armed == {"web01": "CHG2"}


def test_a_site_without_its_name_registers_nothing(ledger: Ledger) -> None:
    """Whose requests they are could not be told."""
    with pytest.raises(ValueError, match="without a name"):
        register(ledger, {"site": changed({})["pxe"], "armed": {"web01": "CHG0012345"}})


def test_the_token_of_one_site_is_worth_nothing_in_another(ledger: Ledger) -> None:
    """For the same host, MAC and request each site has a token of its own."""
    mine, theirs = served(ledger, API), served(ledger, API, "ks9", site="muc1")
    token = str(RING.token(2, SITE, "web01", MAC, "CHG0012345"))
    assert token in str(mine["answers"]["web01"]) and token not in json.dumps(theirs)


def named(host: str, *macs: str, **more: Any) -> dict[str, Any]:
    """Return the changes by which web01 of the pillar is called so, with these MACs; its text stays."""
    it = {"mac": list(macs or (MAC,)), "profile": "el9-web", "install": "CHG0012345", **more}
    return {**API, "hosts:web01": ABSENT, f"hosts:{host}": {"minion_id": "web01.example.com", **it}}


def registered(ledger: Ledger, changes: Mapping[str, Any], **more: Any) -> Registered:
    """Register what a server of this pillar is served, with what is not written down yet."""
    given = served(ledger, changes)
    site = pillar.parse({"pxe": given["site"]})
    asked = {"server": "ks1", "generation": 2, "now": NOW, "by": "ks1", "unnoted": given["ledger"]["unnoted"]}
    return registering.register(ledger, site, given["armed"], **{**asked, **more})


STEPS = {
    "renamed": [named("db01")],
    "in another case": [named("WEB01")],
    "with a new NIC": [named("web01", OTHER_MAC)],
    "renamed, then with a new NIC": [named("db01"), named("db01", OTHER_MAC)],
    "with a new NIC, then renamed": [named("web01", OTHER_MAC), named("db01", OTHER_MAC)],
    "with a NIC more, then without the first": [
        named("web01", MAC, OTHER_MAC),
        named("db01", OTHER_MAC),
        named("DB02", OTHER_MAC),
    ],
}


@pytest.mark.parametrize("steps", STEPS.values(), ids=STEPS)
def test_a_machine_that_was_installed_is_not_armed_again_by_its_old_text(
    ledger: Ledger, steps: list[dict[str, Any]]
) -> None:
    """Whatever it is called since and whichever NICs it has. A new text arms it, in each case."""
    registered(ledger, API)
    ledger.finish(row_of(ledger, "web01", "CHG0012345"), KEYS[0], now=NOW, by="x")
    for step in steps:
        given = served(ledger, step)
        assert given["armed"] == {} and len(given["ledger"]["unnoted"]) == 1
        done = registered(ledger, step)
        assert done.armed == {} == done.refused and done.changed == ()
        assert served(ledger, step)["ledger"]["unnoted"] == {}
    (host,) = set(steps[-1]) - {"server:api", "hosts:web01"} or {"hosts:web01"}
    anew = {**steps[-1], host: {**steps[-1][host], "install": "CHG2"}}
    assert list(registered(ledger, anew).armed.values()) == ["CHG2"]


def test_a_machine_that_is_renamed_while_it_installs_stays_one_machine(ledger: Ledger) -> None:
    """One open request and one answer, with the proof that it was armed with; its server learns the old name."""
    registered(ledger, API)
    first = served(ledger, API)
    for name in ("db01", "DB01"):
        before = served(ledger, named(name))
        assert before["armed"] == {name: "CHG0012345"}
        assert before["ledger"]["registered"] == {}, (
            "the master is to learn the name before it is armed by it"
        )
        assert registered(ledger, named(name)).armed == {name: "CHG0012345"}
        given = served(ledger, named(name))
        assert given["ledger"]["registered"] == {name: "CHG0012345"} and given["ledger"]["unnoted"] == {}
        token = str(RING.token(2, SITE, "web01", MAC, "CHG0012345"))
        assert token in str(first["answers"]["web01"]) and token in str(given["answers"][name])
    assert given["ledger"]["former_names"] == {"DB01": ["web01", "db01"]}
    assert [(row.host, row.state) for row in ledger.open(NOW)] == [("web01", "armed")]


def test_a_machine_that_gets_a_nic_more_while_it_installs_stays_armed(ledger: Ledger) -> None:
    """With the MAC that it was asked for with; without that MAC no proof of it would fit."""
    registered(ledger, API)
    more = named("web01", OTHER_MAC, MAC)
    assert registered(ledger, more).armed == {"web01": "CHG0012345"}
    assert str(RING.token(2, SITE, "web01", MAC, "CHG0012345")) in str(served(ledger, more)["answers"])
    replaced = served(ledger, named("web01", OTHER_MAC))
    assert replaced["armed"] == {} and len(ledger.open(NOW)) == 1
    assert [path for path, _, _ in replaced["refused"]] == ["pxe:hosts:web01:install"]


def test_a_minion_id_of_another_machine_is_refused_before_it_is_armed(ledger: Ledger) -> None:
    """With the holder's name; also while it is only tried. The others are armed."""
    registered(ledger, API)
    theirs = served(
        ledger,
        {
            "hosts:web01:mac": OTHER_MAC,
            "hosts:web01:minion_id": "WEB01.example.com",
            "hosts:web02:install": "CHG2",
            "hosts:web02:minion_id": "web02.muc1",
        },
        "ks9",
        site="muc1",
    )
    for test in (True, False):
        done = register(ledger, theirs, "ks9", test=test)
        assert done.armed == {"web02": "CHG2"}
        assert "held by fra1/web01: retire that machine first" in done.refused["web01"]
    ledger.retire([row_of(ledger, "web01", "CHG0012345")], now=NOW, by="x")
    ledger.move(row_of(ledger, "web01", "CHG0012345"), "cancelled", now=NOW, by="x")
    assert set(register(ledger, theirs, "ks9").armed) == {"web01", "web02"}


def test_an_accepted_key_that_the_machine_has_not_proved_is_refused(ledger: Ledger) -> None:
    """Somebody else's minion has that id; the machine's own earlier key is its own, under whatever name."""
    strange = registered(ledger, API, accepted={"web01.example.com": KEYS[1]}.get)
    assert strange.armed == {} and "`salt-key -d web01.example.com`" in strange.refused["web01"]
    assert ledger.history() == []
    assert registered(ledger, API).armed == {"web01": "CHG0012345"}
    ledger.finish(row_of(ledger, "web01", "CHG0012345"), KEYS[0], now=NOW, by="x")
    own = {"web01.example.com": KEYS[0]}.get
    again = registered(ledger, named("db01", install="CHG2"), accepted=own)
    assert again.armed == {"db01": "CHG2"}


def test_a_name_that_cannot_be_written_down_is_told(ledger: Ledger) -> None:
    """Two installs would be open under one name, or for one MAC; trying tells the same."""
    registered(ledger, {**API, "hosts:web02:install": "CHG2"})
    both = {**named("web01", MAC, "52:54:00:12:34:57"), "hosts:web02": ABSENT}
    for test in (True, False):
        done = registered(ledger, both, test=test)
        assert (
            done.armed == {}
            and "'CHG2' of web02, which has this name or MAC, is armed" in done.refused["web01"]
        )
