"""The sections that a parser should find."""

from __future__ import annotations

import shlex
from typing import Any

from salt_pxe.installers.installation import installation
from salt_pxe.installers.kickstart.check.expected_sections import ExpectedSection, sections
from salt_pxe.installers.kickstart.check.reading import read
from tests.unit.installers.kickstart.rendered_site import KEY, WEB, installed, site

TOKEN = "ab" * 32


def found(changes: dict[str, Any]) -> tuple[ExpectedSection, ...]:
    """Return what is expected of web01 without reports."""
    return sections(installed(changes), lambda url: f"# {url}\n\n")


def test_sections_stand_in_the_order_in_which_they_run() -> None:
    """Packages, add-ons, and the scripts by their kinds, each in pillar's order; a file's text is its script."""
    changes = {
        f"{WEB}:addons": {"org_b": {"arguments": ["--x"], "body": "y = z\n"}, "org_a": {}},
        f"{WEB}:kdump": False,
        f"{WEB}:pre": ["one\n", "two"],
        f"{WEB}:post": [{"source": "salt://a.sh"}],
        f"{WEB}:pre_install": "three",
    }
    assert [(one.name, one.words, one.body) for one in found(changes)] == [
        ("%packages", None, None),
        ("%addon", ("org_a",), ""),
        ("%addon", ("org_b", "--x"), "y = z"),
        ("%addon", ("com_redhat_kdump", "--disable"), ""),
        ("%pre", None, "one"),
        ("%pre", None, "two"),
        ("%pre-install", None, "three"),
        ("%post", None, "# salt://a.sh"),
    ]


def test_the_options_of_a_script_are_what_the_parser_reads() -> None:
    """By pykickstart's own names."""
    script = {
        "interpreter": "/bin/bash",
        "log": "/root/x.log",
        "erroronfail": True,
        "nochroot": True,
        "script": "a",
    }
    (_, post) = found({f"{WEB}:post": [script]})
    by_hand = "%post --interpreter=/bin/bash --log=/root/x.log --erroronfail --nochroot\na\n%end\n"
    assert post.attributes == read(by_hand, "RHEL9").sections[0].attributes


def test_a_release_without_a_command_for_keys_gets_a_script_with_each() -> None:
    """Before what pillar says."""
    changes = {f"{WEB}:release": "RHEL7", f"{WEB}:ssh_keys": [KEY], f"{WEB}:post": "own"}
    (_, keys, own) = found(changes)
    assert keys.holds == (shlex.quote(KEY),) and keys.body is None and own.body == "own"


def test_a_machine_that_reports_says_who_it_is_and_whom_its_minion_trusts() -> None:
    """At the start, on failure and at the end; without a token at the end alone."""
    whole = site({"server:api": "http://10.0.0.1:8000", f"{WEB}:minion": {"command": "bring it\n"}})
    first, failed, last = (
        one for one in sections(installation(whole, "el9-web", "web01", TOKEN, "0a:0b"), str) if one.holds
    )
    assert (first.name, failed.name, last.name) == ("%pre", "%onerror", "%post")
    assert {"host=web01\n", "request=CHG0012345\n", f"token={TOKEN}\n"} <= set(first.holds) & set(last.holds)
    assert failed.holds == ("report failed",)
    assert {'"master": "salt.example.com"', '"master_finger": "0a:0b"', "'bring it'"} <= set(last.holds)
    (only,) = (one for one in sections(installation(whole, "el9-web", "web01"), str) if one.holds)
    assert only.name == "%post" and not any("autosign" in text for text in only.holds)
