"""Pillars that nobody would write: those of the goldens and examples, with hostile keys and values anywhere.

The same seed makes the same pillar. A mutated pillar shares what is unchanged with the pillar that it comes from.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from salt_pxe import sls
from tests.site import SITE

ROOT = Path(__file__).resolve().parents[2]
LONG = 100_000


def nested(depth: int, make: Callable[[Any], Any] = lambda inner: [inner]) -> Any:
    """Return a value of so many lists, or whatever is made, inside each other."""
    found: Any = "x"
    for _ in range(depth):
        found = make(found)
    return found


def holding_itself(random_: random.Random) -> Any:
    """Return what YAML makes of an anchor with an alias inside."""
    if random_.random() < 0.5:
        items: list[Any] = ["x"]
        items.append(items)
        return items
    mapping: dict[str, Any] = {"x": "y"}
    mapping[random_.choice(["mac", "dhcp", "x"])] = mapping
    return mapping


def laughs() -> Any:
    """Return what a few lines of YAML make of aliases: nine lists of nine of the next, nine times."""
    found: Any = ["x"] * 9
    for _ in range(9):
        found = [found] * 9
    return found


SCALARS: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 255, 65536, 2**31, 2**32, 2**63, 2**64, -(2**63) - 1, 10**30, 10**5000),
    *(0.0, 1.5, -0.0, 1e308, float("nan"), float("inf"), float("-inf"), 41135085296),
    *(
        "",
        " ",
        "\n",
        "\0",
        "\ud800",
        "a\udfffb",
        "\x1b[31m",
        "\u2028",
        "\u202e",
        "\u00b2",
        "\U0001f4a5",
        "%post",
        "a:b",
    ),
    *(
        "10.0.0.1",
        "10.0.0.0/8",
        "0.0.0.0",
        "52:54:00:12:34:56",
        "x",
        "web01",
        "local",
        "menu",
        "infinite",
        "salt://x",
    ),
    *("{{ x }}", "{x}", "%s", "$(x)", "-1", "1", "null", "[key]", "../..", "/", "*", "2026-11-25"),
    *(b"", b"bytes", b"\xff\xfe", datetime.date(2026, 11, 25), datetime.datetime(2026, 11, 25, 1, 2, 3)),
    *({1, 2}, frozenset("ab"), (), ("x",), ("x", 1), object(), 1j),
)
LONGS: tuple[Callable[[], Any], ...] = (
    *(
        lambda: "x" * LONG,
        lambda: " " * LONG,
        lambda: "\0" * LONG,
        lambda: "-" * LONG,
        lambda: "a." * (LONG // 2),
    ),
    *(lambda: "-----BEGIN CERTIFICATE-----\n" + " " * LONG, lambda: "\ud800" * LONG, lambda: "\n%" * LONG),
    *(lambda: ["x"] * 5000, lambda: list(range(5000)), lambda: [f"x{number}" for number in range(5000)]),
    *(lambda: {f"x{number}": number for number in range(2000)}, lambda: dict.fromkeys(range(2000), "x")),
    *(lambda: [None] * 5000, lambda: [{}] * 2000, lambda: [[]] * 2000, lambda: {"x": {"mac": [1] * 2000}}),
    *(lambda: nested(60), lambda: nested(3000), lambda: nested(3000, lambda inner: {"x": inner}), laughs),
    *(lambda: nested(500, lambda inner: (inner,)), lambda: nested(3000, lambda inner: {"dhcp": inner})),
)
KEYS: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        1,
        -1,
        1.5,
        float("nan"),
        10**30,
        10**5000,
        b"x",
        b"\xff",
        ("x",),
        (1, ("y",)),
        nested(3000, lambda inner: (inner,)),
    ),
    *(
        "",
        " ",
        "\0",
        "\n",
        "\ud800",
        "\x1b[31m",
        "a:b",
        ":",
        "[key]",
        "1",
        "web01",
        "mac",
        "\u00b2",
        "\u202e",
        "*",
    ),
    *(
        "x" * 300,
        "x" * LONG,
        "../x",
        "0",
        "hosts",
        "dhcp",
        "install",
        datetime.date(2026, 11, 25),
        frozenset("x"),
    ),
)


@lru_cache(maxsize=1)
def bases() -> tuple[Mapping[str, Any], ...]:
    """Return the `pxe` keys of all golden and example pillars that can be read without a master."""
    found: list[Mapping[str, Any]] = [SITE]
    for path in sorted(
        [
            *(ROOT / "tests/golden").rglob("*.sls"),
            *(ROOT / "docs").rglob("*.sls"),
            *(ROOT / "examples").rglob("*.sls"),
        ]
    ):
        try:
            data = sls.load(path).get("pxe")
        except ValueError:
            continue
        if isinstance(data, dict):
            found.append(data)
    return tuple(found)


def mutated(seed: int) -> dict[str, Any]:
    """Return a pillar with one to four mutations of one that is good."""
    source = random.Random(seed)
    site: Any = dict(source.choice(bases()))
    for _ in range(source.choice([1, 1, 1, 2, 3, 4])):
        site = _mutation(source, site)
    return {"pxe": site}


def _mutation(source: random.Random, site: Any) -> Any:
    """Return a copy in which one place is another; only what leads there is copied."""
    if not isinstance(site, (dict, list)) or not site or source.random() < 0.04:
        return _value(source)
    copied: Any = dict(site) if isinstance(site, dict) else list(site)
    if isinstance(copied, dict):
        key = source.choice(list(copied))
        deeper = isinstance(copied[key], (dict, list)) and copied[key]
        if deeper and source.random() < 0.8:
            copied[key] = _mutation(source, copied[key])
            return copied
        what = source.random()
        if what < 0.15:
            copied[source.choice(KEYS)] = copied.pop(key)
        elif what < 0.3:
            copied[source.choice(KEYS)] = _value(source)
        elif what < 0.35:
            copied[source.choice([f"{key}x" if isinstance(key, str) else "x", source.choice(_WORDS)])] = (
                copied[key]
            )
        elif what < 0.4:
            del copied[key]
        else:
            copied[key] = _value(source)
        return copied
    index = source.randrange(len(copied))
    if isinstance(copied[index], (dict, list)) and source.random() < 0.7:
        copied[index] = _mutation(source, copied[index])
    else:
        copied[index] = _value(source)
    return copied


_WORDS = (
    "hosts",
    "profiles",
    "server",
    "mac",
    "storage",
    "pools",
    "options",
    "install",
    "minion",
    "variables",
    "unknown",
)


def _value(source: random.Random) -> Any:
    what = source.random()
    if what < 0.55:
        return source.choice(SCALARS)
    if what < 0.65:
        return source.choice(LONGS)()
    if what < 0.7:
        return holding_itself(source)
    if what < 0.8:
        return [source.choice(SCALARS) for _ in range(source.randrange(4))]
    if what < 0.9:
        return {_hashable(source): source.choice(SCALARS) for _ in range(source.randrange(4))}
    base: Any = source.choice(bases())
    for _ in range(source.randrange(5)):
        if not isinstance(base, dict) or not base:
            break
        base = source.choice(list(base.values()))
    return base


def _hashable(source: random.Random) -> Any:
    return source.choice([*KEYS, *_WORDS, *_WORDS])


def seeds(part: int, parts: int, number: int) -> Iterator[int]:
    """Yield the seeds of one part of a number of pillars."""
    return iter(range(part, number, parts))
