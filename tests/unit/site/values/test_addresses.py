"""Addresses and names in a network: canonical forms, and what a command line makes of a MAC address."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from salt_pxe.site.values import addresses


@pytest.mark.parametrize(
    "text",
    ["52:54:00:ab:cd:ef", "52-54-00-AB-CD-EF", "5254.00ab.cdef", "525400abcdef", "52:54:0:ab:cd:ef"],
)
def test_every_spelling_of_a_mac_address_is_one_address(text: str) -> None:
    """Colons, dashes, Cisco's dots, none, capitals, and a dropped zero."""
    assert addresses.mac(text) == "52:54:00:ab:cd:ef"


@given(st.lists(st.integers(0, 99), min_size=6, max_size=6))
def test_a_mac_address_on_the_command_line_survives_yaml(octets: list[int]) -> None:
    """Whatever YAML 1.1 makes of six groups of decimal digits, the address comes back as it was typed."""
    typed = ":".join(f"{octet:02d}" for octet in octets)
    if octets[0] & 1 or not any(octets):
        return
    assert addresses.mac_from_command_line(yaml.safe_load(typed)) == typed


def test_pillar_does_not_guess() -> None:
    """In pillar the number stays an error: hex digits would not come back."""
    with pytest.raises(ValueError, match="is a number"):
        addresses.mac(41135085296)


@pytest.mark.parametrize(
    ("check", "given", "canonical"),
    [
        (addresses.hostname, "Web01.Example.COM", "web01.example.com"),
        (addresses.hostname, "x" * 63, "x" * 63),
        (addresses.host_key, "Web01", "Web01"),
        (addresses.ipv4, "10.0.0.21", "10.0.0.21"),
        (addresses.network, "10.0.0.0/24", "10.0.0.0/24"),
        (addresses.network, "10.0.0.0/8", "10.0.0.0/8"),
        (addresses.network, "10.0.0.4/30", "10.0.0.4/30"),
        (addresses.route_network, "0.0.0.0/0", "0.0.0.0/0"),
        (addresses.route_network, "10.0.0.1/32", "10.0.0.1/32"),
        (addresses.host_or_address, "10.0.0.1", "10.0.0.1"),
        (addresses.host_or_address, "10.example.com", "10.example.com"),
        (addresses.address_range, "10.0.0.1-10.0.0.9", "10.0.0.1-10.0.0.9"),
        (addresses.address_range, " 10.0.0.1  10.0.0.9 ", "10.0.0.1-10.0.0.9"),
        (addresses.address_range, "10.0.0.1", "10.0.0.1-10.0.0.1"),
        (addresses.interface, "bond0.12", "bond0.12"),
        (addresses.interface, "x" * 15, "x" * 15),
        (addresses.device, "em1", "em1"),
        (addresses.device, "52-54-00-AB-CD-EF", None),
        (addresses.device, "52:54:00:AB:CD:EF", "52:54:00:ab:cd:ef"),
    ],
)
def test_what_is_right_comes_out_in_its_canonical_form(
    check: Callable[[object], str], given: object, canonical: str | None
) -> None:
    """A device is an interface's name, or a MAC address with colons; a dash is no sign of one."""
    if canonical is None:
        with pytest.raises(ValueError, match="is not a network interface"):
            check(given)
    else:
        assert check(given) == canonical


@pytest.mark.parametrize(
    ("check", "given"),
    [
        (addresses.hostname, "a..b"),
        (addresses.hostname, "-a"),
        (addresses.hostname, "a b"),
        (addresses.hostname, "x" * 64),
        (addresses.hostname, ".".join(["x" * 60] * 5)),
        (addresses.ipv4, "10.0.0"),
        (addresses.ipv4, "10.0.0.010"),
        (addresses.ipv4, "0x0a000001"),
        (addresses.ipv4, "10.0.0.1" + " " * 99),
        (addresses.ipv4, 167772161),
        (addresses.network, "10.0.0.0"),
        (addresses.network, "10.0.0.1/24"),
        (addresses.network, "10.0.0.0/31"),
        (addresses.network, "10.0.0.0/7"),
        (addresses.network, "10.0.0.0/255.255.255.0"),
        (addresses.network, "10/8"),
        (addresses.route_network, "10.0.0.1/24"),
        (addresses.host_or_address, "10.0.0.256"),
        (addresses.address_range, "10.0.0.1-"),
        (addresses.address_range, "a-b"),
        (addresses.interface, "x" * 16),
        (addresses.interface, "eth 1"),
        (addresses.interface, "-x"),
        (addresses.mac, "52:54:00:12:34"),
        (addresses.mac, "52:54:00:12:34:56:78"),
        (addresses.mac, "52:54:00:12:34:5g"),
        (addresses.mac, "53:54:00:12:34:56"),
        (addresses.mac, "0" * 12),
        (addresses.mac, "5254:00123456"),
    ],
)
def test_what_is_wrong_or_could_be_read_in_two_ways_is_refused(
    check: Callable[[object], str], given: object
) -> None:
    """Octal numbers, short forms, host bits, names that a resolver or the kernel would not take."""
    with pytest.raises(ValueError, match=r"is not |has bits|cannot be served|multicast|all zeros"):
        check(given)


@pytest.mark.parametrize("value", [-1, 100 * 60**5, True, "52:54", None])
def test_a_number_that_was_no_mac_address_is_refused_on_the_command_line_too(value: object) -> None:
    """Only what six groups of two digits make comes back."""
    with pytest.raises(ValueError, match=r"is not a MAC address|is a number"):
        addresses.mac_from_command_line(value)
