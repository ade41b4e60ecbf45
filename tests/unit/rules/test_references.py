"""Every name that is used stands for something, and the hint names the nearest one that does."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.rules import references
from salt_pxe.rules.references import NearNames, did_you_mean, others
from salt_pxe.site.problem import Problem
from tests.site import ABSENT, small_site

KNOWN = {"profiles": ["el9-web", "el9-db"], "repos": ["el9"], "classes": ["phones"]}
NET = "pxe:subnets:10.0.0.0/24"


def test_the_two_nearest_words_are_named() -> None:
    """The nearest comes first; where none is near, the other advice stands."""
    assert did_you_mean("router", ["routers", "hosts"]) == "did you mean routers?"
    assert did_you_mean("web", ["web1", "web22", "xweb1"], "or else") == "did you mean web1 or xweb1?"
    assert did_you_mean("web", ["zzz"], "or else") == "or else"
    assert did_you_mean("web", []) == ""


def test_words_that_are_long_or_that_a_terminal_would_act_on_are_not_compared() -> None:
    """128 characters are compared; neither a longer word nor a longer known one is."""
    word = "w" * 128
    assert did_you_mean(word, [word]) == f"did you mean {word}?"
    assert did_you_mean(word + "w", [word], "or else") == "or else"
    assert did_you_mean(word, [word + "w"], "or else") == "or else"
    assert did_you_mean("web", ["we\nb", "web\x1b"], "or else") == "or else"


def test_the_first_wrong_words_alone_are_compared() -> None:
    """Five thousand comparisons are made, the last of them included, and no more."""
    known = ["web1", *(f"{number:04}" for number in range(2499))]
    near = NearNames()
    hints = [near.hint("web", known, "or else") for _ in range(3)]
    assert hints == ["did you mean web1?", "did you mean web1?", "or else"]
    assert NearNames().hint("web", []) == ""


def test_the_other_places_of_a_value_are_named_a_few_of_them() -> None:
    """Ten are named, and the rest is counted; the place itself is neither."""
    paths = [f"p{number}" for number in range(13)]
    assert others(["a", "b"], "a") == "b"
    assert others(paths[:11], "p10") == ", ".join(paths[:10])
    assert others(paths, "p0") == ", ".join(paths[1:11]) + " and 2 more"
    assert others(paths, "p12") == ", ".join(paths[:10]) + " and 2 more"


MISSING = "is missing, and the host asks for an install"
NAMES: dict[str, tuple[dict[str, Any], list[Problem]]] = {
    "all declared": ({}, []),
    "a repo that is near another": (
        {"profiles:el9-web:repo": "el8", "profiles:z": {"release": "RHEL9", "repo": "el9"}},
        [Problem("pxe:profiles:el9-web:repo", 'there is no repo "el8"', "did you mean el9?")],
    ),
    "a repo that is near none": (
        {"profiles:el9-web:repo": "fedora"},
        [
            Problem(
                "pxe:profiles:el9-web:repo", 'there is no repo "fedora"', "declare it under pxe:repos:fedora"
            )
        ],
    ),
    "a profile that is near another": (
        {"hosts:web01:profile": "el9-wbe"},
        [
            Problem(
                "pxe:hosts:web01:profile", 'there is no profile "el9-wbe"', "did you mean el9-web or el9-db?"
            )
        ],
    ),
    "a profile that is near none": (
        {"hosts:web02:profile": "mail"},
        [
            Problem(
                "pxe:hosts:web02:profile", 'there is no profile "mail"', "declare it under pxe:profiles:mail"
            )
        ],
    ),
    "no profile, and an install": (
        {"hosts:web01:profile": ABSENT},
        [Problem("pxe:hosts:web01:profile", MISSING, "name a profile")],
    ),
    "no profile, and none needed": ({"hosts:web02:profile": ABSENT}, []),
}


@pytest.mark.parametrize(("changes", "wanted"), NAMES.values(), ids=NAMES)
def test_a_host_s_profile_and_a_profile_s_repo_are_declared(
    changes: dict[str, Any], wanted: list[Problem]
) -> None:
    """A broken entry counts as declared, for it says itself what is wrong."""
    assert list(references.profiles_and_repos(small_site(changes), KNOWN)) == wanted


ERASES = 'the profile "el9-web" would erase the disks of every machine that nobody declared'
POLICIES: dict[str, tuple[dict[str, Any], list[Problem]]] = {
    "local": ({"unknown": "local"}, []),
    "menu": ({"unknown": "menu"}, []),
    "a profile that allows it": ({"unknown": "el9-web", "profiles:el9-web:install_unknown": True}, []),
    "a profile that does not": (
        {"unknown": "el9-web"},
        [
            Problem(
                "pxe:unknown",
                ERASES,
                "if that is what you want, set pxe:profiles:el9-web:install_unknown: true",
            )
        ],
    ),
    "a profile that is broken": ({"unknown": "el9-db"}, []),
    "a word near local": (
        {"unknown": "loacl"},
        [Problem("pxe:unknown", 'there is no profile "loacl"', "did you mean local?")],
    ),
    "a word near menu": (
        {"unknown": "menus"},
        [Problem("pxe:unknown", 'there is no profile "menus"', "did you mean menu?")],
    ),
    "a word near a profile": (
        {"unknown": "el9-bd"},
        [Problem("pxe:unknown", 'there is no profile "el9-bd"', "did you mean el9-db or el9-web?")],
    ),
    "a word near nothing": (
        {"unknown": "discover"},
        [Problem("pxe:unknown", 'there is no profile "discover"', "local, menu, or a profile's name")],
    ),
    "profiles with reserved names": (
        {
            "profiles:menu": {"release": "RHEL9", "repo": "el9"},
            "profiles:local": {"release": "RHEL9", "repo": "el9"},
        },
        [
            Problem(f"pxe:profiles:{name}", "is a word of pxe:unknown", "give the profile another name")
            for name in ("local", "menu")
        ],
    ),
}


@pytest.mark.parametrize(("changes", "wanted"), POLICIES.values(), ids=POLICIES)
def test_what_strangers_boot_is_a_word_or_a_profile_that_allows_it(
    changes: dict[str, Any], wanted: list[Problem]
) -> None:
    """No profile erases a stranger's disks because it was named once."""
    assert list(references.unknown_policy(small_site(changes), KNOWN)) == wanted


def test_a_pool_names_words_and_classes() -> None:
    """Each wrong word has its own place; the hint knows the words and the classes."""
    pool = {
        "range": "10.0.0.30-10.0.0.40",
        "allow": ["known", "phones", "phone"],
        "deny": ["unknown", "unknwon", "printers"],
    }
    phones = {"classes:phones": {"match": {"vendor_class": "x"}}}
    site = small_site({"subnets:10.0.0.0/24:pools": [pool], **phones})
    assert list(references.pools_name_classes(site, KNOWN)) == [
        Problem(f"{NET}:pools:0:allow:2", 'there is no class "phone"', "did you mean phones?"),
        Problem(f"{NET}:pools:0:deny:1", 'there is no class "unknwon"', "did you mean unknown or known?"),
        Problem(
            f"{NET}:pools:0:deny:2",
            'there is no class "printers"',
            "known, unknown, or a class under pxe:classes",
        ),
    ]


@pytest.mark.parametrize("name", ["salt-pxe", "Salt-PXE-x", "known", "unknown"])
def test_a_class_does_not_take_a_name_that_has_a_meaning(name: str) -> None:
    """Names of salt-pxe's own classes, in any case, and the words of allow and deny."""
    site = small_site(
        {"classes": {name: {"match": {"vendor_class": "x"}}, "my-salt-pxe": {"match": {"vendor_class": "x"}}}}
    )
    assert list(references.pools_name_classes(site, KNOWN)) == [
        Problem(
            f"pxe:classes:{name}",
            "this name is taken: by salt-pxe, or as a word of allow and deny",
            "give the class another name",
        )
    ]


def test_a_subnet_s_interface_is_one_on_which_dhcp_is_served() -> None:
    """The hint names them all; a subnet that says none needs none."""
    changes = {
        "server:interfaces": ["eth1", "eth2"],
        "subnets:10.0.0.0/24:interface": "eth9",
        "subnets:10.1.0.0/24": {"interface": "eth2"},
        "subnets:10.2.0.0/24": {},
    }
    assert list(references.interfaces(small_site(changes))) == [
        Problem(f"{NET}:interface", "the DHCP service does not listen on eth9", "it listens on eth1, eth2")
    ]
