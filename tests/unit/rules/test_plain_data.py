"""The first step of the door: what is plain data comes through as it is, and all else is named with its place."""

from __future__ import annotations

from collections import UserDict
from datetime import date
from typing import Any

import pytest

from salt_pxe.rules import plain_data
from salt_pxe.rules.plain_data import DEEPEST, MOST, Fault, Unfit, plain
from salt_pxe.site.problem import Problem
from salt_pxe.site.values.script_text import LONGEST_SCRIPT

PLAIN: dict[str, Any] = {
    "text": "näht",
    "numbers": [1, -1, 0.5, 2**63 - 1, -(2**63), True, None],
    "empty": {"list": [], "mapping": {}, "tuple": (), "text": ""},
}


def test_what_is_plain_is_the_very_object_that_was_given() -> None:
    """Nothing is copied; it is counted, and measured in depth."""
    walked = plain(PLAIN)
    assert walked.value is PLAIN
    assert walked.faults == ()
    assert (walked.size, walked.depth) == (15, 3)


def test_a_mapping_of_another_kind_becomes_a_dict() -> None:
    """Such as those that Salt hands over; what stands inside is kept."""
    inner = {"a": [1]}
    given = {"outer": UserDict({"inner": inner}), "list": [inner]}
    walked = plain(given)
    assert walked.value == {"outer": {"inner": inner}, "list": [inner]} and walked.faults == ()
    assert type(walked.value["outer"]) is dict and walked.value["outer"]["inner"] is inner
    assert walked.value["list"] is given["list"]
    assert (walked.size, walked.depth) == (9, 4)


class Odd:
    def __repr__(self) -> str:
        return "<odd>"


UNFIT: dict[str, tuple[Any, str, str]] = {
    "a set": ({1}, "{1} is a set", "write a list"),
    "a frozen set": (frozenset(), "frozenset() is a set", "write a list"),
    "a date": (
        date(2024, 1, 2),
        "datetime.date(2024, 1, 2) is not text: YAML reads 2024-01-02 as a date",
        "quote it in the SLS file",
    ),
    "octets": (b"x", "b'x' is not text: YAML reads !!binary so", "write it as text, in quotes"),
    "an object": (Odd(), "<odd> is not text", "quote it in the SLS file"),
    "infinity": (float("inf"), "inf is no number that can be used", "write its digits, or quote it"),
    "no number": (float("nan"), "nan is no number that can be used", "write its digits, or quote it"),
    "too large": (2**63, f"{2**63} is too large a number", "quote it, if it is text"),
    "too small": (-(2**63) - 1, f"{-(2**63) - 1} is too large a number", "quote it, if it is text"),
    "no Unicode": ("a\ud800", '"a\\ud800" is no Unicode text', "write it anew"),
    "too long": (
        "x" * (LONGEST_SCRIPT + 1),
        f"is {LONGEST_SCRIPT + 1} characters long",
        f"{LONGEST_SCRIPT} are enough for anything",
    ),
}


@pytest.mark.parametrize(("value", "message", "hint"), UNFIT.values(), ids=UNFIT)
def test_what_is_no_plain_data_is_replaced_and_named(value: Any, message: str, hint: str) -> None:
    """In a mapping and in a list; what stands beside it is kept, and what was given is not changed."""
    given = {"good": 1, "hosts": {"web01": {"bad": value}}, "list": ["x", value]}
    walked = plain(given)
    assert walked.faults == (
        Fault(("hosts", "web01", "bad"), message, hint),
        Fault(("list", 1), message, hint),
    )
    assert walked.value["good"] == 1 and walked.value["list"][0] == "x"
    assert isinstance(walked.value["hosts"]["web01"]["bad"], Unfit)
    assert isinstance(walked.value["list"][1], Unfit)
    assert given["list"][1] is value
    assert (walked.size, walked.depth) == (8, 3)


def test_the_longest_script_comes_through() -> None:
    """It is as long as is allowed."""
    assert plain({"script": "x" * LONGEST_SCRIPT}).faults == ()


KEYS: dict[str, tuple[Any, str, str, str]] = {
    "null": (
        None,
        "null",
        "the key is null, not text: YAML reads null, ~ and nothing at all so",
        "quote it in the SLS file",
    ),
    "true": (
        True,
        "true",
        "the key is true or false, not text: YAML reads true, yes and on so, unless they are quoted",
        "quote it in the SLS file",
    ),
    "a number": (
        12,
        "12",
        "the key is a number, not text: YAML reads 12, 014 and 0xC so",
        "quote it in the SLS file",
    ),
    "a fraction": (
        1.5,
        "1.5",
        "the key is a number, not text: YAML reads a number here and drops the zeros at its end, as of 1.10",
        "quote it in the SLS file",
    ),
    "a list": ((1, 2), "(1, 2)", "the key is a list, not text", "quote it in the SLS file"),
    "octets": (
        b"x",
        "b'x'",
        "the key is bytes, not text: YAML reads !!binary so",
        "quote it in the SLS file",
    ),
    "an object": (1j, "1j", "the key is a complex, not text", "quote it in the SLS file"),
    "no Unicode": ("a\ud800", "a\\ud800", "the key is no Unicode text", "write it anew"),
    "too long": ("k" * 1025, "k" * 252 + "...", "the key is 1025 characters long", "shorten it"),
}


@pytest.mark.parametrize(("key", "shown", "message", "hint"), KEYS.values(), ids=KEYS)
def test_a_key_that_is_no_text_is_left_out_and_named(key: Any, shown: str, message: str, hint: str) -> None:
    """What stands behind it is left out, and what stands beside it is kept."""
    walked = plain({"hosts": {key: {"a": 1}, "web01": {"b": 2}}})
    assert walked.faults == (Fault(("hosts", shown), message, hint),)
    assert walked.value == {"hosts": {"web01": {"b": 2}}}
    assert walked.size == 4


def test_a_long_key_comes_through() -> None:
    """1024 characters are allowed, in any script."""
    for key in ("k" * 1024, "é" * 1024):
        assert plain({key: 1}).faults == ()


def test_a_key_that_stands_there_twice_is_left_out_altogether() -> None:
    """As text and as a number that reads the same: nobody can tell which is meant."""
    walked = plain({"hosts": {"12": 1, 12: 2, "x": 3, "web": 4}})
    assert walked.value == {"hosts": {"x": 3, "web": 4}}
    assert walked.faults == (
        Fault(
            ("hosts", "12"),
            "the key is a number, not text: YAML reads 12, 014 and 0xC so",
            "quote it in the SLS file",
        ),
        Fault(
            ("hosts", "12"),
            "stands there twice, as text and as another key that reads the same",
            "keep one, and quote it",
        ),
    )


def nested(depth: int, inner: Any = 1) -> Any:
    """Return a value inside so many lists."""
    for _ in range(depth):
        inner = [inner]
    return inner


TOO_DEEP = (f"is nested more than {DEEPEST} times", "nothing of a site is so deep")


def test_a_site_may_be_so_deep_and_no_deeper() -> None:
    """The site itself is the first of its mappings; it is told where the walk ended, or where the depth is known."""
    assert plain({"a": nested(DEEPEST - 1)}).faults == ()
    (fault,) = plain({"a": nested(DEEPEST)}).faults
    assert fault == Fault(("a", *[0] * (DEEPEST - 1)), *TOO_DEEP)


def test_a_part_that_an_alias_lets_stand_deeper_is_measured_there_too() -> None:
    """It may be right in one place and too deep in another."""
    part = nested(30)
    walked = plain({"a": {"b": {"near": part}}, "far": nested(10, {"x": part})})
    assert [(fault.place[:1], fault.message) for fault in walked.faults] == [(("far",), TOO_DEEP[0])]
    assert walked.faults[0].place == ("far", *[0] * 10, "x") and walked.faults[0].hint == TOO_DEEP[1]
    right = plain({"a": {"b": {"near": part}}, "far": nested(7, {"x": part})})
    assert right.faults == () and right.value["far"] is not None


class Counted(UserDict[str, Any]):
    """A mapping that counts how often it was walked through."""

    walks = 0

    def items(self) -> Any:
        self.walks += 1
        return super().items()


def test_what_an_alias_lets_stand_in_many_places_is_walked_through_once() -> None:
    """Inside entries, and entries themselves: a few lines of YAML may stand for millions of values."""
    entry = Counted({"a": 1})
    assert plain({"hosts": dict.fromkeys("abc", entry), "more": {"d": {"e": entry}}}).faults == ()
    assert entry.walks == 1


def test_what_stands_in_an_entry_and_as_a_collection_too_has_all_its_faults_told_there() -> None:
    """Of an entry's many faults a few are told; a collection's are those of its entries, and each is told."""
    wrong = [{1}] * 22
    walked = plain({"hosts": {"web01": wrong}, "repos": wrong})
    assert [fault.place[0] for fault in walked.faults] == ["hosts"] * 21 + ["repos"] * 22


def test_what_holds_itself_ends() -> None:
    """A list, a mapping, and a part that stands there twice without holding itself."""
    circle: list[Any] = [1]
    circle.append(circle)
    ring: dict[str, Any] = {"in": {}}
    ring["in"]["out"] = ring
    twice = {"x": [1]}
    walked = plain(
        {"a": circle, "b": ring, "c": twice, "d": [twice, twice], "e": {"f": {"g": twice, "h": twice}}}
    )
    assert walked.faults == (
        Fault(("a", 1), "holds itself", "take the YAML alias out"),
        Fault(("b", "in", "out"), "holds itself", "take the YAML alias out"),
    )


def bomb(times: int) -> list[Any]:
    """Return a list that aliases make ten times as large, so many times."""
    inner: list[Any] = [0]
    for _ in range(times):
        inner = [inner] * 10
    return inner


def test_an_entry_holds_no_more_than_is_allowed() -> None:
    """Aliases count each time; what is allowed to the last value comes through."""
    hint = "take YAML aliases out, or say less"
    most = ["x"] * (MOST - 1)
    assert plain({"hosts": {"web01": most}}).faults == ()
    walked = plain({"hosts": {"web01": [*most, "x"], "web02": {"a": bomb(6)}, "web03": {"b": 1}}})
    assert walked.faults == (
        Fault(("hosts", "web01"), f"holds more than {MOST} values", hint),
        *(Fault(("hosts", "web02", "a", at), f"holds more than {MOST} values", hint) for at in range(10)),
    )
    assert walked.value["hosts"]["web03"] == {"b": 1}
    many = {f"h{number}": most for number in range(3)}
    assert plain({"hosts": many}).faults == ()


def test_a_site_holds_no_more_than_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one that does, nothing is left."""
    site = {"a": [1, 2], "b": {"c": 3}}
    monkeypatch.setattr(plain_data, "MOST_OF_A_SITE", 6)
    assert plain(site).value is site
    monkeypatch.setattr(plain_data, "MOST_OF_A_SITE", 5)
    walked = plain(site)
    assert walked.value == {} and walked.faults == (Fault((), "holds more than 5 values", "divide the site"),)


def test_of_many_faults_inside_an_entry_the_first_are_told() -> None:
    """Twenty, and how many more there are; of the entries themselves, and of lists of few, all are told."""
    bad, what, hint = {1}, "{1} is a set", "write a list"

    def faults(count: int) -> list[Fault]:
        return [Fault(("hosts", "web01", at), what, hint) for at in range(count)]

    assert plain({"hosts": {"web01": [bad] * 20}}).faults == tuple(faults(20))
    assert plain({"hosts": {"web01": [bad] * 22}}).faults == (
        *faults(20),
        Fault(("hosts", "web01"), "holds 2 more such faults", "mend the first ones"),
    )
    keys: dict[Any, Any] = dict.fromkeys(range(22), 1)
    assert len(plain({"hosts": {"web01": keys}}).faults) == 21
    assert len(plain({"hosts": keys}).faults) == len(plain({"hosts": [bad] * 22}).faults) == 22


def test_a_fault_is_a_problem_of_the_site() -> None:
    """Its place becomes a path."""
    fault = Fault(("hosts", "a\nb", 1), "is wrong", "mend it")
    assert fault.problem() == Problem("pxe:hosts:a\\nb:1", "is wrong", "mend it")
