"""What pydantic refuses is told to an operator in a sentence, with its place in pillar and a remedy."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError
from pydantic_core import InitErrorDetails

from salt_pxe.rules import pydantic_errors
from salt_pxe.rules.pydantic_errors import as_written, problems_of
from salt_pxe.site.problem import Allowance, Problem
from tests.site import ABSENT, small_site

NET, WEB = "subnets:10.0.0.0/24", "profiles:el9-web"
REFERENCE = "see the pillar reference"
UNKNOWN = "is not a key that salt-pxe knows"
NO_MAPPING = ("is not a mapping", "write indented `key: value` lines under it")
NO_LIST = ("is not a list", "write a list, [a, b]")


def told(changes: dict[str, Any]) -> list[Problem]:
    """Return what is told of the small site with these changes."""
    with pytest.raises(ValidationError) as raised:
        small_site(changes)
    return list(problems_of(raised.value.errors(include_url=False), Allowance()))


def error(kind: str, loc: tuple[str | int, ...], given: Any = None, **context: Any) -> InitErrorDetails:
    """Return one of pydantic's own errors."""
    return InitErrorDetails(type=kind, loc=loc, input=given, ctx=context)


def told_of(*errors: InitErrorDetails) -> list[Problem]:
    """Return what is told of errors of pydantic's own."""
    details = ValidationError.from_exception_data("x", list(errors)).errors(include_url=False)
    return list(problems_of(details, Allowance()))


REFUSED: dict[str, tuple[dict[str, Any], list[tuple[str, str, str]]]] = {
    "a type of the project's own": (
        {"hosts:web01:mac": 41135085296},
        [
            (
                "hosts:web01:mac:0",
                "41135085296 is a number: YAML reads an unquoted MAC address as one",
                'quote it: mac: "52:54:00:12:34:56"',
            )
        ],
    ),
    "missing, with a description": (
        {"server:address": ABSENT},
        [
            (
                "server:address",
                "is missing",
                "next-server: the address that machines ask; one of the minion's own",
            )
        ],
    ),
    "missing, without a description": ({f"{WEB}:repo": ABSENT}, [(f"{WEB}:repo", "is missing", "add it")]),
    "an unknown key near a known one": (
        {"hosts:web01:fixd_address": "x"},
        [("hosts:web01:fixd_address", UNKNOWN, "did you mean fixed_address?")],
    ),
    "an unknown key among few": (
        {"repos:el9:xyzzy": 1},
        [("repos:el9:xyzzy", UNKNOWN, "known are checksums, initrd, kernel, source")],
    ),
    "an unknown key among many": (
        {f"{WEB}:xyzzy": 1},
        [(f"{WEB}:xyzzy", UNKNOWN, "see the pillar reference")],
    ),
    "an unknown key of the site": ({"hots": {}}, [("hots", UNKNOWN, "did you mean hosts?")]),
    "an unknown key in a list of records": (
        {f"{NET}:pools": [{"range": "10.0.0.30-10.0.0.40", "alow": []}]},
        [(f"{NET}:pools:0:alow", UNKNOWN, "did you mean allow?")],
    ),
    "an unknown key in a record that may be left out": (
        {"server:tls": {"certificate": "/x/a", "certificate_key": "/x/b", "cetificate": "/x"}},
        [("server:tls:cetificate", UNKNOWN, "did you mean certificate or ca_certificate?")],
    ),
    "an unknown key in a script": (
        {f"{WEB}:post": [{"script": "true", "interpretr": "/bin/sh"}]},
        [(f"{WEB}:post:0:interpretr", UNKNOWN, "did you mean interpreter?")],
    ),
    "a key that is no name": (
        {"repos:../etc": {"source": "/srv/x"}},
        [
            (
                "repos:../etc",
                '"../etc" is not a name',
                "up to 63 letters, digits, '_', '.' and '-', starting with a letter or digit",
            )
        ],
    ),
    "a word near another": (
        {"server:services": "whilearmed"},
        [
            (
                "server:services",
                "\"whilearmed\" is not one of: 'while_armed' or 'always'",
                "did you mean while_armed?",
            )
        ],
    ),
    "a word near none": (
        {"dhcp:ddns_update_style": "interim"},
        [
            (
                "dhcp:ddns_update_style",
                "\"interim\" is not one of: 'none' or 'standard'",
                "choose one of them",
            )
        ],
    ),
    "a word among three": (
        {f"{WEB}:mode": "graphcal"},
        [
            (
                f"{WEB}:mode",
                "\"graphcal\" is not one of: 'text', 'graphical' or 'cmdline'",
                "did you mean graphical?",
            )
        ],
    ),
    "a number for a word": (
        {f"{WEB}:mode": 7},
        [
            (
                f"{WEB}:mode",
                "7 is not one of: 'text', 'graphical' or 'cmdline' (YAML reads 7 and 07 so)",
                "choose one of them, and quote it",
            )
        ],
    ),
    "nothing for a word": (
        {f"{WEB}:mode": None},
        [
            (
                f"{WEB}:mode",
                "None is not one of: 'text', 'graphical' or 'cmdline' (YAML reads null, ~ and nothing at all so)",
                "choose one of them",
            )
        ],
    ),
    "a kind that there is not": (
        {"dhcp:backend": "icsc"},
        [("dhcp:backend", "\"icsc\" is not one of: 'isc'", "did you mean isc?")],
    ),
    "text for a number": (
        {"server:max_armed": "20"},
        [("server:max_armed", '"20" is not a whole number', "write it without quotes")],
    ),
    "text that is no number for one": (
        {"server:max_armed": "some"},
        [("server:max_armed", '"some" is not a whole number', "write digits alone")],
    ),
    "a percent sign behind a number": (
        {"server:max_armed": "20%"},
        [("server:max_armed", '"20%" is not a whole number', "write 20")],
    ),
    "a size with its unit": (
        {"profiles:el9-web:storage": {"partitions": [{"mount": "/", "size": "2 GiB"}]}},
        [
            (
                "profiles:el9-web:storage:partitions:0:size",
                '"2 GiB" is not a whole number',
                "write 2048, in MiB",
            )
        ],
    ),
    "a fraction for a number": (
        {"server:max_armed": 1.5},
        [("server:max_armed", "1.5 is not a whole number", "write digits alone")],
    ),
    "text for true or false": (
        {"dhcp:authoritative": "yes"},
        [
            (
                "dhcp:authoritative",
                '"yes" is not true or false',
                "write true or false, without quotes",
            )
        ],
    ),
    "no mapping of records": ({"hosts": ["web01"]}, [("hosts", *NO_MAPPING)]),
    "no record": ({"hosts:web01": "x"}, [("hosts:web01", *NO_MAPPING)]),
    "no list": ({f"{NET}:pools": "x"}, [(f"{NET}:pools", *NO_LIST)]),
    "an empty list": ({"server:interfaces": []}, [("server:interfaces", "is empty", "give at least one")]),
    "a list that is short for its items are wrong": (
        {"server:interfaces": [1]},
        [
            (
                "server:interfaces:0",
                "1 is not a network interface: YAML reads 1 and 01 so",
                "quote it in the SLS file",
            )
        ],
    ),
    "too long": (
        {"dhcp:filename": "f" * 128},
        [("dhcp:filename", "is longer than 127 characters", "shorten it")],
    ),
    "of another form, with a description": (
        {"server:console": "tty0"},
        [
            (
                "server:console",
                "does not have the form that is asked for",
                "serial console of menus and loaders, such as ttyS0,115200n8",
            )
        ],
    ),
    "too small": (
        {"server:max_armed": -1},
        [("server:max_armed", "-1 is too small", "at least 0")],
    ),
    "too large": (
        {"dhcp:interface_mtu": 65536},
        [("dhcp:interface_mtu", "65536 is too large", "at most 65535")],
    ),
    "several": (
        {"server:interfaces": [1], "server:max_armed": -1, "hosts:web01:x": 1, "hosts:web02:mac": []},
        [
            (
                "server:interfaces:0",
                "1 is not a network interface: YAML reads 1 and 01 so",
                "quote it in the SLS file",
            ),
            ("server:max_armed", "-1 is too small", "at least 0"),
            ("hosts:web01:x", UNKNOWN, "see the pillar reference"),
            ("hosts:web02:mac", "is empty", "give at least one"),
        ],
    ),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_each_error_is_told_with_its_path_and_a_remedy(fault: str) -> None:
    """The path is that of pillar, and the remedy is of this very value."""
    changes, wanted = REFUSED[fault]
    assert told(changes) == [Problem(f"pxe:{path}", *rest) for path, *rest in wanted]


@pytest.mark.parametrize(
    ("made", "wanted"),
    [
        (
            error(
                "string_pattern_mismatch", ("profiles", "a", "users", "u", "gecos"), "x", pattern="^[a-f]$"
            ),
            ("pxe:profiles:a:users:u:gecos", "does not have the form that is asked for", "^[a-f]$"),
        ),
        (
            error("string_type", ("hosts", "web01", "install"), 7),
            ("pxe:hosts:web01:install", "7 is not text: YAML reads 7 and 07 so", "quote it in the SLS file"),
        ),
        (
            error("literal_error", ("server", "services"), "Xa", expected="'Xab' or 'Yab'"),
            ("pxe:server:services", "\"Xa\" is not one of: 'Xab' or 'Yab'", "did you mean Xab?"),
        ),
        (
            error("int_from_float", ("server", "max_armed"), 1.5),
            ("pxe:server:max_armed", "1.5 is not a whole number", "write digits alone"),
        ),
        (error("dict_type", ("hosts",), 7), ("pxe:hosts", *NO_MAPPING)),
        (error("model_attributes_type", ("server",), 7), ("pxe:server", *NO_MAPPING)),
        (error("list_type", ("hosts",), 7), ("pxe:hosts", *NO_LIST)),
        (
            error("string_too_long", ("dhcp", "filename"), "x", max_length=3),
            ("pxe:dhcp:filename", "is longer than 3 characters", "shorten it"),
        ),
        (
            error(
                "too_long", ("server", "interfaces"), [], field_type="Tuple", max_length=3, actual_length=4
            ),
            (
                "pxe:server:interfaces",
                "Tuple should have at most 3 items after validation, not 4",
                "where DHCP is served",
            ),
        ),
        (
            error("none_required", ("server", "max_armed")),
            ("pxe:server:max_armed", "Input should be None", "refuse to arm more machines than this at once"),
        ),
        (error("none_required", ("server", "xyzzy")), ("pxe:server:xyzzy", "Input should be None", "")),
        (
            error("none_required", ("profiles", "a", "repo")),
            ("pxe:profiles:a:repo", "Input should be None", ""),
        ),
        (error("none_required", ("unknown", "x")), ("pxe:unknown:x", "Input should be None", "")),
        (error("none_required", ("xyzzy", "x", "y")), ("pxe:xyzzy:x:y", "Input should be None", "")),
        (
            error("none_required", ("shared_networks", "w", "subnets", "10.1.0.0/24", "pools", 0, "allow")),
            (
                "pxe:shared_networks:w:subnets:10.1.0.0/24:pools:0:allow",
                "Input should be None",
                "known, unknown, or names of classes",
            ),
        ),
        (error("extra_forbidden", ("unknown", "x")), ("pxe:unknown:x", UNKNOWN, "see the pillar reference")),
        (
            error("extra_forbidden", ("hosts", "[key]")),
            ("pxe:hosts:[key]", UNKNOWN, "see the pillar reference"),
        ),
        (error("missing", ("hosts", "a\nb", "[key]")), ("pxe:hosts:a\\nb", "is missing", "add it")),
    ],
)
def test_errors_that_no_field_makes_today_are_told_all_the_same(
    made: InitErrorDetails, wanted: tuple[str, str, str]
) -> None:
    """A field of another type makes them, and one that has no sentence of its own has pydantic's."""
    assert told_of(made) == [Problem(*wanted)]


@pytest.mark.parametrize(
    ("count", "hint"),
    [
        (0, REFERENCE),
        (1, "known are a"),
        (12, "known are a, b, c, d, e, f, g, h, i, j, k, l"),
        (13, REFERENCE),
    ],
)
def test_up_to_twelve_known_keys_are_named(count: int, hint: str) -> None:
    """Of more the reference tells."""
    assert pydantic_errors._known("mlkjihgfedcba"[13 - count :]) == hint


def test_one_entry_with_many_errors_is_told_a_few_of_them() -> None:
    """Another entry has its own, and how many were left out is known."""
    changes = {f"hosts:web01:key{number}": 1 for number in range(25)} | {"hosts:web02:x": 1}
    with pytest.raises(ValidationError) as raised:
        small_site(changes)
    allowance = Allowance()
    paths = [problem.path for problem in problems_of(raised.value.errors(include_url=False), allowance)]
    assert paths == [*(f"pxe:hosts:web01:key{number}" for number in range(20)), "pxe:hosts:web02:x"]
    assert [problem.path for problem in allowance.left_out()] == ["pxe:hosts:web01"]


def test_an_entry_whose_name_cannot_be_shown_is_counted_by_what_is_shown() -> None:
    """As every other problem of it."""
    allowance = Allowance()
    errors = [InitErrorDetails(type="none_required", loc=("hosts", "a\nb", at), input=1) for at in range(21)]
    details = ValidationError.from_exception_data("x", errors).errors(include_url=False)
    assert len(list(problems_of(details, allowance))) == 20
    assert [problem.path for problem in allowance.left_out()] == ["pxe:hosts:a\\nb"]


GIVEN = {
    "hosts": {
        "web01": {"mac": "52:54:00:12:34:56", "network": [{"ip": "x"}, {"ip": "y"}], "none": None},
        "12": {"x": 1},
    },
    "tuple": ({"a": 1},),
}


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("pxe", "pxe"),
        ("pxe:hosts:web01", "pxe:hosts:web01"),
        ("pxe:hosts:web01:mac", "pxe:hosts:web01:mac"),
        ("pxe:hosts:web01:mac:0", "pxe:hosts:web01:mac"),
        ("pxe:hosts:web01:mac:0:x", "pxe:hosts:web01:mac"),
        ("pxe:hosts:web01:network:1:ip", "pxe:hosts:web01:network:1:ip"),
        ("pxe:hosts:web01:network:1:ip:0", "pxe:hosts:web01:network:1:ip"),
        ("pxe:hosts:web01:network:2:ip:0", "pxe:hosts:web01:network:2:ip:0"),
        ("pxe:hosts:web01:network:x:y", "pxe:hosts:web01:network:x:y"),
        ("pxe:hosts:12:x", "pxe:hosts:12:x"),
        ("pxe:hosts:12:x:0", "pxe:hosts:12:x"),
        ("pxe:hosts:web01:none:0", "pxe:hosts:web01:none:0"),
        ("pxe:hosts:web02:network:0:ip", "pxe:hosts:web02:network:0:ip"),
        ("pxe:tuple:0:a:b", "pxe:tuple:0:a"),
    ],
)
def test_a_path_ends_where_pillar_ends(path: str, written: str) -> None:
    """What reading one value as a list has added is left out; what is missing in pillar stays."""
    assert as_written(path, GIVEN) == written


@pytest.mark.parametrize(
    ("value", "description", "hint"),
    [
        ("2g", "MiB of it", "write 2048, in MiB"),
        ("2 Gib", "MiB of it", "write 2048, in MiB"),
        ("2GiB", "MiB of it", "write 2048, in MiB"),
        ("3MB", "MiB", "write 3, in MiB"),
        ("2G", "KiB of it", "write digits alone, in KiB"),
        ("2G", "seconds", "write digits alone, in seconds"),
        ("2G", "how many", "write digits alone"),
        ("some", "MiB of it", "write digits alone, in MiB"),
        ("7 %", "percent", "write digits alone"),
        (" 7% ", "percent", "write 7"),
        ("7", "percent", "write it without quotes"),
        (1.5, "MiB", "write digits alone"),
    ],
)
def test_a_number_is_to_be_written_in_the_unit_of_its_field(value: Any, description: str, hint: str) -> None:
    """With the number itself where it can be told."""
    assert pydantic_errors._digits(value, description) == hint
