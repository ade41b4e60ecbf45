"""Options that pillar does not set, and codes that are taken."""

from __future__ import annotations

from salt_pxe.site.values.dhcp_options import OPTIONS
from salt_pxe.site.values.reserved_options import CODES, NOT_OURS


def test_what_clients_and_the_service_say_is_no_option_of_pillar() -> None:
    """Lease times, message types and what a client sends have words of their own, or are none of pillar's."""
    assert {"dhcp-lease-time", "dhcp-message-type", "pxe-system-type"} <= NOT_OURS.keys()
    assert not NOT_OURS.keys() & OPTIONS.keys()


def test_each_code_that_a_site_could_take_is_that_of_a_known_option() -> None:
    """A site defines codes from 128 to 254 (`OptionDefinition.code`)."""
    assert set(CODES.values()) <= OPTIONS.keys()
    assert all(128 <= code <= 254 for code in CODES)
