"""Strings, numbers and option values in the syntax of dhcpd.conf."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.services.dhcp.isc import quoting
from salt_pxe.services.dhcp.isc.quoting import TYPES, classless_routes, option_value, quoted
from salt_pxe.site.dhcp import Route
from salt_pxe.site.values.dhcp_options import OPTIONS, OptionType


@pytest.mark.parametrize(
    ("routes", "routers", "value"),
    [
        ({"10.0.0.0/8": "10.0.0.1"}, (), "8, 10, 10, 0, 0, 1"),
        ({"10.17.0.0/16": "10.0.0.1"}, (), "16, 10, 17, 10, 0, 0, 1"),
        ({"10.27.129.0/24": "10.0.0.1"}, (), "24, 10, 27, 129, 10, 0, 0, 1"),
        ({"10.229.0.128/25": "10.0.0.1"}, (), "25, 10, 229, 0, 128, 10, 0, 0, 1"),
        ({"10.198.122.47/32": "10.0.0.1"}, (), "32, 10, 198, 122, 47, 10, 0, 0, 1"),
        ({"0.0.0.0/0": "10.0.0.1"}, ("10.0.0.254",), "0, 10, 0, 0, 1"),
        ({"10.0.0.0/8": "10.0.0.1"}, ("10.0.0.254",), "8, 10, 10, 0, 0, 1, 0, 10, 0, 0, 254"),
    ],
)
def test_static_routes_are_coded_as_in_rfc_3442(
    routes: dict[str, str], routers: tuple[str, ...], value: str
) -> None:
    """The descriptors are those of the RFC's own table; the router joins them unless they hold a default route."""
    given = tuple(Route(network=network, gateway=gateway) for network, gateway in routes.items())
    assert classless_routes(given, routers) == value


def test_quotes_and_backslashes_are_escaped() -> None:
    """Only these two mean anything in a string."""
    assert quoted('a"b\\c{};#') == '"a\\"b\\\\c{};#"'


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        ("ip-address", "10.0.0.1", "10.0.0.1"),
        ("ip-addresses", ["10.0.0.1", "10.0.0.2"], "10.0.0.1, 10.0.0.2"),
        ("domain", "a.example", '"a.example"'),
        ("domains", ["a.example", "b.example"], '"a.example", "b.example"'),
        ("text", 'a "b" \\', '"a \\"b\\" \\\\"'),
        ("boolean", True, "on"),
        ("boolean", False, "off"),
        ("uint8", 7, "7"),
        ("int32", -1, "-1"),
    ],
)
def test_a_value_is_written_as_its_type_is(kind: OptionType, value: Any, written: str) -> None:
    """Names and texts stand in quotes, addresses and numbers do not, and a list has commas."""
    assert option_value(kind, value) == written


def test_text_that_is_not_ascii_is_compared_by_its_octets() -> None:
    """dhcpd reads no other encoding."""
    assert quoting.data("PXEClient") == '"PXEClient"'
    assert quoting.data("n\u00e4") == "6e:c3:a4"


def test_a_lease_without_end_has_the_largest_number() -> None:
    """4294967295 seconds (RFC 2131 section 3.3)."""
    assert (quoting.seconds("infinite"), quoting.seconds(600)) == (4294967295, 600)


def test_every_type_of_an_option_has_dhcpd_s_name() -> None:
    """None could be defined without it."""
    assert TYPES.keys() == set(OPTIONS.values()) | {"boolean", "uint8", "uint16", "uint32", "int32"}
