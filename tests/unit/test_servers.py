"""Which minions a master's configuration makes kickstart servers, and what it cannot say."""

from __future__ import annotations

import time
from typing import Any

import pytest

from salt_pxe.master import kickstart_servers, serves
from salt_pxe.servers import ServersError, line, servers

GROUPS = {"fra": "L@ks01,ks02 or N@more", "more": ["fra-ks*", "and", "not", "fra-ks9"]}
CASES: list[tuple[Any, dict[str, str | None]]] = [
    (None, {"ks01": None}),
    ({}, {"ks01": None}),
    ([], {"ks01": None}),
    ("ks01", {"ks01": "ks01", "ks010": None, "KS01": None, "xks01": None}),
    (["ks01", "muc-ks*"], {"ks01": "ks01", "muc-ks7.example.com": "muc-ks7.example.com", "muc": None}),
    ({"fra1": "ks01", "muc1": ["ks7", "ks8"]}, {"ks01": "fra1", "ks8": "muc1", "fra1": None}),
    ({"fra1": "ks0? or ks1[0-2]"}, {"ks01": "fra1", "ks12": "fra1", "ks13": None, "ks": None}),
    ({"fra1": "ks* and not ( ks09 or ks08 )"}, {"ks01": "fra1", "ks09": None, "ks08": None}),
    ({"fra1": "not not ks1 or ks2 and ks3"}, {"ks1": "fra1", "ks2": None, "ks3": None}),
    ({"fra1": "L@ks01,ks02"}, {"ks01": "fra1", "ks02": "fra1", "ks01,ks02": None}),
    ({"fra1": r"E@(fra|muc)-ks\d\d"}, {"fra-ks01": "fra1", "fra-ks011": None, "xfra-ks01": None}),
    ({"fra1": "E@ks01"}, {"ks01": "fra1", "ks01\n": None, "ks011": None}),
    ({"fra1": "N@fra"}, {"ks02": "fra1", "fra-ks1": "fra1", "fra-ks9": None, "fra": None}),
]


@pytest.mark.parametrize(("given", "wanted"), CASES)
def test_a_server_is_who_is_named(given: Any, wanted: dict[str, str | None]) -> None:
    """By exact id, glob, list, whole regular expression or nodegroup; nobody else, however close his name."""
    found = servers(given, GROUPS)
    assert {minion: found.site_of(minion) for minion in wanted} == wanted


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("G@role:kickstart", "grains are what the minion itself says"),
        ("ks* and G@os:Debian", "grains"),
        ("P@os:D.*", "grains"),
        ("G|os|Debian or G|@os|Debian", "G|os|Debian"),
        ({"fra1": "I@pxe:site:fra1"}, "servers:fra1: .* a pillar of its own"),
        ("J@pxe:.*", "a pillar of its own"),
        ("S@10.0.0.0/8", "addresses are grains"),
        ("R@%fra", "ranges"),
        ("N@none", "no nodegroup none"),
        ("N@loop", "loop contains itself"),
        ("N@grains", "nodegroup grains: .*grains are"),
        ("", "no target"),
        ("ks01 ks02", "'ks02' where the target should end"),
        ("ks01 or", "missing before 'the end'"),
        ("( ks01", "parenthesis is not closed"),
        ("ks01 )", r"'\)' where"),
        ("(ks01 or ks02)", "between blanks"),
        ("and", "missing before 'and'"),
        (7, "7 is no target"),
        ([["ks01"]], "no target"),
        ({"fra1": None}, "None is no target"),
        ({"fra1": {"a": 1}}, "no target"),
        ({7: "ks01"}, "7 is not the name of a site"),
        ({"a/b": "ks01"}, "not the name of a site"),
        ({"fra1": "a", "FRA1": "b"}, "differ in case alone"),
        ("L@ks*", "not a minion id"),
        ("E@(a+)+", "could take long"),
        ("E@(a|a)*b", "could take long"),
        ("E@a?b?c?d?", "could take long"),
        (r"E@(a)\1", "could take long"),
        ("E@(?=a)a", "could take long"),
        ("E@a" + "a" * 256, "could take long"),
        ("E@[", "no regular expression"),
        ("E@(a", "no regular expression"),
        ("a or " * 1000 + "a", "longer than"),
    ],
)
def test_what_cannot_name_a_server_is_refused_with_the_reason(given: Any, said: str) -> None:
    """What a minion decides itself, what is not written as Salt writes it, and what could take long."""
    groups = {"loop": "ks1 or N@loop2", "loop2": "N@loop", "grains": "G@a:b"}
    with pytest.raises(ServersError, match=said):
        servers(given, groups)


def test_a_minion_of_two_sites_is_refused_with_both() -> None:
    """The other servers go on."""
    found = servers({"fra1": "ks*", "muc1": "ks7"})
    assert found.site_of("ks1") == "fra1"
    with pytest.raises(ServersError, match="ks7 is a server of the sites fra1 and muc1"):
        found.site_of("ks7")


def test_an_id_that_cannot_be_a_site_needs_one() -> None:
    """A site's name stands in event tags."""
    with pytest.raises(ServersError, match="name its site"):
        servers(["ks@fra"]).site_of("ks@fra")
    assert servers({"fra1": "ks@fra"}).site_of("ks@fra") == "fra1"


def test_a_master_serves_the_sites_that_it_names() -> None:
    """A server of a list is a site of its own; a report of any other site is nobody's business."""
    named, listed = servers({"fra1": "ks*"}), servers(["ks*"])
    assert named.serves("fra1") and not named.serves("ks1") and not named.serves("muc1")
    assert listed.serves("ks1") and not listed.serves("fra1") and not listed.serves("k" * 300)


@pytest.mark.parametrize(
    "minion", ["k" * 255, "a-" * 127 + "!", "ks" + "0" * 253, "k" * 100_000, "\0", "é" * 255]
)
@pytest.mark.parametrize(
    "target",
    [
        "*a*b*c*d*e*f*",
        "k*k*k*k*k*k*k*x",
        "E@.*k.*k.*x",
        "E@k*[a-]*!x",
        r"E@\w+\d+[0-9]+x",
        "*" * 255,
        "[!a]" * 60 + "*",
    ],
)
def test_no_minion_id_makes_it_take_long(target: str, minion: str) -> None:
    """A minion chooses its id, and a master asks this for each pillar."""
    found = servers({"fra1": target})
    began = time.perf_counter()
    found.site_of(minion)
    assert time.perf_counter() - began < 0.5


def test_the_configuration_is_read_from_the_ext_pillar_setting() -> None:
    """Without it there is no kickstart server; a change of it counts at once."""
    assert kickstart_servers({}).site_of("ks1") is None
    assert kickstart_servers({"ext_pillar": [{"other": 1}, {"pxe": {}}]}).site_of("ks1") is None
    opts: dict[str, Any] = {
        "ext_pillar": [{"pxe": {"servers": {"fra1": "N@ks"}}}],
        "nodegroups": {"ks": "ks1"},
    }
    assert kickstart_servers(opts).site_of("ks1") == "fra1"
    opts["nodegroups"]["ks"] = "ks2"
    assert kickstart_servers(opts).site_of("ks1") is None
    opts["ext_pillar"][0]["pxe"]["servers"] = ["ks1"]
    assert kickstart_servers(opts).site_of("ks1") == "ks1"
    assert serves(opts)("ks1") and not serves(opts)("fra1")


@pytest.mark.parametrize(
    "runs",
    [
        [{"pxe": {"servers": ["ks1"]}}, {"pxe": {"servers": ["web01"]}}],
        [{"pxe": {"server": ["ks1"]}}],
        [{"pxe": ["ks1"]}],
        [{"pxe": "ks1"}],
        [{"other": 1, "pxe": {"servers": ["ks1"]}}],
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused(runs: Any) -> None:
    """Twice, which a minion can bring about where it may name pillar extensions; misspelt; of another shape; behind
    one dash with another extension, of which Salt drops one answer."""
    with pytest.raises(ServersError):
        kickstart_servers({"ext_pillar": runs})
    assert not serves({"ext_pillar": runs})("ks1")


def test_the_line_that_the_check_shows_makes_the_minion_a_server() -> None:
    """As it stands, in the master's configuration."""
    yaml = pytest.importorskip("yaml")
    assert kickstart_servers(yaml.safe_load(line("ks1"))).site_of("ks1") == "ks1"
    assert kickstart_servers(yaml.safe_load(line("ks1", "fra1"))).site_of("ks1") == "fra1"


def test_it_costs_a_minion_that_is_none_some_microseconds() -> None:
    """A master compiles a pillar for each of its minions."""
    opts = {"ext_pillar": [{"pxe": {"servers": {f"site{n}": f"ks{n}-*" for n in range(20)}}}]}
    kickstart_servers(opts).site_of("web01")
    began = time.perf_counter()
    for _ in range(1000):
        assert kickstart_servers(opts).site_of("web01") is None
    assert time.perf_counter() - began < 1
