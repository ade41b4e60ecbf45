"""The values of DHCP options, by their types."""

from __future__ import annotations

from typing import Any

import pytest

from salt_pxe.site.values.dhcp_options import OptionType, checked


@pytest.mark.parametrize(
    ("kind", "given", "canonical"),
    [
        ("ip-address", "10.0.0.1", "10.0.0.1"),
        ("ip-addresses", "10.0.0.1", ("10.0.0.1",)),
        ("ip-addresses", ["10.0.0.1", "10.0.0.2"], ("10.0.0.1", "10.0.0.2")),
        ("domain", "Example.COM", "example.com"),
        ("domains", ["A.example", "b.example"], ("a.example", "b.example")),
        ("text", "x" * 255, "x" * 255),
        ("text", 'a { b; } "c"', 'a { b; } "c"'),
        ("boolean", False, False),
        ("uint8", 255, 255),
        ("uint16", 65535, 65535),
        ("uint32", 2**32 - 1, 2**32 - 1),
        ("int32", -(2**31), -(2**31)),
        ("int32", 2**31 - 1, 2**31 - 1),
        ("uint8", 0, 0),
        ("uint8s", [1, 3, 121], (1, 3, 121)),
        ("uint8s", 60, (60,)),
        ("domain-name", "A.Example.com", "a.example.com"),
        ("flag-addresses", "true 10.0.0.5, 10.0.0.6", "true 10.0.0.5 10.0.0.6"),
        ("flag-addresses", ["false 10.0.0.5", "10.0.0.6"], "false 10.0.0.5 10.0.0.6"),
        ("flag-addresses", [True, "10.0.0.5"], "true 10.0.0.5"),
        ("flag-text", "true printers,scanners", "true printers,scanners"),
    ],
)
def test_a_value_of_the_option_s_type_is_taken(kind: OptionType, given: Any, canonical: Any) -> None:
    """Up to the last that fits; one address is a list of one."""
    assert checked(kind, given) == canonical


@pytest.mark.parametrize(
    ("kind", "given", "words"),
    [
        ("ip-address", ["10.0.0.1"], "is not an IPv4 address"),
        ("ip-addresses", [], "has no value"),
        ("ip-addresses", ["10.0.0.1", "x"], "is not an IPv4 address"),
        ("domains", [], "has no value"),
        ("domain", "a b", "is not a host name"),
        ("text", "", "1 to 255 characters"),
        ("text", "x" * 256, "1 to 255 characters"),
        ("text", "n\u00e4ht", "1 to 255 characters"),
        ("text", "a\nb", "line break"),
        ("boolean", 1, "is not true or false"),
        ("boolean", "true", "is not true or false"),
        ("uint8", 256, "from 0 to 255"),
        ("uint16", -1, "from 0 to 65535"),
        ("uint32", 2**32, "from 0 to 4294967295"),
        ("int32", 2**31, "from -2147483648 to 2147483647"),
        ("uint8", True, "from 0 to 255"),
        ("uint8", "7", "from 0 to 255"),
        ("uint8s", [256], "from 0 to 255"),
        ("flag-addresses", "10.0.0.5", "does not begin with true or false"),
        ("flag-addresses", "true", "does not begin with true or false"),
        ("flag-addresses", "true printers", "is not an IPv4 address"),
        ("flag-addresses", 7, "is not text"),
        ("flag-text", "printers", "does not begin with true or false"),
    ],
)
def test_another_value_is_told_what_the_type_expects(kind: OptionType, given: Any, words: str) -> None:
    """YAML's booleans are no numbers, and its texts neither."""
    with pytest.raises(ValueError, match=words):
        checked(kind, given)
