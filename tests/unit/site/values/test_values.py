"""Single values: canonical forms, and what a command line makes of a MAC address."""

from __future__ import annotations

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
