"""Where a distribution family keeps what a kickstart server needs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from salt_pxe.services.family import DEBIAN, REDHAT, family_of
from salt_pxe.site.distribution import Distribution


def test_an_os_family_is_found_by_salt_s_grain() -> None:
    """The grain `os_family` names the family; another one is refused by name."""
    assert family_of("Debian", 12) == replace(DEBIAN, release=12)
    assert family_of("RedHat", 9) == replace(REDHAT, release=9)
    with pytest.raises(ValueError, match="not from Suse"):
        family_of("Suse", 15)


def test_the_releases_of_el_differ() -> None:
    """A boot loader's origin depends on the release."""
    assert family_of("RedHat", 7).distribution == Distribution("RedHat", 7)
    assert family_of("RedHat", 9).distribution == Distribution("RedHat", 9)
