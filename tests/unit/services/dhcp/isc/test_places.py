"""Where ISC dhcpd is on a distribution family."""

from __future__ import annotations

import pytest

from salt_pxe.services.dhcp.isc.places import PLACES, places
from salt_pxe.services.dhcp.plug import NotThere
from salt_pxe.services.family import FAMILIES, family_of


def test_every_family_has_its_places() -> None:
    """No family that can be a kickstart server is forgotten."""
    assert PLACES.keys() == FAMILIES.keys()


def test_the_releases_of_el_differ() -> None:
    """EL 7 has another package; EL 10 has no ISC dhcpd, and the error says what to do."""
    assert places(family_of("RedHat", 7)).packages == ("dhcp",)
    assert places(family_of("RedHat", 9)).packages == ("dhcp-server",)
    with pytest.raises(NotThere, match="release 9 or Debian"):
        places(family_of("RedHat", 10))
