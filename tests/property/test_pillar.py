"""The door with anything in front of it: a site, or a list of problems, and never another exception."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from salt_pxe.pillar import PillarError, parse, parse_serving
from salt_pxe.site import Site
from tests.property.mutations import mutated
from tests.site import SITE, changed

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=12),
    st.sampled_from(["10.0.0.21", "52:54:00:12:34:56", "el9-web", "10.0.0.0/24", "local", "$6$a$bcdefghi", "infinite"]),
)  # fmt: skip
KEYS = st.one_of(
    st.text(max_size=8),
    st.integers(),
    st.booleans(),
    st.none(),
    st.sampled_from(
        [
            "[key]",
            "hosts",
            "mac",
            "subnets",
            "range",
            "profiles",
            "server",
            "dhcp",
            "repos",
            "pools",
            "options",
            "storage",
        ]
    ),
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def paths(site: Any, at: tuple[str, ...] = ()) -> list[str]:
    """Return the path of every value of a site."""
    if not isinstance(site, dict):
        return [":".join(at)]
    return [
        path for key, value in site.items() for path in [*([":".join((*at, key))]), *paths(value, (*at, key))]
    ]


@given(st.sampled_from(paths(SITE)), ANYTHING)
@settings(max_examples=400, deadline=None)
def test_any_value_anywhere_is_read_or_refused(path: str, value: Any) -> None:
    """Whatever stands at a place of a good site, the outcome is a site or a list of problems with paths."""
    pillar = changed({path: value})
    try:
        assert isinstance(parse(pillar), Site)
    except PillarError as error:
        assert error.problems
        assert all(problem.path.startswith("pxe") and problem.message for problem in error.problems)


@given(st.dictionaries(KEYS, ANYTHING, max_size=5))
@settings(max_examples=200, deadline=None)
def test_any_mapping_is_read_or_refused(site: dict[Any, Any]) -> None:
    """Nothing that YAML can make breaks the door."""
    try:
        parse({"pxe": site})
    except PillarError as error:
        assert error.problems


@given(
    st.text(max_size=30),
    st.sampled_from(["mac", "fixed_address", "profile", "minion_id", "hostname", "install"]),
)
@settings(max_examples=200, deadline=None)
def test_a_bad_host_never_costs_another_host(value: str, key: str) -> None:
    """Whatever one host says of itself alone, the other is served, unless both claim the same."""
    pillar = changed({f"hosts:web02:{key}": value})
    site, problems = parse_serving(pillar)
    claims_the_same = any("pxe:hosts:web01" in problem.path for problem in problems)
    assert "web01" in site.hosts or claims_the_same
    assert ("web02" in site.hosts) == (
        not any(problem.path.startswith("pxe:hosts:web02") for problem in problems)
    )


@given(st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_problems_stay_on_one_line(value: str) -> None:
    """A value cannot forge a second problem, nor colour a terminal."""
    try:
        parse(
            changed(
                {
                    "hosts:web01:mac": value,
                    "hosts:web01:profile": value,
                    f"repos:{value.replace(':', '')}": {},
                }
            )
        )
    except PillarError as error:
        for problem in error.problems:
            assert str(problem).isprintable(), yaml.safe_dump(list(problem))


@given(st.integers(min_value=20_000, max_value=2**32))
@settings(max_examples=300, deadline=None)
def test_a_mutated_pillar_is_read_or_refused(seed: int) -> None:
    """Hostile keys and values anywhere in a golden or example pillar give a site, or problems that can be printed."""
    for way in (parse, parse_serving):
        try:
            way(mutated(seed))
        except PillarError as error:
            assert error.problems and str(error).replace("\n", "").isprintable()
