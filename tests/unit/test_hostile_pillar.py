"""Bad hosts are left out and named whatever their key; thousands of faults are told in a moment and in few words."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import msgpack
import pytest

from salt_pxe import serving, wanting
from salt_pxe.guard import Position, Standing
from salt_pxe.pillar import PillarError, parse, parse_serving
from salt_pxe.plain import DEEPEST
from tests.property.mutations import laughs, nested
from tests.site import SITE

KEYS: dict[str, Any] = {
    "null": None,
    "bytes": b"\xff",
    "a number": 1,
    "a long number": 10**5000,
    "a truth value": True,
    "a list": ("a", ("b",)),
    "a deep list": nested(3000, lambda inner: (inner,)),
    "a lone surrogate": "a\ud800",
    "NUL": "a\0",
    "an escape": "\x1b[31m",
    "empty": "",
    "long": "x" * 100_000,
}
GOOD = {"mac": "52:54:00:00:00:99"}
N = 8000
SECONDS = 2
"""Of a processor."""


def mac(number: int) -> str:
    return f"52:54:00:{number >> 16 & 255:02x}:{number >> 8 & 255:02x}:{number & 255:02x}"


def site(**changes: Any) -> dict[str, Any]:
    return {"pxe": {**SITE, **changes}}


def no_file(url: str) -> str:
    raise FileNotFoundError(url)


@pytest.mark.parametrize("kind", KEYS)
def test_a_host_is_left_out_and_named_whatever_its_key(kind: str) -> None:
    """The good hosts are served, and what is served travels as JSON and msgpack."""
    hosts = {KEYS[kind]: GOOD, **SITE["hosts"]}
    given = site(hosts=hosts)
    known = wanting.Known(Standing(Position("", 0, "")), 0, enrolled={"web09": {"mac": mac(9)}})
    raw, _ = wanting.with_ledger(given["pxe"], known)
    assert wanting.texts(given["pxe"]) == {"web01": "CHG0012345"}
    for pillar in (given, {"pxe": raw}):
        found = parse_serving(pillar)
        assert set(SITE["hosts"]) <= set(found.site.hosts)
        assert found.problems
        assert all(problem.path.startswith("pxe:hosts:") for problem in found.problems)
        assert all(str(problem).isprintable() and len(str(problem)) < 700 for problem in found.problems)
        served = serving.serve(pillar, no_file)
        assert len(served[serving.KEY]["refused"]) == len(found.problems)
        json.dumps(served, allow_nan=False).encode()
        msgpack.packb(served)


@pytest.mark.parametrize("kind", KEYS)
@pytest.mark.parametrize(
    "collection", ["", "profiles", "repos", "subnets", "classes", "shared_networks", "dhcp"]
)
def test_a_key_of_the_site_that_is_no_name_is_a_problem(collection: str, kind: str) -> None:
    """Its path and the fault are told in one printable line, and nothing crashes."""
    changes = {collection: {**SITE.get(collection, {}), KEYS[kind]: {}}} if collection else {KEYS[kind]: {}}
    pillar = {"pxe": {**SITE, **changes}}
    for way in (parse, parse_serving):
        with pytest.raises(PillarError) as raised:
            way(pillar)
        paths = [problem.path for problem in raised.value.problems]
        assert any(path.startswith(":".join(filter(None, ["pxe", collection]))) for path in paths)
        assert all(str(problem).isprintable() for problem in raised.value.problems)


def test_two_keys_that_read_the_same_are_told_and_neither_is_served() -> None:
    """A host "1" and a host 1 are one name for whoever reads the problem."""
    found = parse_serving(site(hosts={"1": GOOD, 1: {"mac": mac(2)}, **SITE["hosts"]}))
    assert set(found.site.hosts) == set(SITE["hosts"])
    assert any("stands there twice" in problem.message for problem in found.problems)
    assert {problem.path for problem in found.problems} == {"pxe:hosts:1"}


@pytest.mark.parametrize(
    "value",
    [
        *(nested(3000), nested(3000, lambda inner: {"x": inner}), nested(3000, lambda inner: (inner,))),
        *(laughs(), b"x", {1}, float("nan"), 10**5000, 2**64),
    ],
    ids=["lists", "mappings", "tuples", "laughs", "bytes", "a set", "nan", "digits", "65 bits"],
)
@pytest.mark.parametrize("key", ["mac", "dhcp", "variables", "install", "z"])
def test_a_value_that_is_no_plain_data_is_a_problem_of_its_host(key: str, value: Any) -> None:
    """It is told with its path, and costs no other host."""
    given = site(hosts={"web00": {**GOOD, key: value}, **SITE["hosts"]})
    found = parse_serving(given)
    assert set(found.site.hosts) == set(SITE["hosts"])
    assert all(problem.path.startswith("pxe:hosts:web00") for problem in found.problems)
    wanting.texts(given["pxe"])


def test_what_holds_itself_is_a_problem() -> None:
    """YAML's anchors make such mappings."""
    itself: dict[str, Any] = dict(GOOD)
    itself["dhcp"] = {"options": itself}
    found = parse_serving(site(hosts={"web00": itself, **SITE["hosts"]}))
    assert [problem.message for problem in found.problems] == ["holds itself"]


def test_what_is_as_deep_as_allowed_is_not_called_too_deep() -> None:
    """The limit is the limit: the configuration of a minion has its own, which is lower."""
    with pytest.raises(PillarError) as raised:
        parse(site(unknown=nested(DEEPEST - 1)))
    assert "nested" not in str(raised.value)


MANY: dict[str, Callable[[], dict[str, Any]]] = {
    "bad MACs": lambda: {"hosts": {f"h{n}": {"mac": "x"} for n in range(N)}},
    "five faults each": lambda: {
        "hosts": {f"h{n}": {"mac": ["x"] * 3, "profile": "wep", "z": 1, "install": "\n"} for n in range(N)}
    },
    "one host's MACs": lambda: {"hosts": {"h": {"mac": ["x"] * N}}},
    "interfaces": lambda: {"server": {**SITE["server"], "interfaces": [1] * 5000}},
    "packages": lambda: _profile(packages=[f"p{n}" for n in range(10_000)]),
    "bad packages": lambda: _profile(packages=[f" p{n}" for n in range(10_000)]),
    "one MAC": lambda: {"hosts": {f"h{n}": {"mac": mac(1)} for n in range(N)}},
    "one address": lambda: {
        "hosts": {f"h{n}": {"mac": mac(n), "fixed_address": "10.0.0.9"} for n in range(N)}
    },
    "profiles": lambda: {"hosts": {f"h{n}": {"mac": mac(n), "profile": f"el9-we{n}"} for n in range(N)}},
    "options": lambda: {
        "hosts": {f"h{n}": {"mac": mac(n), "dhcp": {"options": {f"router{n}": 1}}} for n in range(N)}
    },
    "unknown keys": lambda: {"hosts": {f"h{n}": {"mac": mac(n), "proffle": 1} for n in range(N)}},
    "number keys": lambda: {"hosts": {n: {"mac": mac(n)} for n in range(N)}},
    "far addresses": lambda: {
        "hosts": {f"h{n}": {"mac": mac(n), "fixed_address": f"11.{n >> 8}.{n & 255}.1"} for n in range(N)},
        "subnets": {f"10.{n >> 8}.{n & 255}.0/24": {} for n in range(2000)},
    },
    "kernel arguments": lambda: {
        **_profile(kernel_args=[f"a{n}" for n in range(10_000)]),
        "hosts": {f"h{n}": {"mac": mac(n), "profile": "el9-web", "install": "x"} for n in range(N)},
    },
}


def _profile(**changes: Any) -> dict[str, Any]:
    return {"profiles": {"el9-web": {**SITE["profiles"]["el9-web"], **changes}}}


@pytest.mark.parametrize("kind", MANY)
def test_thousands_of_faults_cost_a_moment_and_few_words(kind: str) -> None:
    """The time grows with the pillar and no faster, the text stays short, and each refused host is named."""
    pillar = site(**MANY[kind]())
    start = time.process_time()
    try:
        parse(pillar)
    except PillarError as error:
        assert len(str(error)) < 60_000
    took = time.process_time() - start
    start = time.process_time()
    try:
        found = parse_serving(pillar)
        serving.serve(pillar, no_file)
    except PillarError:
        assert not kind.startswith("bad MACs")
    else:
        named = {problem.path.split(":")[2] for problem in found.problems}
        assert named == {str(name) for name in pillar["pxe"]["hosts"]} - set(found.site.hosts)
    assert max(took, time.process_time() - start) < 2 * SECONDS
