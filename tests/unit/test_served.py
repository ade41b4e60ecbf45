"""What travels from the master to a kickstart server."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from salt_pxe.master.serve import serve
from salt_pxe.pillar import PillarError, parse
from salt_pxe.served import KEY, VERSION, Served, ServedVersionError, broken, decode, setting_line
from salt_pxe.site.problem import Problem
from tests.site import HASH, changed

SECRET = "the secret of the seal"
WHOLE = Served(
    changed({})["pxe"],
    {"web01": "CHG0012345"},
    {"web01": {"": "text"}},
    {"el9-web": {"a": "b"}},
    (Problem("pxe:hosts:web02", "is wrong", "mend it"),),
    (Problem("pxe:unknown", "surprises"),),
    {"id": "x", "generation": 7},
    {"secret": SECRET},
)


def no_file(url: str) -> str:
    """There are no files of a master."""
    raise FileNotFoundError(url)


def test_everything_in_it_comes_back_through_plain_data() -> None:
    """Through JSON, as jobs carry it, and back; the site is read through the door."""
    found = decode(json.loads(json.dumps(WHOLE.encode())))
    assert found == WHOLE
    assert found.site == parse(changed({}))


def test_what_the_master_makes_is_read_on_the_server() -> None:
    """Encoding and decoding change nothing."""
    plain = serve(changed({}), no_file)[KEY]
    found = decode(plain)
    assert found.encode() == plain and found.armed == {"web01": "CHG0012345"}
    assert HASH in found.answers["web01"][""]


def test_a_minion_without_a_master_has_no_ledger_and_no_seal() -> None:
    """They stay away, and are not made up."""
    found = decode(Served(WHOLE.given, {}, {}, {}).encode())
    assert (found.ledger, found.seal, found.refused, found.warnings) == (None, None, (), ())


def test_a_site_that_is_none_is_refused_where_it_arrives() -> None:
    """And not where it is used first."""
    with pytest.raises(PillarError, match="pxe:server"):
        decode({**WHOLE.encode(), "site": {}})


def test_no_log_line_of_it_shows_the_seal() -> None:
    """Its representation leaves the secret out."""
    assert SECRET not in repr(WHOLE)


@pytest.mark.parametrize(
    ("site", "servers"), [(None, ["ks1"]), ("fra1", {"fra1": ["ks1"]})], ids=["alone", "of a site"]
)
def test_the_line_of_the_master_s_configuration_is_yaml(site: str | None, servers: Any) -> None:
    """An operator copies it."""
    assert yaml.safe_load(setting_line("ks1", site)) == {"ext_pillar": [{"pxe": {"servers": servers}}]}


@pytest.mark.parametrize("version", [None, 0, VERSION + 1, str(VERSION)])
def test_another_form_of_what_travels_is_refused(version: object) -> None:
    """The error names the form that came and the one that is read here."""
    plain = {**serve(changed({}), no_file)[KEY], "version": version}
    with pytest.raises(
        ServedVersionError, match=f"in form {version!r}, and salt-pxe here reads form {VERSION}"
    ):
        decode(plain)


def test_what_the_master_could_not_compile_is_told_in_its_words() -> None:
    """All of it; a whole pillar says nothing."""
    assert "SLS x failed; SLS y is not there" in broken({"_errors": ["SLS x failed", "SLS y is not there"]})
    assert "one text" in broken({"_errors": "one text"})
    assert broken({}) == broken({"_errors": []}) == ""
