"""Pillar and ledger together say which request counts for each host: the table, row by row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from salt_pxe import pillar
from salt_pxe.arming.ledger_trust import Position, Standing
from salt_pxe.arming.proof import KeyRing
from salt_pxe.arming.request import Request
from salt_pxe.master import merge
from salt_pxe.master.merge import Known
from salt_pxe.site.problem import PillarError
from tests.site import SITE, changed

TRUSTED = Standing(Position("ledger", 7, "mark"))
LOST = Standing(Position("ledger", 0, ""), "the ledger is new")
MAC, OTHER = "52:54:00:12:34:56", "52:54:00:12:34:57"
MINION = "web01.example.com"


def row(request: str, host: str = "web01", **more: Any) -> Request:
    """Return an open request of the ledger."""
    facts = {
        "number": 1,
        "site": "fra1",
        "mac": MAC,
        "minion_id": MINION,
        "key_generation": 1,
        "state": "requested",
        "version": 1,
        "requested_at": 0,
        "deadline": 10,
        "changed_at": 0,
    }
    return Request(host=host, request=request, **{**facts, **more})


def counted(said: str | None, known: Known) -> Any:
    """Return the request of web01 that counts where pillar says this."""
    host = dict(SITE["hosts"]["web01"])
    del host["install"]
    given = {**SITE, "hosts": {"web01": host if said is None else {**host, "install": said}}}
    merged, problems = merge.with_ledger(given, known)
    assert problems == []
    return merged["hosts"]["web01"].get("install")


@pytest.mark.parametrize(
    ("said", "open_", "closed", "counts"),
    [
        (None, None, [], None),
        ("CHG1", None, [], "CHG1"),
        ("CHG1", "CHG1", [], "CHG1"),
        ("CHG1", None, ["CHG1"], None),
        (None, "CHG2", [], "CHG2"),
        ("CHG1", "CHG2", ["CHG1"], "CHG2"),
        ("CHG3", "CHG2", [], "CHG3"),
        ("  CHG1 ", None, ["CHG1"], None),
        ("  CHG1 ", "CHG1", [], "CHG1"),
        ("a\nb", None, [], "a\nb"),
    ],
    ids=[
        "nobody asks",
        "pillar asks first",
        "both ask for the same",
        "it is over",
        "REST asks",
        "pillar's is over and REST asks anew",
        "pillar asks for another: pillar wins",
        "over in another spelling",
        "both ask for the same, in another spelling",
        "no request: left for the door to refuse",
    ],
)
def test_which_request_counts(said: str | None, open_: str | None, closed: list[str], counts: Any) -> None:
    """Pillar's own text until the ledger has heard of it, then the ledger's open one; what is over never again."""
    known = Known(
        TRUSTED,
        1,
        open={"web01": row(open_)} if open_ else {},
        closed={("web01", text) for text in closed},
    )
    assert counted(said, known) == counts
    assert counted(said, Known(LOST, 1, known.open, known.closed)) is None


def test_a_ledger_that_is_not_trusted_is_a_problem_of_the_whole_site() -> None:
    """With what to do; one that is trusted is none."""
    assert merge.distrusted(TRUSTED) is None
    found = merge.distrusted(LOST)
    assert found and found.path == "pxe:hosts"
    assert "no machine is armed: the ledger is new" in found.message
    assert "pxe.trust" in found.hint


def test_pillar_s_own_mapping_is_not_changed() -> None:
    """Salt caches it, and other extensions read it."""
    given = changed({})["pxe"]
    merge.with_ledger(
        given, Known(TRUSTED, 1, closed={("web01", "CHG0012345")}, enrolled={"new": {"mac": OTHER}})
    )
    assert given == changed({})["pxe"]


@pytest.mark.parametrize("hosts", [None, {}, [], "web01", {7: {}, "web01": None, "web02": {"install": 7}}])
def test_what_is_no_mapping_is_left_for_the_door(hosts: Any) -> None:
    """Which says what is wrong with it."""
    merged, _ = merge.with_ledger({"hosts": hosts}, Known(TRUSTED, 1))
    assert merged["hosts"] == ({} if hosts is None else hosts)
    assert merge.texts({"hosts": hosts}) == {}


def test_the_texts_of_pillar_are_those_that_the_door_lets_in() -> None:
    """In their canonical form, by the host's name."""
    hosts = {
        "web01": {"install": " CHG1 "},
        "web02": {"install": "a\nb"},
        "../x": {"install": "CHG1"},
        "web03": {},
    }
    assert merge.texts({"hosts": hosts}) == {"web01": "CHG1"}


def test_an_enrolled_host_is_one_of_the_site() -> None:
    """With the request that the ledger has for it."""
    known = Known(
        TRUSTED, 1, open={"new": row("CHG9", "new")}, enrolled={"new": {"mac": "52:54:00:00:00:09"}}
    )
    merged, problems = merge.with_ledger(SITE, known)
    assert problems == []
    assert merged["hosts"]["new"] == {"mac": "52:54:00:00:00:09", "install": "CHG9"}


@pytest.mark.parametrize(
    ("name", "declared", "rival"),
    [
        ("web01", {"mac": "52:54:00:00:00:09"}, "is enrolled too"),
        ("new", {"mac": OTHER.replace(":", "-").upper()}, "pillar gives to web02"),
        ("new", {"mac": ["52:54:00:00:00:09", MAC]}, "pillar gives to web01"),
        ("new", {"mac": "52:54:00:00:00:09", "fixed_address": "10.0.0.22"}, "pillar gives to web02"),
        ("new", {"mac": "52:54:00:00:00:09", "minion_id": MINION}, "pillar gives to web01"),
        (MINION, {"mac": "52:54:00:00:00:09"}, "pillar gives to web01"),
        (
            "WEB01",
            {"mac": "52:54:00:00:00:09", "minion_id": "x", "hostname": "y"},
            "to web01: the name web01",
        ),
        ("new", {"mac": "52:54:00:00:00:09", "hostname": "WEB02"}, "to web02: the host name web02"),
        ("new", {"mac": "52:54:00:00:00:09", "minion_id": MINION.upper()}, f"the minion id {MINION}"),
        ("new", {"mac": [MAC, OTHER]}, "pillar gives to web01, web02"),
    ],
)
def test_where_pillar_speaks_of_an_enrolled_host_pillar_wins(
    name: str, declared: Mapping[str, Any], rival: str
) -> None:
    """By name, MAC in any spelling, address or minion id; the problem says who has it."""
    merged, (problem,) = merge.with_ledger(SITE, Known(TRUSTED, 1, enrolled={name: declared}))
    assert merged["hosts"] == SITE["hosts"]
    assert problem.path == f"pxe:hosts:{name}"
    assert rival in problem.message and "pillar wins" in problem.message


def test_each_enrolled_host_is_named_and_pillar_s_own_passes_the_door() -> None:
    """Two against one: both are told, neither comes in, and the host of pillar is as good as without them."""
    enrolled = {
        "WEB01": {"mac": "52:54:00:00:00:09", "profile": SITE["hosts"]["web01"]["profile"]},
        "new": {"mac": MAC, "profile": SITE["hosts"]["web01"]["profile"]},
        "other": {"mac": "52:54:00:00:00:0a", "profile": SITE["hosts"]["web01"]["profile"]},
    }
    merged, problems = merge.with_ledger(SITE, Known(TRUSTED, 1, enrolled=enrolled))
    assert [one.path for one in problems] == ["pxe:hosts:WEB01", "pxe:hosts:new"]
    assert all("pillar gives to web01:" in one.message for one in problems)
    site, refused = pillar.parse_serving({"pxe": merged})
    assert refused == ()
    assert set(site.hosts) == {*SITE["hosts"], "other"}


def test_the_site_has_the_name_that_the_master_gives() -> None:
    """Pillar may name the same; another is refused."""
    assert merge.of_site({"a": 1}, "fra1") == {"site": "fra1", "a": 1}
    assert merge.of_site({"site": "fra1"}, "fra1") == {"site": "fra1"}
    with pytest.raises(PillarError) as refused:
        merge.of_site({"site": "muc1"}, "fra1")
    (problem,) = refused.value.problems
    assert problem.path == "pxe:site" and "'fra1'" in problem.message


@pytest.mark.parametrize("more", [{"mac": OTHER}, {"minion_id": "web09"}])
def test_a_request_that_was_made_for_another_machine_is_a_problem(more: dict[str, str]) -> None:
    """Its proof would not hold: the finish of that install could not be told."""
    site = pillar.parse(changed({}))
    known = Known(TRUSTED, 1, open={"web01": row("CHG0012345", **more)})
    armed = {"web01": "CHG0012345", "web02": "CHG2"}
    problem = merge.other_machines(site, armed, known)["web01"]
    assert problem.path == "pxe:hosts:web01:install"
    assert "cancel it" in problem.hint
    same = Known(TRUSTED, 1, open={"web01": row("CHG0012345")})
    assert merge.other_machines(site, armed, same) == {}
    anew = {"web01": "CHG3"}
    assert merge.other_machines(site, anew, known) == {}, "a new text of pillar is asked for anew"


def test_of_another_site_s_machine_nothing_is_said_but_that_it_is() -> None:
    """Neither its request nor its MAC."""
    site = pillar.parse(changed({}))
    known = Known(TRUSTED, 1, open={"web01": row("SECRET", mac=OTHER)}, elsewhere={"web01"})
    found = merge.other_machines(site, {"web01": "CHG0012345"}, known)["web01"]
    assert found.message == merge.ELSEWHERE
    assert "SECRET" not in str(found)


def test_a_token_keeps_the_generation_that_it_was_asked_for_with() -> None:
    """A key that was rotated since changes no running install; one that is kept no more makes no token."""
    ring = KeyRing(2, {1: b"1" * 32, 2: b"2" * 32})
    site = pillar.parse(changed({"site": "fra1"}))
    armed = {"web01": "CHG0012345"}
    old, new = (ring.token(one, "fra1", "web01", MAC, "CHG0012345") for one in (1, 2))
    assert merge.tokens(ring, site, armed, Known(TRUSTED, 2)) == {"web01": new}
    known = Known(TRUSTED, 2, open={"web01": row("CHG0012345", key_generation=1)})
    assert merge.tokens(ring, site, armed, known) == {"web01": old}
    other = Known(TRUSTED, 2, open={"web01": row("CHG9", key_generation=1)})
    assert merge.tokens(ring, site, armed, other) == {"web01": new}
    gone = Known(TRUSTED, 2, open={"web01": row("CHG0012345", key_generation=7)})
    assert merge.tokens(ring, site, armed, gone) == {}
