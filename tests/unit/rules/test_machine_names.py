"""A machine's name is one that Linux holds."""

from __future__ import annotations

import subprocess

import pytest

from salt_pxe.pillar import PillarError, parse, parse_serving
from salt_pxe.rules import machine_names
from salt_pxe.site.problem import Problem
from tests.site import changed


def test_the_limit_is_that_of_this_kernel() -> None:
    """getconf(1) tells it."""
    told = subprocess.run(["getconf", "HOST_NAME_MAX"], capture_output=True, check=True).stdout
    assert int(told) == machine_names.LONGEST


@pytest.mark.parametrize("length", [64, 65])
def test_the_whole_name_counts(length: int) -> None:
    """64 characters are taken, 65 are not, and the host alone is left out."""
    name = ("a" * 40 + "." + "b" * 40)[:length]
    site = changed({"hosts:web02:hostname": name})
    if length <= machine_names.LONGEST:
        assert parse(site).hostname("web02") == name
        return
    with pytest.raises(PillarError) as refused:
        parse(site)
    why = "the host name has 65 characters, and Linux holds 64"
    assert refused.value.problems == (Problem("pxe:hosts:web02:hostname", why, "shorten it"),)
    assert parse_serving(site).site.hosts.keys() == {"web01"}


def test_a_key_that_is_too_long_for_a_name_is_taken_with_a_hostname() -> None:
    """The name in pillar is no machine's name where a shorter one is said."""
    key = "a" * 40 + "." + "b" * 40
    host = {"mac": "52:54:00:12:34:58"}
    with pytest.raises(PillarError) as refused:
        parse(changed({f"hosts:{key}": host}))
    why = "the host name has 81 characters, and Linux holds 64"
    assert refused.value.problems == (Problem(f"pxe:hosts:{key}", why, "add a hostname that is shorter"),)
    assert parse(changed({f"hosts:{key}": {**host, "hostname": "web03"}}))
