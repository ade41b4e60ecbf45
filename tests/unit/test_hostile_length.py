"""Nothing that is a hundred thousand characters long holds a process: no pattern, and no check of a single value."""

from __future__ import annotations

import inspect
import re
import signal
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

import pytest

from salt_pxe.arming import proof
from salt_pxe.installers.kickstart import syntax
from salt_pxe.onboarding import signals
from salt_pxe.site import values
from salt_pxe.site.values import addresses, dhcp_options, pem, profile_values, tree_sources
from tests.property.attacks import LENGTH, Found, attacks, patterns

SECONDS = 0.05
"""Of a processor, for one text."""
GIVEN_UP = 2
"""Seconds of a processor after which a pattern is not waited for."""

PATTERNS = patterns()


@contextmanager
def given_up(what: str) -> Iterator[None]:
    """Fail where something takes so long that its end is of no interest."""

    def stop(*_: object) -> None:
        raise TimeoutError(what)

    old = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, GIVEN_UP)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, old)


def seconds(call: Callable[[], object]) -> float:
    """Return the processor's time for a call; the median of five where one was long."""

    def once() -> float:
        start = time.process_time()
        call()
        return time.process_time() - start

    first = once()
    return first if first <= SECONDS else statistics.median(once() for _ in range(5))


def _use(pattern: re.Pattern[str], method: str, text: str) -> None:
    """Use a pattern as the product does: compiled for itself it is searched for."""
    if method in ("sub", "subn"):
        pattern.sub("", text)
    elif method in ("split", "findall", "match", "fullmatch"):
        getattr(pattern, method)(text)
    else:
        pattern.search(text)


def slow(found: Found) -> Iterator[str]:
    """Yield how a pattern is slow, the first time that it is."""
    pattern = re.compile(found.pattern, found.flags)
    for text in attacks(found.pattern, found.flags):
        for method in sorted(set(found.methods)):
            call = partial(_use, pattern, method, text)
            with given_up(f"{found.pattern!r} {method} {text[:40]!r}...{text[-3:]!r}"):
                took = seconds(call)
            if took > SECONDS:
                yield f"{method} takes {took:.2f} s for {text[:40]!r}...{text[-3:]!r}"
                return


def test_the_patterns_are_found() -> None:
    """The search for patterns sees calls, module constants, f-strings and the fields of the schema."""
    rooms = {found.where.partition(":")[0] for found in PATTERNS}
    assert {
        "salt_pxe/site/values/__init__.py",
        "salt_pxe/site/server.py",
        "salt_pxe/installers/kickstart/syntax.py",
        "salt_pxe/onboarding/signals.py",
    } <= rooms
    assert any("x/x" in found.pattern for found in PATTERNS if "observations" in found.where)


@pytest.mark.parametrize(
    "pattern", [r"a\s+([b\s]+?)\s*c", r"^(\s*(?:x|y)_log\s+)[^\s;]+", r"hook [^\n]*drop", r"(a|aa)+$"]
)
def test_a_slow_pattern_is_found_out(pattern: str) -> None:
    """The hostile texts are hostile: a cubic, a quadratic and an exponential pattern fail."""
    found = Found("here", pattern, re.MULTILINE, ("findall",))
    try:
        assert list(slow(found))
    except TimeoutError:
        return


@pytest.mark.parametrize("found", PATTERNS, ids=[found.where for found in PATTERNS])
def test_every_pattern_answers_at_once(found: Found) -> None:
    """Whatever nearly matches, a pattern of the product answers in time that grows with the text and no faster."""
    assert not list(slow(found))


PIECES = (
    *" \t\n\r\0-.:/%$@=+,~'\"\\!*?[]{}()<>#&;_",
    *("0", "9", "a", "F", "x", "Z", "\u00e9", "\u00b2", "\u2028", "\ud800", "\U0001f4a5"),
    *(
        "10.0.0.1",
        "255.",
        "/24",
        "52:54:",
        "a.",
        "a-",
        "-a",
        "$6$",
        "salt://",
        "https://",
        "://",
        "../",
        "/a",
    ),
    *("%end\n", "\n%", "ssh-rsa ", "AAAA", "RHEL", "F4", "swap", "option ", "known"),
    *(
        "-----BEGIN CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\n",
        "-----END CERTIFICATE-----",
        "\nA",
        "A ",
    ),
)
STARTS = (
    *(
        "",
        "10.0.0.1",
        "10.0.0.0/",
        "52:54:00:12:34:56",
        "a",
        "/dev/",
        "$6$salt$",
        "https://a",
        "/",
        "salt://",
    ),
    *("ssh-rsa ", "RHEL", "Fedora", "10.0.0.1-", "-----BEGIN CERTIFICATE-----\n", "x\n%", "-@"),
)
ENDS = ("", "!", "-----END CERTIFICATE-----")


def checks() -> list[tuple[str, Callable[[Any], object]]]:
    """Return every public function of the rooms of values, by name, as it is called for one value."""
    rooms = (values, addresses, profile_values, pem, tree_sources)
    found = {
        f"{function.__module__}.{name}": function
        for room in rooms
        for name, function in vars(room).items()
        if inspect.isfunction(function) and function.__module__ == room.__name__ and not name.startswith("_")
        if [parameter.name for parameter in inspect.signature(function).parameters.values()] == ["value"]
    }
    found["syntax.parse"] = syntax.parse
    found["proof.public_key"] = proof.public_key
    found["signals.printable"] = signals.printable
    found["signals.signal"] = lambda text: signals.signal(f"salt/minion/{text}/start", {"id": text})
    found |= {
        f"dhcp_options.{kind}": lambda text, kind=kind: dhcp_options.checked(kind, text)
        for kind in sorted(set(dhcp_options.OPTIONS.values()))
    }
    return sorted(found.items())


@pytest.mark.parametrize(("name", "check"), checks(), ids=[name for name, _ in checks()])
def test_every_value_is_checked_at_once(name: str, check: Callable[[Any], object]) -> None:
    """A hundred thousand hostile characters are refused, or taken, within 50 ms, and in no other way."""
    for start in STARTS:
        for piece in PIECES:
            for end in ENDS:
                text = (start + piece * (LENGTH // len(piece)))[: LENGTH - len(end)] + end

                def call(text: str = text) -> None:
                    with suppress(ValueError):
                        check(text)

                with given_up(f"{name}: {text[:40]!r}"):
                    took = seconds(call)
                assert took <= SECONDS, f"{took:.2f} s for {text[:40]!r}...{end!r}"


def test_any_value_can_be_shown() -> None:
    """A value is told in at most 60 printable characters, whatever it is."""
    nested: list[object] = []
    for _ in range(3000):
        nested = [nested]
    many = [[]] * 100_000, {1: "x" * 100_000}, b"x" * 100_000, "\ud800\0" * 50_000
    for value in (10**5000, -(10**5000), float("inf"), nested, *many):
        text = values.shown(value)
        assert len(text) <= 60 and text.isprintable() and text.isascii()
