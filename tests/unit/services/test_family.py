"""Where a distribution family keeps what a kickstart server needs."""

from __future__ import annotations

import pytest

from salt_pxe.services.family import DEBIAN, REDHAT, family_of
from salt_pxe.site.distribution import Distribution


def test_an_os_family_is_found_by_salt_s_grain() -> None:
    """The grain `os_family` names the family; another one is refused by name."""
    assert family_of("Debian", 12) is DEBIAN
    assert family_of("RedHat", 9) is REDHAT
    with pytest.raises(ValueError, match="not from Suse"):
        family_of("Suse", 15)


def test_the_releases_of_el_differ() -> None:
    """EL 7 has another package and is singled out; EL 10 has no ISC dhcpd, and the error says what to do."""
    old = family_of("RedHat", 7)
    assert old.packages["dhcpd"] == ("dhcp",)
    assert old.distribution == Distribution("RedHat", 7)
    assert family_of("RedHat", 9).distribution == Distribution("RedHat")
    with pytest.raises(ValueError, match="release 9 or Debian"):
        family_of("RedHat", 10)
