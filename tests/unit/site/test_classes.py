"""Classes of DHCP clients: what may make a client a member."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from salt_pxe.site.classes import DhcpClass


@pytest.mark.parametrize(
    "match",
    [
        {"vendor_class": "PXEClient"},
        {"user_class": "iPXE"},
        {"client_id": "a b"},
        {"mac_prefix": "52"},
        {"mac_prefix": "52:54:00:Ab"},
        {"architecture": 0},
        {"architecture": [7, 65535], "vendor_class": "PXEClient"},
    ],
)
def test_each_property_of_a_client_can_be_matched(match: dict[str, Any]) -> None:
    """One alone will do, and what is given once may be a list of one."""
    found = DhcpClass.model_validate({"match": match}).match
    assert found.model_fields_set == match.keys()
    assert isinstance(found.architecture, tuple)


@pytest.mark.parametrize(
    "match",
    [
        {},
        {"mac_prefix": "52:54:00:12:34:56"},
        {"mac_prefix": "5254"},
        {"mac_prefix": "52:"},
        {"architecture": 65536},
        {"architecture": -1},
        {"architecture": "7"},
        {"vendor_class": "x" * 256},
        {"vendor": "x"},
    ],
)
def test_what_matches_nothing_or_no_client_could_be_is_refused(match: dict[str, Any]) -> None:
    """An empty match, a whole MAC address (that is a host), numbers and texts that no option holds."""
    with pytest.raises(ValidationError):
        DhcpClass.model_validate({"match": match})
